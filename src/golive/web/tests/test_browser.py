"""golive.js and the style sheets in a real browser, under the shipped page policy."""

import pytest
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.urls("golive.web.tests.browser_urls")]


@pytest.fixture(scope="module")
def server(django_db_blocker):
    """A server without a database: these pages ask nothing of it, and no table has to be emptied after each test. The
    blocker is lifted, because a connection that an earlier test left open is looked at by every request."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        yield server
        server.stop()


@pytest.fixture(params=[1440, 390])
def page(request, browser, server):
    phone = request.param < 500
    context = browser.new_context(
        viewport={"width": request.param, "height": 844}, locale="zh-CN", is_mobile=phone, has_touch=phone
    )
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: page.complaints.append(str(e)))
    page.goto(server.url)
    yield page
    context.close()


def test_page_fits_is_quiet_and_has_no_untranslated_shell(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.complaints == []
    assert page.get_by_role(
        "navigation", name="主导航" if page.viewport_size["width"] > 500 else "快捷导航"
    ).is_visible()


def test_a_job_is_polled_until_it_is_done(page):
    row = page.locator("#job-9")
    row.get_by_text("成功").wait_for(timeout=10_000)
    assert row.get_attribute("hx-trigger") is None
    assert page.complaints == []


def test_slash_opens_the_search_box(page):
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    assert page.locator("[data-search]").is_visible()


def test_a_question_comes_before_a_deletion(page):
    sent = []
    page.on("request", lambda r: sent.append(r.method) if r.method == "POST" else None)
    page.get_by_role("button", name="删除").click()
    box = page.locator("#confirm")
    assert box.is_visible() and "删除这张单据？" in box.inner_text()
    box.get_by_role("button", name="取消").click()
    assert sent == []
    page.get_by_role("button", name="删除").click()
    with page.expect_request(lambda r: r.method == "POST"):
        box.get_by_role("button", name="继续").click()


def test_ticks_show_the_batch_bar(page):
    box = page.locator("td.c-check input").first
    assert page.locator("[data-batch]").is_hidden()
    box.check()
    assert page.locator("[data-batch-count]").inner_text() == "1"
    box.uncheck()
    assert page.locator("[data-batch]").is_hidden()


def test_arrows_walk_through_a_table(page):
    first = page.locator("table[data-keys] tbody tr:not(.grp) .c-title a")
    first.nth(0).focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == first.nth(1).inner_text()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.textContent") == first.nth(0).inner_text()


def test_a_dialog_can_be_filled_by_the_server(page):
    page.evaluate("htmx.ajax('GET', '/dialog', {target: '#modal', source: document.querySelector('.main')})")
    page.locator("#modal").get_by_text("来自服务器").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#modal").inner_text() == ""


def test_a_failing_server_gives_words_and_leaves_the_page_alone(page):
    page.evaluate("htmx.ajax('GET', '/broken', {target: '#h-duties', source: document.querySelector('.main')})")
    page.locator("#toasts .msg").wait_for()
    assert "traceback" not in page.locator("body").inner_text()
    assert page.locator("#h-duties").inner_text() == "职责清单"
