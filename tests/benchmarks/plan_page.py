"""The plan of 5,000 tasks in the browser: the page until its first paint, a window of rows, one edit, the paper.

    python tests/benchmarks/plan_page.py [--tasks 5000] [--no-paper]

A throwaway SQLite database; summaries of twenty tasks, links, owners, an approved baseline, the first fifth done.
First the times of the server, from the request to the finished answer, best of three; then the same plan served as in
production and looked at in Chromium: from the click until the browser has painted, and until rows scrolled to are there.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
BELOW = 20  # tasks of a summary
PASSWORD = "correct horse battery"  # of the cast
LOADS, WIDE = 5, {"width": 1440, "height": 900}
# Milliseconds since the page was asked for: the answer's last byte, the first paint, that of the largest part, all done.
PAINTED = """() => new Promise(done => {
  const read = () => new PerformanceObserver(list => {
    const [asked] = performance.getEntriesByType("navigation");
    const [first] = performance.getEntriesByName("first-contentful-paint");
    done([asked.responseEnd, first.startTime, list.getEntries().at(-1).startTime, asked.loadEventEnd]);
  }).observe({type: "largest-contentful-paint", buffered: true});
  document.readyState === "complete" ? setTimeout(read, 50) : addEventListener("load", () => setTimeout(read, 50));
})"""
# Milliseconds from the scroll until the window of rows in the middle of the chart has been painted.
SCROLLED = """() => new Promise(done => {
  const waiting = [...document.querySelectorAll(".gantt-body[hx-get]")].at(%d), name = waiting.id, began = performance.now();
  waiting.scrollIntoView();
  const look = () => document.getElementById(name).dataset.window === undefined
    ? requestAnimationFrame(look) : requestAnimationFrame(() => done(performance.now() - began));
  requestAnimationFrame(look);
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=5000)
    parser.add_argument("--no-paper", action="store_true", help="leave out the PDF, which takes longest")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="golive-bench-") as folder:
        os.environ["GOLIVE_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "golive.config.settings"
        import django

        django.setup()
        cast = measure(args.tasks, paper=not args.no_paper)
        look(Path(folder), cast)


def measure(count: int, *, paper: bool) -> Any:
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    cast = make_plan(count)
    browser = Client()
    browser.force_login(cast.pm)
    first, last = ends(cast.project)
    plan = f"/p/{cast.project.code}/plan/"
    cell: dict[str, Any] = {"headers": {"HX-Request": "true"}}
    days = iter(range(2, 100))
    print("| what | best s | processor s | queries | KB |\n|---|---|---|---|---|")
    show("page", lambda: browser.get(plan))
    show("page, nothing folded", lambda: browser.get(plan + "?all=1"))
    show("a window of rows further down", lambda: browser.get(plan + "rows/?all=1&first=3000"))
    for name, task in (("edit of the first open task", first), ("edit of the last task", last)):
        change = f"{plan}tasks/{task}/cell/"
        show(name, lambda url=change: browser.post(url, {"cell": "days", "value": f"{next(days)}d"}, **cell))
    if paper:
        from golive.apps.plan.paper import gantt_pdf

        show("PDF, in the background", lambda: Made(gantt_pdf(cast.project)), times=1)
    return cast


def look(folder: Path, cast: Any) -> None:
    """Signed in at the product as it is served, in a browser that knows no file of it, and in one that does."""
    from django.db import connections

    from tests.journeys import stage

    task, _last = ends(cast.project)
    connections.close_all()
    plan = f"/p/{cast.project.code}/plan/"
    with stage.Product(folder, folder / "served") as product, stage.chromium() as browser:
        context = browser.new_context(base_url=product.address, viewport=WIDE)
        stage.sign_in(context.new_page(), product.address, cast.pm.username, PASSWORD)
        known = context.storage_state()
        print(
            "\n| in Chromium, ms, median (worst) | answered | first paint | largest | loaded | processor of the page |"
        )
        print("|---|---|---|---|---|---|")
        for name, address in (("page", plan), ("page, nothing folded", plan + "?all=1")):
            empty = (
                browser.new_context(base_url=product.address, viewport=WIDE, storage_state=known) for _ in range(LOADS)
            )
            paint(f"{name}, empty cache", [other.new_page() for other in empty], address)
            page = context.new_page()
            page.goto(address)
            paint(f"{name}, known", [page] * LOADS, address)
        page.goto(plan + "?all=1")
        print("\n| in Chromium | ms, median (worst) |\n|---|---|")
        times = [page.evaluate(SCROLLED % at) for at in (15, 20, 5, -1)]
        spread("rows further down, from the scroll until they are painted", times)
        page.goto(plan)
        times = [typed(page, task, days) for days in range(13, 13 + LOADS)]
        spread("duration of the first open task, from Enter until the chart is new", times)


def paint(name: str, pages: list[Page], address: str) -> None:
    seen = []
    for page in pages:
        tool = page.context.new_cdp_session(page)
        tool.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(address)
        times = page.evaluate(PAINTED)
        metrics = {m["name"]: m["value"] for m in tool.send("Performance.getMetrics")["metrics"]}
        seen.append([*times, metrics["TaskDuration"] * 1000])
    columns = zip(*seen, strict=True)
    print(f"| {name} | " + " | ".join(f"{median(c):.0f} ({max(c):.0f})" for c in columns) + " |", flush=True)


def spread(name: str, found: list[float]) -> None:
    print(f"| {name} | {median(found):.0f} ({max(found):.0f}) |", flush=True)


def typed(page: Page, task: int, days: int) -> float:
    """From Enter until the chart of the answer stands."""
    page.locator(f'[data-task="{task}"] [data-cell="days"]').focus()
    page.keyboard.press("F2")
    page.keyboard.type(f"{days}d")
    began = time.perf_counter()
    with page.expect_response(lambda r: r.request.method == "POST") as answer:
        page.keyboard.press("Enter")
    answer.value.finished()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return (time.perf_counter() - began) * 1000


class Made:
    """What a job makes, in the shape of an answer."""

    status_code = 200

    def __init__(self, content: bytes) -> None:
        self.content = content


def show(name: str, ask: Callable[..., Any], times: int = 3) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    best = busy = 1e9
    for _round in range(times):
        with CaptureQueriesContext(connection) as asked:
            wall, own = time.perf_counter(), time.process_time()
            answer = ask()
            best = min(best, time.perf_counter() - wall)
            busy = min(busy, time.process_time() - own)
        assert answer.status_code == 200, answer.status_code
    print(f"| {name} | {best:.2f} | {busy:.2f} | {len(asked)} | {len(answer.content) / 1024:.0f} |", flush=True)


def make_plan(count: int) -> Any:
    from golive.apps.plan import services
    from golive.apps.plan.models import Link, Task
    from golive.apps.plan.tests.factories import approve
    from golive.foundation import clock
    from golive.foundation.accounts.tests.factories import make_cast

    cast, draw = make_cast(), random.Random(5)
    people = [cast.pm, cast.it, cast.team, cast.business, cast.vendor, cast.consultant, cast.qa]
    tops = range(1, count + 1, BELOW + 1)
    Task.objects.bulk_create(
        Task(
            project=cast.project,
            number=n,
            position=n,
            name=f"第 {n} 项工作：配置、数据与测试",
            duration_minutes=240 * draw.randint(1, 10),
            owner=draw.choice(people),
        )
        for n in range(1, count + 1)
    )
    rows = {t.number: t for t in Task.objects.all()}
    for top in tops:
        below = [rows[n].pk for n in range(top + 1, min(top + BELOW, count) + 1)]
        Task.objects.filter(pk__in=below).update(parent=rows[top])
    leaves = [n for n in rows if n not in tops]
    pairs = {(draw.choice(leaves[max(0, at - 40) : at]), n) for at, n in enumerate(leaves) if at for _ in range(2)}
    Link.objects.bulk_create(Link(pred=rows[a], succ=rows[b]) for a, b in sorted(pairs))
    start = clock.now()
    done = leaves[: count // 5]
    Task.objects.filter(number__in=done).update(percent=100, actual_start=start, actual_finish=start)
    services.recompute(cast.pm, cast.project)
    approve(cast)
    return cast


def ends(project: Any) -> tuple[int, int]:
    from golive.apps.plan.models import Task

    rows = Task.objects.filter(project=project, is_summary=False, percent=0).order_by("position")
    first, last = rows.first(), rows.last()
    assert first is not None and last is not None
    return first.pk, last.pk


if __name__ == "__main__":
    main()
