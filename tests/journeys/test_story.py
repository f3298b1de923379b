"""A project from nothing to its first weekly report, told by those who act: each chapter is a person at his own browser.

Chapters build on each other, so they are one test; each says in its first line what it proves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.browser

DAY_OF_PROJECT = date(2026, 9, 7)
CODE = "beifang-erp"
HERE = f"/p/{CODE}/"
TEAM = (  # sign-in name, name, party, role, department
    ("wang.zong", "王建国", "S", "项目发起人", ""),
    ("zhang.min", "张敏", "B", "销售部关键用户", "销售部"),
    ("qian.jin", "钱进", "V", "供应商项目经理", ""),
)
TEXT = "录入销售订单时，系统按可用库存与在产数量给出可承诺日期。"
WAIVERS = {
    "plan_baseline_approved": "其余部门的负责人月底前到位。",
    "requirements_signed": "承诺日期的新文字下周补签，不影响选型。",
    "duties%3Arequirements": "质量计划与供应商回复在选型期间补齐。",
}
MORE = "低于客户要求日期时提示。"


class Play:
    """Who is on the stage: `play["qian.jin"]` is his page, signed in once."""

    def __init__(self, sign_in: Callable[..., Any]) -> None:
        self._sign_in, self._pages = sign_in, {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._pages:
            self._pages[name] = self._sign_in(name)
        return self._pages[name]


@pytest.fixture
def play(sign_in: Callable[..., Any]) -> Play:
    return Play(sign_in)


def test_from_charter_to_weekly_report(play: Play) -> None:
    the_manager_starts_a_project_and_names_its_people(play)
    the_sponsor_approves_an_objective(play)
    the_plan_is_made_from_the_method_and_becomes_the_baseline(play)
    requirement = a_requirement_is_written_answered_and_signed(play)
    an_edit_asks_for_a_new_signature(play, requirement)
    the_gate_stays_shut_until_the_sponsor_waives_with_a_reason(play)
    the_weekly_report_is_written_sent_and_read(play)
    a_stranger_finds_no_door(play, requirement)


def the_manager_starts_a_project_and_names_its_people(play: Play) -> None:
    """Who starts a project manages it; everybody named is listed with party and department."""
    page = play["chen.li"]
    page.goto("/projects/new/")
    page.fill("[name=name]", "北方分厂 ERP")
    page.fill("[name=code]", CODE)
    choose(page, "client", "华东精工")
    page.fill("[name=start_date]", DAY_OF_PROJECT.isoformat())
    page.fill("[name=go_live_date]", (DAY_OF_PROJECT + timedelta(days=300)).isoformat())
    submit(page)
    for _username, name, party, role, department in TEAM:
        page.goto(f"{HERE}projects/people/name/")
        choose(page, "person", name)
        page.select_option("[name=party]", party)
        page.fill("[name=role_title]", role)
        if department:
            page.select_option("[name=department]", label=department)
        submit(page)
    page.goto(f"{HERE}projects/people/")
    for _username, name, _party, role, _department in TEAM:
        assert role in page.inner_text(f"tr:has-text('{name}')")


def the_sponsor_approves_an_objective(play: Play) -> None:
    """The manager cannot approve what he wrote; the sponsor's signature shows to both."""
    page = play["chen.li"]
    page.goto(f"{HERE}governance/objectives/add_objective/")
    fields = {"title": "提高交付及时率", "indicator": "按期交付订单占比", "unit": "%", "baseline": "62", "target": "90"}
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.fill("[name=due_on]", (DAY_OF_PROJECT + timedelta(days=600)).isoformat())
    page.fill("[name=measured_by]", "销售发货单上的实际发货日")
    choose(page, "owner", "张敏")
    submit(page)
    open_row(page, "governance/objectives/", "O-01")
    assert page.locator("form[action*=approve_objective], form[action*='/approve/']").count() == 0
    sponsor = play["wang.zong"]
    open_row(sponsor, "governance/objectives/", "O-01")
    sponsor.fill("[name=comment]", "同意，按此考核。")
    press(sponsor, "form:has([name=seen_hash]) button")
    page.reload()
    assert "已签字" in page.inner_text("h1")
    assert "同意，按此考核。" in page.inner_text("main")


def the_plan_is_made_from_the_method_and_becomes_the_baseline(play: Play) -> None:
    """Sixty tasks with critical path; the baseline holds only when the sponsor has decided."""
    page = play["chen.li"]
    page.goto(f"{HERE}plan/")
    press(page, "button[form=make]")
    assert int(re.search(r"(\d+) 项任务", page.inner_text(".gantt header")).group(1)) >= 60
    assert page.locator(".gantt svg").count() >= 1
    page.goto(f"{HERE}plan/baselines/ask/")
    submit(page)
    sponsor = play["wang.zong"]
    open_row(sponsor, "governance/decisions/", "D-001")
    press(sponsor, "a[href$='/decide/']")
    sponsor.check("[name=choice][value=A]")
    sponsor.fill("[name=reason]", "与年度安排一致。")
    submit(sponsor)
    open_row(page, "plan/baselines/", "1")
    assert "已同意" in page.inner_text("main")
    assert "与年度安排一致。" in page.inner_text("main")


def a_requirement_is_written_answered_and_signed(play: Play) -> str:
    """The department writes, the vendor answers but cannot sign, the key user signs. Gives the address."""
    writer, vendor = play["zhang.min"], play["qian.jin"]
    writer.goto(f"{HERE}requirements/processes/add_process/")
    writer.fill("[name=code]", "XS")
    writer.fill("[name=name]", "销售订单处理")
    choose(writer, "department", "销售部")
    submit(writer)
    writer.goto(f"{HERE}requirements/requirements/add_requirement/")
    writer.fill("[name=title]", "订单承诺日期校验")
    choose(writer, "process", "XS")
    choose(writer, "department", "销售部")
    writer.fill("[name=text]", TEXT)
    writer.fill("[name=acceptance]", "与手工推算一致。")
    submit(writer)
    open_row(writer, "requirements/requirements/", "REQ-001")
    address = str(writer.url)
    press(writer, "form[action$='/submit/'] button")
    vendor.goto(address)
    assert vendor.locator("form[action$='/sign/']").count() == 0
    press(vendor, "a[href$='/answer_fit/']")
    vendor.check("[name=answer][value=configuration]")
    vendor.fill("[name=text]", "在销售参数中打开可承诺量。")
    vendor.fill("[name=effort_days]", "3")
    submit(vendor)
    writer.goto(address)
    press(writer, "form[action$='/sign/'] button")
    vendor.reload()
    assert "已签字" in vendor.inner_text("h1")
    return address


def an_edit_asks_for_a_new_signature(play: Play, requirement: str) -> None:
    """Whoever opens the page sees that the signature no longer covers the text, and both versions."""
    writer = play["zhang.min"]
    writer.goto(requirement)
    press(writer, "a[href$='/edit_requirement/']")
    writer.fill("[name=text]", TEXT + MORE)
    writer.fill("[name=note]", "销售例会要求")
    submit(writer)
    for name in ("zhang.min", "qian.jin", "chen.li", "wang.zong"):
        page = play[name]
        page.goto(requirement)
        assert "签字已失效" in page.inner_text("h1"), name
        assert MORE in page.inner_text("section:has(#versions), main")
        assert "版本 2" in page.inner_text("main")


def the_gate_stays_shut_until_the_sponsor_waives_with_a_reason(play: Play) -> None:
    """Shut with the missing named and no button to press; a waiver stays visible beside what it waives."""
    sponsor, manager = play["wang.zong"], play["chen.li"]
    sponsor.goto(f"{HERE}governance/gates/")
    assert "未放行" in sponsor.inner_text("#gate-requirements header")
    press(sponsor, "#gate-requirements h2 a")
    gate, passing = str(sponsor.url), "form[action$='/pass/'] button.btn-primary"
    assert "REQ-001" in sponsor.inner_text("section:has(#criteria)")
    assert sponsor.is_disabled(passing)
    manager.goto(gate)
    assert manager.locator(f"{passing}, main a[href*='/waive/']").count() == 0
    for criterion, reason in WAIVERS.items():
        assert sponsor.is_disabled(passing)
        press(sponsor, f"main a[href$='criterion={criterion}']")
        sponsor.fill("[name=reason]", reason)
        sponsor.fill("[name=until]", (DAY_OF_PROJECT + timedelta(days=365)).isoformat())
        submit(sponsor)
        manager.reload()
        assert reason in manager.inner_text("main")
        sponsor.goto(gate)
    sponsor.fill("[name=note]", "同意进入选型。")
    press(sponsor, passing)
    for address in (gate, f"{HERE}governance/gates/"):
        manager.goto(address)
        said = manager.inner_text("main")
        assert "同意进入选型。" in said
        assert all(reason in said for reason in WAIVERS.values())
    assert "未放行" not in manager.inner_text("#gate-requirements header")


def the_weekly_report_is_written_sent_and_read(play: Play) -> None:
    """Written from the records, the manager adds his note; sent it is frozen, and the sponsor says he has read it."""
    manager, sponsor, vendor = play["chen.li"], play["wang.zong"], play["qian.jin"]
    manager.goto(f"{HERE}reports/reports/")
    press(manager, "form[action$='/reports/write/'] button.btn-primary")
    address = str(manager.url)
    press(manager, "a[href$='/edit/']")
    manager.fill("[name=note]", "请发起人协调销售部下周补签。")
    submit(manager)
    manager.goto(address)
    manager.click("form[action$='/send/'] button")
    press(manager, "#confirm [data-yes]")
    manager.goto(address)
    assert manager.locator("a[href$='/edit/']").count() == 0
    sponsor.goto(address)
    assert "请发起人协调销售部下周补签。" in sponsor.inner_text("main")
    press(sponsor, "form[action$='/read/'] button")
    manager.reload()
    assert re.search(r"王建国.*已阅", manager.inner_text("section:has(#h-sent)"))
    assert vendor.request.get(address).status in (403, 404)


def a_stranger_finds_no_door(play: Play, requirement: str) -> None:
    """He works in another project of the same company: here he is told that there is nothing."""
    stranger = play["gu.wei"]
    for address in (HERE, requirement, f"{HERE}plan/", f"{HERE}governance/gates/", f"{HERE}reports/reports/"):
        assert stranger.request.get(address).status == 404, address
    stranger.goto("/")
    assert "北方分厂" not in stranger.inner_text("body")


def submit(page: Any) -> None:
    """Press the form's own button and see it accepted."""
    press(page, "main form.form-wide .form-actions .btn-primary, main .form-actions .btn-primary")
    refused = page.locator(".form-errors[role=alert], .errorlist")
    assert refused.count() == 0, refused.all_inner_texts()


def press(page: Any, selector: str) -> None:
    """Press what leads to another page, and wait until it is there."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def choose(page: Any, field: str, begins: str) -> None:
    """The option whose words begin so."""
    options = page.locator(f"[name={field}] option")
    label = next(text for text in options.all_inner_texts() if text.startswith(begins))
    page.select_option(f"[name={field}]", label=label)


def open_row(page: Any, register: str, code: str) -> None:
    """Open the record with this code from its list."""
    page.goto(f"{HERE}{register}")
    press(page, f"#rows a:text-is('{code}')")
