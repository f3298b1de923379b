"""The page /_style (developers only): every component with sample data, to look at after a change."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from golive.web.statuses import STATUSES


class SampleForm(forms.Form):
    title = forms.CharField(label="标题", help_text="一句话说清要做什么", max_length=80)
    owner = forms.ChoiceField(label="负责人", choices=[("1", "陈立"), ("2", "周敏")])
    due = forms.DateField(label="期限", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="结论", choices=[("fit", "满足"), ("gap", "差异")], widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="附件", required=False)
    notify = forms.BooleanField(label="通知对方", required=False)


class SampleFilter(forms.Form):
    q = forms.CharField(label="关键字", required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("overdue", "逾期")], required=False)
    owner = forms.ChoiceField(label="负责人", choices=[("", "全部"), ("1", "陈立")], required=False)


def _duty(
    title: str, trigger: str, due: str, text: str, evidence: list[str], missing: list[str], act: str
) -> dict[str, Any]:
    links = [{"label": label, "url": "#"} for label in evidence]
    return {
        "title": title,
        "trigger": trigger,
        "due": due,
        "text": text,
        "evidence": links,
        "missing": missing,
        "act": act,
    }


DUTIES = [
    {
        "state": "overdue",
        "css": "g-overdue",
        "icon": "alert-triangle",
        "label": "逾期",
        "rows": [
            _duty(
                "提交第 46 周项目周报，发送给发起人",
                "每周五 18:00",
                "11-20",
                "逾期 2 天",
                ["周报草稿 W46.docx"],
                ["发起人阅签"],
                "提交周报",
            ),
            _duty(
                "确认库存期初盘点差异处理方案",
                "迁移演练 #3 触发",
                "11-21",
                "逾期 1 天",
                ["盘点差异表 412 行"],
                ["仓储部签字"],
                "去签批",
            ),
        ],
    },
    {
        "state": "due",
        "css": "g-due",
        "icon": "clock",
        "label": "三天内到期",
        "rows": [
            _duty(
                "发布 UAT 第二轮用例分配（6 个部门）",
                "里程碑 M5 前 10 天",
                "11-24",
                "剩 2 天",
                ["用例集 v2 · 357 条"],
                ["质量部负责人"],
                "分配",
            )
        ],
    },
    {
        "state": "running",
        "css": "",
        "icon": "progress-check",
        "label": "本期进行中",
        "rows": [
            _duty(
                "关键用户培训完成率达到 90%",
                "培训计划",
                "12-11",
                "71%",
                ["签到 213 / 300 人", "测验均分 84"],
                [],
                "查看",
            )
        ],
    },
    {
        "state": "done",
        "css": "g-done",
        "icon": "circle-check",
        "label": "近 7 天已完成",
        "rows": [
            _duty("提交第 45 周项目周报", "每周五 18:00", "11-13", "按期", ["周报 W45.docx", "王总 11-13 阅签"], [], "")
        ],
    },
]
NAV = [
    {"title": "工作台", "items": [
        {"label": "我的职责", "url": "#", "icon": "checklist", "count": 3, "alarm": True, "active": True},
        {"label": "待我审批", "url": "#", "icon": "signature", "count": 4},
        {"label": "各方履责", "url": "#", "icon": "users"},
    ]},
    {"title": "实施", "items": [
        {"label": "计划与进度", "url": "#", "icon": "calendar-stats"},
        {"label": "风险与问题", "url": "#", "icon": "alert-triangle"},
        {"label": "需求与变更", "url": "#", "icon": "file-text"},
        {"label": "数据迁移", "url": "#", "icon": "database-import"},
        {"label": "培训与考核", "url": "#", "icon": "school"},
    ]},
    {"title": "运维", "items": [
        {"label": "服务台", "url": "#", "icon": "headset"},
        {"label": "系统与备份", "url": "#", "icon": "server"},
    ]},
]  # fmt: skip
TABS = [
    {"label": "职责", "url": "#", "icon": "checklist", "count": 3, "active": True},
    {"label": "审批", "url": "#", "icon": "signature", "count": 4},
    {"label": "计划", "url": "#", "icon": "calendar-stats"},
    {"label": "服务台", "url": "#", "icon": "headset"},
    {"label": "我的", "url": "#", "icon": "user-circle"},
]
PHASES = [
    {"name": "需求调研", "state": "done", "value": "完成", "dates": "03-23 – 05-15", "url": "#"},
    {"name": "系统选型", "state": "done", "value": "完成", "slip": "晚 3 天", "dates": "05-06 – 06-30", "url": "#"},
    {"name": "系统实施", "state": "now", "value": "82%", "dates": "08-31 – 12-04", "url": "#"},
    {"name": "数据迁移", "state": "late", "value": "46%", "slip": "晚 4 天", "dates": "10-12 – 12-25", "url": "#"},
    {"name": "上线试运行", "state": "todo", "value": "未开始", "dates": "01-04 – 04-09", "url": "#"},
    {"name": "验收", "state": "todo", "value": "未开始", "dates": "04-12 –", "url": "#"},
    {"name": "后期维护", "state": "todo", "value": "未开始", "dates": "04-30 –", "url": "#"},
]
KPIS = [
    {"name": "进度绩效 SPI", "value": "0.94", "tone": "bad", "note": "较上周 −0.02", "url": "#"},
    {"name": "成本绩效 CPI", "value": "1.02", "note": "结余 ¥18.6 万", "url": "#"},
    {"name": "按期上线概率", "value": "63%", "tone": "warn", "note": "P80 = 2027-01-13", "url": "#"},
    {"name": "迁移对账差异", "value": "¥0.00", "note": "38 / 41 表已对平", "url": "#"},
    {"name": "UAT 通过率", "value": "87.4%", "tone": "warn", "note": "312 / 357 用例", "url": "#"},
    {"name": "高风险未关闭", "value": "4", "tone": "bad", "note": "最久 R-017 · 19 天"},
    {"name": "培训完成率", "value": "71%", "tone": "warn", "note": "213 / 300 人"},
]
RISKS = [("很高", "00414"), ("高", "03342"), ("中", "12333"), ("低", "11232"), ("很低", "11122")]


def sample(now: dt.datetime) -> dict[str, Any]:
    jobs = [
        {"id": 1, "title": "迁移演练 #4 · 装载应收期初", "state": "running", "active": True, "percent": 62, "counts": "31 / 41 表 · 797,204 行",
         "left": "剩约 3 分 20 秒", "cancel_url": "#", "log_url": "#"},
        {"id": 2, "title": "安装 ERP 演示环境", "state": "failed", "percent": 40, "counts": "4 / 10 步", "error": "端口 8069 已被占用。",
         "kept": "已下载的程序包保留。请释放端口后重试。", "retry_url": "#", "log_url": "#"},
        {"id": 3, "title": "导出需求清单", "state": "succeeded", "percent": 100, "counts": "357 行", "result_url": "#", "result_label": "下载 Excel"},
    ]  # fmt: skip
    history = [
        {"when": now, "who": "周敏", "what": "签署了需求 R-021", "tone": "ok", "note": "内容哈希 9f2c…", "url": "#"},
        {
            "when": now - dt.timedelta(hours=3),
            "who": "李文博",
            "what": "修改了需求 R-021",
            "changes": [{"field": "优先级", "old": "中", "new": "高"}],
        },
        {"when": now - dt.timedelta(days=1), "who": "陈立", "what": "新建了需求 R-021"},
    ]
    comments = [
        {
            "who": "李文博",
            "party": "顾问",
            "when": now,
            "text": "标准功能可以覆盖，差异在返利计提的口径。",
            "files": [{"name": "口径对比.xlsx", "url": "#"}],
        },
        {"who": "周敏", "party": "财务部", "when": now, "text": "请在周三前给出样例凭证。"},
    ]
    return {
        "nav": NAV, "tabs": TABS, "phases": PHASES, "kpis": KPIS, "duties": DUTIES, "jobs": jobs, "history": history,
        "comments": comments, "risks": RISKS, "codes": list(STATUSES),
        "project": {"name": "华东精工集团 ERP 一期", "tag": "第 38 周"}, "projects": [{"name": "华东精工集团 ERP 一期", "url": "#", "active": True}],
        "search_url": "#", "bell": {"count": 11, "url": "#"}, "me": {"name": "陈立", "role": "项目经理"}, "watermark_text": "陈立 0931 2026-11-22",
        "files": [{"name": "盘点差异照片.jpg", "url": "#", "size": 2_400_000, "who": "张倩", "when": now, "remove_url": "#"}],
        "pager": {"total": "10,000+", "first_url": "#", "prev_url": "#", "next_url": "#"},
        "form": SampleForm({"title": "", "owner": "1"}), "filter_form": SampleFilter(),
        "columns": [{"label": "编号", "sort_url": "#", "sorted": "ascending"}, {"label": "事项"}, {"label": "金额", "css": "n"}, {"label": "状态"}],
        "amount": Decimal("620000"), "buttons": [
            {"label": "同意", "url": "#", "post": True, "primary": True, "icon": "check"}, {"label": "退回", "url": "#", "icon": "arrow-back-up"},
            {"label": "删除", "url": "#", "post": True, "danger": True, "confirm": "删除这张单据？", "icon": "trash"},
            {"label": "放行", "url": "#", "disabled": "缺 恢复演练记录"},
        ],
        "batch_actions": [{"label": "批量转办", "name": "do", "value": "assign"}],
        "facts": [{"label": "负责人", "value": "陈立"}, {"label": "期限", "value": "2026-11-20"}, {"label": "触发", "value": "每周五 18:00"}, {"label": "升级", "value": "逾期 2 天报发起人"}],
        "parties": [{"title": "甲方", "organisation": "华东精工集团"}, {"title": "乙方", "organisation": "实施供应商"}],
        "missing": ["会议纪要"], "now": now, "next_action": {"label": "新建", "url": "#", "icon": "plus"},
    }  # fmt: skip


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/style.html", sample(timezone.now()))
