"""What a newcomer meets: his duties with their evidence, the rows behind every figure, his language, his phone."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys import stage
from tests.journeys.test_pages import chinese, latin, sideways

pytestmark = pytest.mark.browser

HERE = f"/p/{stage.PROJECT}/"
SignIn = Callable[..., Any]


def test_the_manager_sees_what_he_owes_and_why(sign_in: SignIn) -> None:
    """Overdue and coming duties stand apart; what is overdue says what is missing, and leads to the next act."""
    page = sign_in("chen.li")
    assert page.inner_text("h1") == "我的职责"
    overdue, upcoming = page.locator("tbody.g-overdue tr:not(.grp)"), page.locator("tbody.g-upcoming tr:not(.grp)")
    assert overdue.count() and upcoming.count()
    for row in overdue.all():
        assert row.locator(".c-ev .miss").count(), row.inner_text()
        assert row.locator(".c-act a").count(), row.inner_text()
    assert "逾期" in page.inner_text(".page-head")


def test_every_figure_opens_the_rows_behind_it(sign_in: SignIn) -> None:
    """Each figure of the strip, each evidence and each condition of the gate leads to a page of its own."""
    page = sign_in("chen.li")
    figures = page.locator("dl.kpi > div")
    figures.first.wait_for()  # fetched when the page stands
    page.locator("[aria-labelledby=h-gate]").wait_for()
    assert figures.count() >= 3
    assert figures.locator("a[href]").count() == figures.count()
    links = page.eval_on_selector_all(
        "dl.kpi a, .c-ev a, [aria-labelledby=h-gate] li a", "found => found.map(a => a.getAttribute('href'))"
    )
    for address in sorted(set(links)):
        assert address.startswith("/"), address
        assert page.goto(address).status == 200, address
        assert page.inner_text("h1").strip(), address


def test_the_owed_list_shows_evidence_and_what_lacks(sign_in: SignIn) -> None:
    """What others owe: some of it is proved by records that open, some says in words what is missing."""
    page = sign_in("chen.li")
    page.goto(f"{HERE}duties/owed/")
    assert page.locator(".c-ev .miss").count()
    proof = page.locator(".c-ev a", has_text="REQ-").first  # a record with a number of its own
    named = proof.inner_text().split()[0]
    with page.expect_navigation():
        proof.click()
    assert named in page.inner_text("main")


def test_english_keeps_the_page_and_stays(sign_in: SignIn) -> None:
    """Switching leaves the reader where he was, in a language without remains of the other; it is remembered."""
    page = sign_in("li.wenbo")
    page.goto(f"{HERE}duties/matrix/")
    stage.read_in(page, "en")
    assert page.url.endswith(f"{HERE}duties/matrix/")
    assert page.get_attribute("html", "lang") == "en"
    assert page.inner_text("h1") == "Responsibility matrix"
    assert chinese(page) == []
    page.goto(HERE)
    assert page.inner_text("h1") == "My duties"
    stage.read_in(page, "zh-hans")
    assert page.inner_text("h1") == "我的职责"
    assert latin(page) == []


def test_on_a_phone_the_bar_is_at_the_thumb(sign_in: SignIn) -> None:
    """The bar stays at the bottom of the screen, leads on, and no page of it can be pushed sideways."""
    page = sign_in("chen.li", width=390)
    assert not page.is_visible("nav.side")
    addresses = page.eval_on_selector_all(".tabbar a", "found => found.map(a => a.getAttribute('href'))")
    assert len(addresses) == 5
    for address in addresses:
        page.goto(address)
        box = page.locator(".tabbar").bounding_box()
        assert round(box["y"] + box["height"]) == 844
        assert page.get_attribute(".tabbar a[aria-current]", "href") == address
        assert sideways(page) == []


def test_a_photo_from_the_phone_becomes_a_ticket(sign_in: SignIn) -> None:
    """A store keeper needs one page and three answers; IT finds his words and his photo in the service desk."""
    keeper = sign_in("gu.wei", width=390)
    keeper.click(".tabbar a[href*='/support/']")
    keeper.wait_for_url("**/support/tickets/")
    with keeper.expect_navigation():
        keeper.click("main a[href$='/support/report/']")
    keeper.fill("[name=title]", "三号货架标签打印模糊")
    keeper.check("[name=priority][value=high]")
    photo = {"name": "货架.png", "mimeType": "image/png", "buffer": picture()}
    keeper.set_input_files("input[type=file]", photo)
    with keeper.expect_navigation():
        keeper.click("main form .btn-primary")
    assert "三号货架标签打印模糊" in keeper.inner_text("main")
    desk = sign_in("tang.yu")
    desk.goto(f"{HERE}support/tickets/")
    desk.click("a:has-text('三号货架标签打印模糊')")
    desk.wait_for_url("**/support/tickets/*/")
    file = desk.locator("a:has-text('货架.png')").first.get_attribute("href")
    assert desk.request.get(file).body() == picture()


def picture(width: int = 48, height: int = 32) -> bytes:
    """A real PNG, grey."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
