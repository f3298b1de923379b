"""Pages of who leads: the portfolio of 100 projects, the page of a gate, the weekly report of a large project.

    python tests/benchmarks/governance.py portfolio [--projects 100]
    python tests/benchmarks/governance.py gate DATA       a folder that `golive demo` has filled; a copy of it is looked at
    python tests/benchmarks/governance.py report [--tasks 5000] [--matters 500]

A throwaway SQLite database. Best of five, of the processor alone: from the request to the finished answer.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)
LATE_OF = 400  # obligations of a project


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["portfolio", "gate", "report"])
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--projects", type=int, default=100)
    parser.add_argument("--tasks", type=int, default=5000)
    parser.add_argument("--matters", type=int, default=500)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="golive-bench-") as folder:
        place = Path(folder) / "data"
        if args.what == "gate":
            shutil.copytree(args.data, place)
        os.environ["GOLIVE_DATA"] = str(place)
        os.environ["DJANGO_SETTINGS_MODULE"] = "golive.config.settings"
        place.mkdir(exist_ok=True)
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = ["testserver"]
        call_command("migrate", verbosity=0)
        print("| what | best processor s | best s | queries |\n|---|---|---|---|")
        {
            "portfolio": lambda: portfolio(args.projects),
            "gate": gate,
            "report": lambda: report(args.tasks, args.matters),
        }[args.what]()
        print("load average", *(round(n, 1) for n in os.getloadavg()))


def show(name: str, act: Callable[[], Any], times: int = 5) -> Any:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cpu, wall = [], []
    with CaptureQueriesContext(connection) as asked:  # also warms what is read once a process
        found = act()
        queries = len(asked)
    for _n in range(times):
        began, used = time.perf_counter(), time.process_time()
        found = act()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    print(f"| {name} | {min(cpu):.3f} | {min(wall):.3f} | {queries} |", flush=True)
    return found


def portfolio(count: int) -> None:
    from django.test import Client

    from golive.apps.reports import health
    from golive.foundation import clock
    from golive.foundation.accounts.models import Project

    with clock.at(NOW):
        cast = many_projects(count)
        began, projects = time.process_time(), list(Project.objects.all())
        for project in projects:
            health.look(project)
        print(f"| one look at a project | {(time.process_time() - began) / len(projects):.3f} | | |")
        browser = Client()
        browser.force_login(cast)
        found = show(f"portfolio of {count} projects", lambda: browser.get("/portfolio/"))
        assert found.status_code == 200 and found.content.count(b"c-title") == count
        print(f"page: {len(found.content) // 1024} KB")


def many_projects(count: int) -> Any:
    """Of five firms, each with its phases, a plan with a baseline, money, open decisions and risks, and 400 obligations, one in
    twenty overdue; the manager is one person."""
    from golive.foundation.accounts.models import Organisation, User

    dice = random.Random(7)
    firms = [Organisation.objects.create(name=f"公司 {n}", kind=Organisation.Kind.CLIENT) for n in range(5)]
    pm = User.objects.create(username="pm", display_name="经理", organisation=firms[0])
    for n in range(count):
        one_project(n, firms[n % 5], pm, dice)
    return pm


def one_project(n: int, firm: Any, pm: Any, dice: random.Random) -> None:
    from golive.apps.control.models import Risk
    from golive.apps.governance.models import Decision
    from golive.apps.plan.models import CostLine, Task
    from golive.apps.projects.models import Phase
    from golive.foundation.accounts.models import Membership, Project
    from golive.foundation.duties.evaluate import evaluate
    from golive.foundation.duties.models import Assignment, Obligation

    start = NOW.date() - timedelta(days=dice.randrange(60, 300))
    values = {"method": "standard", "state": "running", "created_at": NOW, "client": firm}
    project = Project.objects.create(
        code=f"p{n}", name=f"项目 {n}", start_date=start, go_live_date=start + timedelta(days=280), **values
    )
    for party in "SM":
        Membership.objects.create(project=project, person=pm, party=party, role_title=party)
    for order, key in enumerate(("requirements", "selection", "implementation", "trial", "acceptance")):
        first = start + timedelta(days=60 * order)
        Phase.objects.create(
            project=project, key=key, order=order, name=key, starts_on=first, ends_on=first + timedelta(days=59)
        )
    live = NOW + timedelta(days=dice.randrange(30, 200))
    late = dice.choice([0, 0, 3, 8])
    for number in range(1, 61):
        finish = live - timedelta(days=60 - number)
        dates = {"early_start": finish - timedelta(days=2), "baseline_start": finish - timedelta(days=2)}
        Task.objects.create(
            project=project,
            number=number,
            position=number,
            name=f"任务 {number}",
            duration_minutes=960,
            owner=pm,
            go_live=number == 60,
            early_finish=finish + timedelta(days=late),
            baseline_finish=finish,
            slip_minutes=late * 480,
            **dates,
        )
    for kind, fen in (
        ("budget", 3_000_000_00),
        ("committed", dice.randrange(20, 36) * 100_000_00),
        ("actual", 900_000_00),
    ):
        CostLine.objects.create(
            project=project, kind=kind, cost_class="services", amount_fen=fen, on=start, text="实施", by=pm, at=NOW
        )
    if dice.random() < 0.4:
        options = [{"key": "A", "text": "是", "effect": ""}, {"key": "B", "text": "否", "effect": ""}]
        asked = {
            "asked_by": pm,
            "asked_at": NOW - timedelta(days=9),
            "decider": pm,
            "deadline": NOW - timedelta(days=2),
        }
        Decision.objects.create(project=project, number=1, question="是否？", options=options, **asked)
        Risk.objects.create(project=project, code="R-1", title="风险", probability=5, impact=4, raised_at=NOW)
    evaluate(project)
    places = list(Assignment.objects.filter(project=project).order_by("pk"))
    Obligation.objects.bulk_create(
        Obligation(
            project=project,
            assignment=places[m % len(places)],
            duty_id=places[m % len(places)].duty_id,
            key=f"bench:{m}",
            state="overdue" if m % 20 == 0 else "met",
            opens_at=NOW - timedelta(days=m % 200 + 8),
            grace_until=NOW - timedelta(days=m % 200),
            state_since=NOW - timedelta(days=m % 200 + 2),
            due_at=NOW - timedelta(days=m % 200 + 1),
            met_at=None if m % 20 == 0 else NOW - timedelta(days=m % 200 + 2),
        )
        for m in range(LATE_OF)
    )


def gate() -> None:
    from django.test import Client

    from golive.apps.projects.models import Phase
    from golive.foundation.accounts import access
    from golive.foundation.accounts.models import Party, Project

    project = Project.objects.get()
    sponsor = access.people_as(project, Party.SPONSOR)[0]
    browser = Client()
    browser.force_login(sponsor)
    for phase in Phase.objects.filter(project=project).order_by("order"):
        url = f"/p/{project.code}/governance/gates/{phase.pk}/"
        found = show(f"gate of {phase.key} ({phase.state})", lambda url=url: browser.get(url))
        assert found.status_code == 200
    show("all gates", lambda: browser.get(f"/p/{project.code}/governance/gates/"))


def report(tasks: int, matters: int) -> None:
    from golive.apps.control import services as control
    from golive.apps.control.models import Issue, Risk
    from golive.apps.governance.models import Decision
    from golive.apps.reports import services
    from golive.foundation import clock
    from golive.foundation.duties.evaluate import fresh
    from tests.benchmarks.plan_page import make_plan

    cast = make_plan(tasks)
    now = clock.now()
    share = matters // 4
    _ = control
    for n in range(share):
        Risk.objects.create(
            project=cast.project, code=f"R-{n}", title=f"风险 {n}", probability=1 + n % 5, impact=5, raised_at=now
        )
        for m in range(2):
            Issue.objects.create(
                project=cast.project,
                code=f"I-{n}-{m}",
                title=f"问题 {n}",
                raised_by=cast.pm,
                raised_at=now,
                owner=cast.it,
                due_on=now.date() - timedelta(days=n % 9),
            )
        options = [{"key": "A", "text": "是", "effect": ""}, {"key": "B", "text": "否", "effect": ""}]
        Decision.objects.create(
            project=cast.project,
            number=1000 + n,
            question=f"问题 {n}",
            options=options,
            asked_by=cast.pm,
            asked_at=now,
            decider=cast.sponsor,
            deadline=now - timedelta(days=n % 9),
        )
    fresh(cast.project)
    for kind in ("weekly", "monthly"):
        show(
            f"{kind} report, {tasks} tasks, {4 * share} open matters",
            lambda kind=kind: services.write(cast.pm, cast.project, kind=kind),
            times=3,
        )


if __name__ == "__main__":
    main()
