"""A small real project planned from an Excel file, by those who plan it, do it and decide on it, each in his browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from tests.journeys import stage
from tests.journeys.conftest import HEIGHTS, PATIENCE, keep_pictures
from tests.journeys.test_story import choose, press, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADING = ("序号", "任务名称", "工期", "前置任务", "负责人", "大纲级别")


class Room:
    """`room["pm"]` is the page of that party's person, signed in; `width` holds for whoever comes in first with it."""

    def __init__(self, cast: Any, address: str, browser: Any) -> None:
        self.cast, self.address, self._browser = cast, address, browser
        self.here = f"{address}/p/{cast.project.code}/plan/"
        self.pages: dict[str, Any] = {}
        self.complaints: list[list[str]] = []

    def __getitem__(self, party: str) -> Any:
        return self.enter(party)

    def enter(self, party: str, width: int = 1440) -> Any:
        if party not in self.pages:
            from django.test import Client

            client = Client()
            client.force_login(getattr(self.cast, party))
            context = self._browser.new_context(locale="zh-CN", viewport={"width": width, "height": HEIGHTS[width]})
            context.set_default_timeout(PATIENCE)
            key = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": key, "url": self.address}])
            self.pages[party] = context.new_page()
            self.complaints.append(stage.watch(self.pages[party]))
        return self.pages[party]


@pytest.fixture
def room(browser: Any, cast: Any, live_server: Any, request: Any) -> Iterator[Room]:
    """The project begins next Monday; its people have the names that the workbook writes."""
    from golive.foundation import clock

    today = clock.today("Asia/Shanghai")
    monday = today + timedelta(days=7 - today.weekday())
    cast.project.start_date, cast.project.go_live_date = monday, monday + timedelta(days=60)
    cast.project.save(update_fields=["start_date", "go_live_date"])
    for party, name in (("it", "李工"), ("business", "张敏"), ("sponsor", "王总"), ("pm", "陈立")):
        person = getattr(cast, party)
        person.display_name = name
        person.save(update_fields=["display_name"])
    made = Room(cast, live_server.url, browser)
    yield made
    if getattr(request.node, "failed_in_call", False):
        keep_pictures(request.node.name, list(made.pages.values()))
    for page in made.pages.values():
        page.context.close()
    assert not [problem for found in made.complaints for problem in found]


def workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for line in (
        HEADING,
        (1, "准备", "", "", "", 1),
        (2, "立项与调研", "5天", "", "李工", 2),
        (3, "蓝图设计", "1w", "2", "张敏", 2),
        (4, "实施", "", "", "", 1),
        (5, "系统配置", 5, "3", "李工", 2),
        (6, "数据清理", 4, "3", "李工", 2),
        (7, "用户培训", 2, "", "张敏", 1),
        (8, "系统上线", 0, "5;6", "王总", 1),
    ):
        book.active.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_project_is_planned_from_excel_and_kept_true(room: Room) -> None:
    the_plan_comes_in_one_step_from_excel(room)
    lines_are_indented_and_linked_by_keys(room)
    leave_of_a_person_moves_his_task_and_says_so(room)
    overload_is_seen_levelled_and_refused_taken_in_part_or_whole(room)
    the_sponsor_decides_the_baseline_and_bars_are_compared(room)
    progress_is_told_on_a_phone(room)
    harder_than_planned_is_answered_by_a_new_plan_and_by_a_refusal(room)
    the_alarm_asks_for_an_action(room)


def test_money_odds_and_paper_of_an_imported_plan(room: Room) -> None:
    the_plan_comes_in_one_step_from_excel(room)
    money_odds_and_paper(room)


def row_of(page: Any, name: str) -> Any:
    return page.locator("#outline [data-task]", has_text=name)


def cell(page: Any, name: str, column: str) -> Any:
    return row_of(page, name).locator(f'[data-cell="{column}"]')


def settled(page: Any, keys: list[str]) -> None:
    """Press the keys; the last one asks the server, and the chart stands anew."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        for key in keys:
            page.keyboard.press(key) if len(key) > 1 or key.isupper() else page.keyboard.type(key)
    assert answer.value.status == 200
    page.wait_for_timeout(200)


def task_page(room: Room, party: str, name: str) -> Any:
    from golive.apps.plan.models import Task

    page = room[party]
    page.goto(f"{room.here}tasks/{Task.objects.get(name=name).pk}/")
    return page


def the_plan_comes_in_one_step_from_excel(room: Room) -> None:
    """File, report, one button: eight lines with outline, owners and dates."""
    page = room["pm"]
    page.goto(room.here)
    press(page, "a[href$='/plan/import/']")
    page.set_input_files("[name=file]", {"name": "计划.xlsx", "mimeType": "", "buffer": workbook()})
    submit(page)
    assert "系统配置" in page.inner_text("section:has(#lines)")
    press(page, "button[form=do]:has-text('导入此计划')")
    assert page.locator("#outline [data-task]").count() == 8
    assert "李工" in row_of(page, "系统配置").inner_text()


def lines_are_indented_and_linked_by_keys(room: Room) -> None:
    """用户培训 goes below 实施 and waits for 系统配置 by two days; the task says both in a sentence."""
    page = room["pm"]
    cell(page, "用户培训", "name").focus()
    settled(page, ["Tab"])
    assert "2.3" in row_of(page, "用户培训").inner_text()
    cell(page, "用户培训", "predecessors").focus()
    settled(page, ["F2", *"5FS+2d", "Enter"])
    cell(page, "系统上线", "predecessors").focus()
    settled(page, ["F2", *"6;7", "Enter"])
    page = task_page(room, "pm", "用户培训")
    why = page.inner_text("section:has(#why)")
    assert "因为“系统配置”（李工）" in why and "须隔 2 个工作日" in why


def leave_of_a_person_moves_his_task_and_says_so(room: Room) -> None:
    """The key user enters her own two days off; her task starts after them, and says because of whom."""
    from golive.apps.plan.models import Task

    before = Task.objects.get(name="蓝图设计").early_start
    page = room["business"]
    page.goto(f"{room.here}people/me/")
    for field, day in (("first_day", before), ("last_day", before + timedelta(days=1))):
        page.fill(f"[name={field}]", day.date().isoformat())
    press(page, "form[action$='/leave/'] .btn-primary")
    assert Task.objects.get(name="蓝图设计").early_start == before + timedelta(days=2)
    assert "张敏" in task_page(room, "pm", "蓝图设计").inner_text("section:has(#why) p >> nth=0")


def overload_is_seen_levelled_and_refused_taken_in_part_or_whole(room: Room) -> None:
    """李工 has two tasks at once. Both maps stand beside each other, each move has its reason."""
    from golive.foundation.jobs.worker import run_pending

    page = room["pm"]

    def alternative() -> None:
        page.goto(f"{room.here}people/")
        press(page, "form[action$='/people/level/'] button")
        run_pending()
        page.reload()
        press(page, "section:has(#alt) a.btn-primary")

    alternative()
    assert page.locator(".load-pair table.load").count() == 2
    assert page.locator(".load-pair section:has(#h-mb) .load-over").count() >= 1
    assert page.locator(".load-pair section:has(#h-ma) .load-over").count() == 0
    assert "因为" in page.inner_text("section:has(#h-moves)") and "李工" in page.inner_text("section:has(#h-moves)")
    press(page, "form[action$='/refuse_levelling/'] button")
    assert "未批准" in page.inner_text("h1, .page-head")
    alternative()
    for box in page.locator("input[name=task]").all():
        box.uncheck()
    page.locator("input[name=task]").first.check()
    press(page, ".load-decide button:not([name])")
    page.goto(f"{room.here}people/")
    if page.locator("table.load .load-over").count():
        alternative()
        press(page, ".load-decide button[name=all]")
        page.goto(f"{room.here}people/")
    assert page.locator("table.load .load-over").count() == 0


def the_sponsor_decides_the_baseline_and_bars_are_compared(room: Room) -> None:
    page, sponsor = room["pm"], room["sponsor"]
    page.goto(f"{room.here}baselines/ask/")
    submit(page)
    sponsor.goto(room.here.replace("/plan/", "/governance/decisions/"))
    press(sponsor, "#rows a:text-is('D-001')")
    press(sponsor, "a[href$='/decide/']")
    sponsor.check("[name=choice][value=A]")
    sponsor.fill("[name=reason]", "与年度安排一致。")
    submit(sponsor)
    page.goto(room.here)
    cell(page, "用户培训", "days").focus()
    settled(page, ["F2", *"4d", "Enter"])
    page.goto(f"{room.here}baselines/compare/")
    assert "+2" in page.locator("section:has(#slips) tr", has_text="用户培训").inner_text()
    assert page.locator(".gantt svg rect").count() > 2


def progress_is_told_on_a_phone(room: Room) -> None:
    """From his duties' page: one choice, one note, one press; nothing lies outside the screen."""
    from golive.apps.plan.models import Task

    page = room.enter("it", 390)
    page.goto(f"{room.here}mine/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    card = page.locator("section.card", has_text="立项与调研")
    card.locator("[name=percent]").select_option("50")
    card.locator("[name=note]").fill("访谈已完成一半")
    with page.expect_navigation():
        card.locator("button.btn-primary").click()
    assert Task.objects.get(name="立项与调研").percent == 50


def harder_than_planned_is_answered_by_a_new_plan_and_by_a_refusal(room: Room) -> None:
    """Raised on the phone; the manager sees go-live before and after, answers twice, and each answer is kept."""
    from golive.apps.plan.models import Task

    live = Task.objects.get(name="系统上线").early_finish
    for days, answer, words in (("14", "replan", "接口比预想的多，按新估计排。"), ("30", "refuse", "先砍掉两个接口。")):
        phone = room["it"]
        phone.goto(f"{room.here}mine/")
        with phone.expect_navigation():
            phone.locator("section.card", has_text="系统配置").locator("a[href$='/raise_difficulty/']").click()
        phone.fill("[name=text]", f"接口比预想的多，还要 {days} 天")
        phone.fill("[name=new_remaining_days]", days)
        submit(phone)
        page = room["pm"]
        page.goto(f"{room.here}difficulties/")
        press(page, f"#rows tr:has-text('还要 {days} 天') a")
        effect = page.locator("section:has(#effect) tr", has_text="上线").last
        assert effect.locator(".t-bad").count() == 1  # go-live comes later, seen at once
        press(page, "a[href$='/answer_difficulty/']")
        page.check(f"[name=answer][value={answer}]")
        page.fill("[name=text]", words)
        submit(page)
        assert words in page.inner_text("main")
        moved = Task.objects.get(name="系统上线").early_finish
        assert (moved > live) if answer == "replan" else (moved == live)
        live = moved


def the_alarm_asks_for_an_action(room: Room) -> None:
    page = room["pm"]
    page.goto(f"{room.here}deviations/")
    press(page, "#rows a[href*='/deviations/']")
    press(page, "a[href$='/answer_deviation/']")
    page.fill("[name=action]", "增派一名顾问做接口")
    choose(page, "owner", "李工")
    page.fill("[name=due_on]", (room.cast.project.start_date + timedelta(days=20)).isoformat())
    submit(page)
    assert "增派一名顾问做接口" in page.inner_text("main")


def money_odds_and_paper(room: Room) -> None:
    """A budget line is on the cost sheet and on the S-curve; the odds give two dates; the chart goes on paper."""
    from golive.foundation.jobs.worker import run_pending

    page = room["pm"]
    page.goto(f"{room.here}costs/add_cost/")
    page.select_option("[name=kind]", "budget")
    page.select_option("[name=cost_class]", index=1)
    page.fill("[name=on]", room.cast.project.start_date.isoformat())
    page.fill("[name=amount]", "12.5万")
    page.fill("[name=text]", "实施服务")
    submit(page)
    page.goto(f"{room.here}cost_sheet/")
    assert "12.5" in page.inner_text("main .kpi")
    page.goto(f"{room.here}earned_value/")
    assert page.locator("main svg.curve, main svg").count() >= 1
    page.goto(f"{room.here}risk/")
    press(page, "form[action$='/risk/simulate/'] button")
    run_pending()
    page.reload()
    odds = page.inner_text("main .kpi")
    assert "P50" in odds and "P80" in odds
    assert "P80 就提前" in page.inner_text("section:has(#do)")
    assert "系统配置" in page.inner_text("section:has(#drivers)")
    page.goto(f"{room.here}paper/")
    assert page.locator("svg", has_text="系统配置").count() == 1
    answer = page.request.get(f"{room.here}gantt.pdf")
    assert answer.ok and answer.body().startswith(b"%PDF")
