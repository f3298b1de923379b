"""The plan of 5,000 tasks in the browser: the page until its first paint, a window of rows, one edit, the paper.

    python tests/benchmarks/plan_page.py [--tasks 5000]

A throwaway SQLite database; summaries of twenty tasks, links, owners, an approved baseline, the first fifth done.
Times are those of the server, from the request to the finished answer, best of three; what the browser needs to draw
150 rows comes on top.
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
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
BELOW = 20  # tasks of a summary


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=5000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="golive-bench-") as folder:
        os.environ["GOLIVE_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "golive.config.settings"
        import django

        django.setup()
        measure(args.tasks)


def measure(count: int) -> None:
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
    show("a window of 150 rows further down", lambda: browser.get(plan + "rows/?all=1&first=3000"))
    for name, task in (("edit of the first open task", first), ("edit of the last task", last)):
        change = f"{plan}tasks/{task}/cell/"
        show(name, lambda url=change: browser.post(url, {"cell": "days", "value": f"{next(days)}d"}, **cell))
    show("PDF", lambda: browser.get(plan + "gantt.pdf"), times=1)


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
