"""The people of the example project. All of them are fiction.

One line a person: sign-in name, name, organisation, department, [(party, role, availability)].
"""

from __future__ import annotations

from dataclasses import dataclass

from golive.foundation.accounts.models import Party

PASSWORD = "huadong-demo"  # of the demo only; `golive demo` prints it

CLIENT, VENDOR, CONSULTANCY = "client", "vendor", "consultancy"
ORGANISATIONS = {
    CLIENT: ("华东精工有限公司", "华东精工"),
    VENDOR: ("启程信息技术有限公司", "启程信息"),
    CONSULTANCY: ("明道管理咨询有限公司", "明道咨询"),
}
DEPARTMENTS = ("总经理办公室", "销售部", "采购部", "仓储部", "生产部", "财务部", "人力资源部", "信息部", "审计室")


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    organisation: str
    department: str
    places: tuple[tuple[Party, str, int], ...]


def _p(username: str, name: str, organisation: str, department: str, *places: tuple[Party, str, int]) -> Person:
    return Person(username, name, organisation, department, places)


S, M, B, I, V = Party.SPONSOR, Party.PM, Party.BUSINESS, Party.IT, Party.VENDOR  # noqa: E741
C, T, E, Q, A = Party.CONSULTANT, Party.TEAM, Party.USER, Party.QA, Party.CARE

PEOPLE = (
    _p("wang.zong", "王建国", CLIENT, "总经理办公室", (S, "项目发起人（副总经理）", 10)),
    _p("chen.li", "陈立", CLIENT, "信息部", (M, "项目经理（信息部经理）", 80)),
    _p("sun.ke", "孙可", CLIENT, "信息部", (I, "系统管理员", 60), (A, "运维负责人", 60)),
    _p("he.jian", "何健", CLIENT, "信息部", (I, "数据库与接口", 60), (T, "数据迁移", 60)),
    _p("tang.yu", "唐宇", CLIENT, "信息部", (I, "桌面与网络", 40), (T, "测试环境", 40)),
    _p("zhang.min", "张敏", CLIENT, "销售部", (B, "销售部关键用户", 40)),
    _p("liu.yang", "刘洋", CLIENT, "采购部", (B, "采购部关键用户", 40)),
    _p("zhao.gang", "赵刚", CLIENT, "仓储部", (B, "仓储部关键用户", 50)),
    _p("wu.yue", "吴越", CLIENT, "生产部", (B, "生产部关键用户", 30)),
    _p("zhou.min", "周敏", CLIENT, "财务部", (B, "财务部关键用户", 40)),
    _p("zhang.qian", "张倩", CLIENT, "人力资源部", (B, "人力资源部关键用户", 20)),
    _p("xu.lan", "徐岚", CLIENT, "审计室", (Q, "质量保证", 30)),
    _p("qian.jin", "钱进", VENDOR, "", (V, "供应商项目经理", 100)),
    _p("lu.feng", "陆峰", VENDOR, "", (V, "实施顾问", 100), (T, "配置与开发", 100)),
    _p("fang.hua", "方华", VENDOR, "", (V, "开发工程师", 100), (T, "接口开发", 100)),
    _p("li.wenbo", "李文博", CONSULTANCY, "", (C, "独立顾问", 40)),
    _p("zheng.min", "郑敏", CONSULTANCY, "", (C, "流程顾问", 40)),
    _p("gu.wei", "顾伟", CLIENT, "仓储部", (E, "原材料库保管员", 20)),
    _p("shen.fang", "沈芳", CLIENT, "仓储部", (E, "成品库保管员", 20)),
    _p("jin.bo", "金波", CLIENT, "仓储部", (E, "备件库保管员", 20)),
    _p("hu.xin", "胡昕", CLIENT, "销售部", (E, "销售内勤", 20)),
    _p("cao.lei", "曹磊", CLIENT, "销售部", (E, "销售员", 20)),
    _p("deng.ping", "邓萍", CLIENT, "采购部", (E, "采购员", 20)),
    _p("peng.tao", "彭涛", CLIENT, "采购部", (E, "采购员", 20)),
    _p("xie.ting", "谢婷", CLIENT, "财务部", (E, "应收会计", 20)),
    _p("han.bing", "韩冰", CLIENT, "财务部", (E, "成本会计", 20)),
    _p("feng.jie", "冯杰", CLIENT, "生产部", (E, "计划员", 20)),
    _p("yu.hong", "于红", CLIENT, "生产部", (E, "车间统计", 20)),
)

# Whom the start page of the demo proposes to sign in as.
LEADS = ("wang.zong", "chen.li", "zhang.min", "zhao.gang", "sun.ke", "qian.jin", "li.wenbo", "xu.lan", "gu.wei")
