"""The plan typed in a real browser, by keys alone, and drawn by the mouse."""

import pytest
from django.urls import reverse

from golive.apps.plan.models import Task
from golive.apps.plan.tests.factories import shown, small_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(cast, client, live_server, browser):
    small_plan(cast)
    client.force_login(cast.pm)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.complaints.append(str(e)))
    page.goto(live_server.url + reverse("plan:gantt", args=[cast.project.code]) + "?scale=day")
    yield page
    context.close()


def outline():
    return [f"{t.wbs} {t.name} {t.days}" for t in Task.objects.order_by("position")]


def settled(page, press):
    with page.expect_response(lambda r: r.request.method == "POST") as answer:
        press()
    page.wait_for_timeout(150)
    assert answer.value.status in (200, 409)


def keys(page, *names):
    for name in names:
        page.keyboard.press(name)


def test_a_plan_is_typed_without_the_mouse_and_drawn_with_it(page):
    page.locator('[data-cell="name"]', has_text="甲").focus()
    settled(page, lambda: keys(page, "Enter"))  # a line below, its name open
    page.keyboard.type("访谈")
    settled(page, lambda: keys(page, "Enter"))
    settled(page, lambda: keys(page, "Tab"))  # indent
    keys(page, "ArrowRight")
    page.keyboard.type("3d")
    settled(page, lambda: keys(page, "Enter"))
    assert outline() == ["1 甲 None", "1.1 访谈 3", "2 乙 3", "3 丙 1", "4 上线 0"]
    assert page.evaluate("document.activeElement.dataset.cell") == "days"

    keys(page, "F2")
    page.keyboard.type("bald")
    settled(page, lambda: keys(page, "Enter"))  # refused: said in words, nothing changed
    assert "不是工期" in page.locator("#toasts").inner_text() and outline()[1] == "1.1 访谈 3"

    settled(page, lambda: keys(page, "Shift+Tab"))
    settled(page, lambda: keys(page, "Alt+ArrowDown"))
    keys(page, "Delete")
    page.locator("#confirm [data-yes]").wait_for()
    settled(page, lambda: keys(page, "Enter"))
    assert outline() == ["1 甲 2", "2 乙 3", "3 丙 1", "4 上线 0"]

    third = Task.objects.get(name="丙")
    bar = page.locator(f"#b{third.pk} .task").bounding_box()
    page.mouse.move(bar["x"] + 4, bar["y"] + 5)
    page.mouse.down()
    page.mouse.move(bar["x"] + 4 + 48, bar["y"] + 5, steps=4)  # two days of 24 pixels
    settled(page, page.mouse.up)
    third.refresh_from_db()
    assert (third.constraint, shown(third.early_start)) == ("SNET", "2026-03-04 09:00")
    assert [c for c in page.complaints if "409" not in c] == []
