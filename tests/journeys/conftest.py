"""One filled example project for the whole run, a copy of it served for each file of tests, and people who sign in."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import stage

RESULTS = Path(__file__).parents[2] / "test-results"
PATIENCE = 40_000  # milliseconds
HEIGHTS = {1440: 900, 390: 844}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Iterator[Any]:
    report = yield
    if report.when == "call":
        item.failed_in_call = report.failed
    return report


@pytest.fixture(scope="session")
def template(tmp_path_factory: Any) -> Path:
    """Filled by one worker for all. `GOLIVE_TEST_EXAMPLE`: a folder where it is kept between runs while a journey is
    being written."""
    kept, here = os.environ.get("GOLIVE_TEST_EXAMPLE"), tmp_path_factory.getbasetemp()
    shared = here.parent if os.environ.get("PYTEST_XDIST_WORKER") else here
    data: Path = Path(kept) if kept else shared / "example"
    with (shared / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.exists():
            stage.fill(data)
    return data


@pytest.fixture(scope="module")
def product(template: Path, tmp_path_factory: Any) -> Iterator[stage.Product]:
    with stage.Product(template, tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture(scope="module")
def keys() -> dict[str, Any]:
    """The session of everybody who has signed in already: a person types his password once a module."""
    return {}


@pytest.fixture
def sign_in(product: stage.Product, browser: Any, keys: dict[str, Any], request: Any) -> Iterator[Callable[..., Any]]:
    """`sign_in("chen.li", width=390)` gives a page at his duties. A page that had an error fails the test at its end."""
    opened: list[tuple[Any, list[str]]] = []

    def come(username: str, width: int = 1440) -> Any:
        context = browser.new_context(
            base_url=product.address,
            locale="zh-CN",
            viewport={"width": width, "height": HEIGHTS[width]},
            storage_state=keys.get(username),
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        opened.append((page, stage.watch(page)))
        if username not in keys:
            stage.sign_in(page, product.address, username)
            keys[username] = context.storage_state()
        page.goto(f"/p/{stage.PROJECT}/")
        return page

    yield come
    if getattr(request.node, "failed_in_call", False):
        keep_pictures(request.node.name, [page for page, _found in opened])
    for page, _found in opened:
        page.context.close()
    problems = [problem for _page, found in opened for problem in found]
    assert not problems, "\n".join(problems)


def keep_pictures(test: str, pages: list[Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    name = re.sub(r"[^\w-]+", "-", test)
    for number, page in enumerate(pages, 1):
        page.screenshot(path=RESULTS / f"{name}-{number}.png", full_page=True)
