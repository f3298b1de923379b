"""Every main page, in both languages, on a desk and on a phone: it answers, fits, is translated, and can be used by all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from tests.journeys import stage
from tests.journeys.conftest import HEIGHTS, keep_pictures

pytestmark = pytest.mark.browser

HERE = f"/p/{stage.PROJECT}/"
# name: address inside the project, or of the first row of that list where the name ends with "*"
PAGES = {
    "home": "",
    "owed": "duties/owed/",
    "matrix": "duties/matrix/",
    "duty": "duties/M12/",
    "objectives": "governance/objectives/",
    "objective*": "governance/objectives/",
    "decisions": "governance/decisions/",
    "decision*": "governance/decisions/",
    "ask decision": "governance/decisions/ask/",
    "monthly reviews": "governance/reviews/",
    "gates": "governance/gates/",
    "gate*": "governance/gates/",
    "coverage of objectives": "governance/objectives/coverage/",
    "charter*": "governance/charters/",
    "write the charter": "governance/charter/write/scope/",
    "people": "projects/people/",
    "calendar": "projects/calendar/",
    "gantt": "plan/",
    "my tasks": "plan/mine/",
    "tasks": "plan/tasks/",
    "task*": "plan/tasks/",
    "baselines": "plan/baselines/",
    "budget version*": "plan/budgets/",
    "shortfalls": "plan/shortfalls/",
    "difficulty*": "plan/difficulties/",
    "risks": "control/risks/",
    "risk*": "control/risks/",
    "risk library": "control/risks/library/",
    "issues": "control/issues/",
    "requirements": "requirements/requirements/",
    "requirement*": "requirements/requirements/",
    "processes": "requirements/processes/",
    "migration": "migration/objects/",
    "migration object*": "migration/objects/",
    "choose objects": "migration/objects/choose/",
    "define an object": "migration/objects/define/",
    "guarantees": "migration/guarantees/",
    "systems": "systems/",
    "response times": "systems/1/performance/",
    "diagnosis": "diagnosis/",
    "event log": "diagnosis/logs/1/",
    "process map": "diagnosis/logs/1/map/",
    "analyses": "diagnosis/logs/1/analyses/",
    "cases of a log": "diagnosis/logs/1/cases/",
    "training": "training/courses/",
    "course*": "training/courses/",
    "quiz": "training/courses/1/quiz/",
    "tickets": "support/tickets/",
    "ticket*": "support/tickets/",
    "report a ticket": "support/report/",
    "weekly reports": "reports/reports/",
    "weekly report*": "reports/reports/",
    "template of reports": "reports/reports/template/",
    "portfolio": "/portfolio/",
    "inbox": "/inbox/",
    "audit": "audit/",
    "jobs": "jobs/",
    "new project": "/projects/new/",
    "sessions": "/account/sessions/",
    "two factors": "/account/2fa/",
}
LANG = {"zh-hans": "zh-CN", "en": "en"}
HEADS = "th, nav a, h1, h2, legend, label, .st, .btn"
# What stays Latin in Chinese; codes of records and people's own words (file names, sign-in names) are no words of ours.
TERMS = {
    "GoLive",
    "ERP",
    "KPI",
    "Word",
    "PDF",
    "Excel",
    "Tryton",
    "English",
    "WBS",
    "PostgreSQL",
    "SQLite",
    "MySQL",
    "MariaDB",
}
COLUMNS = "th[scope=col]:not([lang]), nav.side a, .tabbar a, .btn:not([lang])"


@dataclass(frozen=True)
class Reader:
    page: Any
    language: str
    width: int
    problems: list[str]


READERS = [("zh-hans", 1440), ("zh-hans", 390), ("en", 1440), ("en", 390)]


@pytest.fixture(scope="module", params=READERS, ids=lambda p: f"{p[0]}-{p[1]}")
def reader(request: Any, product: Any, browser: Any) -> Iterator[Reader]:
    language, width = request.param
    context = browser.new_context(base_url=product.address, viewport={"width": width, "height": HEIGHTS[width]})
    page = context.new_page()
    problems = stage.watch(page)
    stage.sign_in(page, product.address, "chen.li")
    page.goto(HERE)
    stage.read_in(page, language)
    yield Reader(page, language, width, problems)
    context.close()


def visit(page: Any, name: str) -> Any:
    address = PAGES[name] if PAGES[name].startswith("/") else HERE + PAGES[name]
    answer = page.goto(address)
    if name.endswith("*"):
        links = page.eval_on_selector_all("main a[href]", "found => found.map(a => a.getAttribute('href'))")
        rows = [href for href in links if re.fullmatch(re.escape(address) + r"\d+/", href)]
        assert rows, f"no row to open on {address}"
        answer = page.goto(rows[0])
    return answer


@pytest.fixture
def watched(reader: Reader, request: Any) -> Iterator[Reader]:
    reader.problems.clear()
    yield reader
    if getattr(request.node, "failed_in_call", False):
        keep_pictures(request.node.name, [reader.page])


@pytest.mark.parametrize("name", PAGES)
def test_page(watched: Reader, name: str) -> None:
    page = watched.page
    assert visit(page, name).status == 200
    page.wait_for_load_state("networkidle")
    assert watched.problems == []
    assert page.get_attribute("html", "lang") == LANG[watched.language]
    assert page.inner_text("h1").strip()
    assert sideways(page) == []
    assert blank_icons(page) == []
    foreign = {"zh-hans": latin, "en": chinese}[watched.language](page)
    assert foreign == []
    if watched.language == "zh-hans" or name in ("home", "gantt", "gates", "requirements"):
        assert hurdles(page) == []


def sideways(page: Any) -> list[str]:
    """What sticks out on the right, if the page can be scrolled sideways at all."""
    return page.evaluate("""() => document.documentElement.scrollWidth <= innerWidth ? [] :
      [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
      .slice(0, 5).map(e => e.outerHTML.slice(0, 120))""")


def blank_icons(page: Any) -> list[str]:
    """Drawings that the sprite does not have: nothing is there to see."""
    return page.eval_on_selector_all(
        "svg.i",
        "found => found.filter(e => e.checkVisibility() && !e.getBBox().width).map(e => e.innerHTML)",
    )


def shown(page: Any, selector: str) -> list[str]:
    """The own words of what the selector finds and a person sees, without the names that people gave (`bdi`)."""
    texts = page.eval_on_selector_all(
        selector,
        """found => found.filter(e => e.checkVisibility()).map(e => {
          const given = [...e.querySelectorAll('bdi')].map(b => b.innerText);
          return given.reduce((text, name) => text.replace(name, ''), e.innerText).trim(); })""",
    )
    return [text for text in texts if text]


def latin(page: Any) -> list[str]:
    """Words in Latin letters alone, where Chinese is read."""
    word = re.compile(r"[A-Za-z][A-Za-z '’.,:()/…-]+")
    return [text for text in shown(page, HEADS) if word.fullmatch(text) and text not in TERMS]


def chinese(page: Any) -> list[str]:
    """Chinese in column heads, menus and buttons, where English is read; a language is called by its own name."""
    return [text for text in shown(page, COLUMNS) if re.search(r"[\u4e00-\u9fff]", text.replace("中文", ""))]


def hurdles(page: Any) -> list[str]:
    """What axe finds serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {node['target']} {node['html'][:160]}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"][:3]
    ]


@pytest.mark.parametrize("width", HEIGHTS)
@pytest.mark.parametrize("language", LANG)
def test_the_door(product: Any, browser: Any, language: str, width: int) -> None:
    """The sign-in page speaks the browser's language before anybody is known."""
    context = browser.new_context(
        base_url=product.address,
        viewport={"width": width, "height": HEIGHTS[width]},
        locale=LANG[language],
    )
    page = context.new_page()
    problems = stage.watch(page)
    assert page.goto("/").status == 200
    assert page.get_attribute("html", "lang") == LANG[language]
    assert [sideways(page), hurdles(page), problems] == [[], [], []]
    assert {"zh-hans": latin, "en": partial(shown, selector=".nothing")}[language](page) == []
    context.close()
