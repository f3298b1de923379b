"""The duty engine at size: 100 projects × 80 duties × 2 years on one machine.

    python tests/benchmarks/duties_scale.py [--projects 100] [--out docs/benchmarks/duties.json]

Makes a throwaway database (SQLite, or GOLIVE_DATABASE_URL), one table of facts that every duty's evidence is read from
by a query of its own, and measures: regeneration and evaluation of everything from nothing; a second evaluation that
changes nothing; one fact more and the evaluation it asks for; the page "My duties" with its queries.
Times are CPU and wall clock of this one process; nothing is compared with a limit here.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

PARTIES = "SM" + "B" * 18 + "IIVCTTTT" + "E" * 18 + "QA"
START, GO_LIVE, NOW = date(2026, 1, 5), date(2026, 11, 2), datetime(2027, 12, 31, 9, tzinfo=UTC)
FACTS = "bench_fact"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=100)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="golive-bench-") as folder:
        os.environ.setdefault("GOLIVE_DATA", folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "golive.config.settings"
        import django

        django.setup()
        found = measure(args.projects)
    print(json.dumps(found, indent=1))
    if args.out:
        args.out.write_text(json.dumps(found, indent=1) + "\n")


def measure(count: int) -> dict[str, object]:
    from django.core.management import call_command
    from django.db import connection

    from golive.foundation import clock
    from golive.foundation.duties.evaluate import evaluate
    from golive.foundation.duties.models import Obligation

    call_command("migrate", verbosity=0)
    projects = [make_project(n) for n in range(count)]
    connect_everything()
    rows = add_facts(projects)
    found: dict[str, object] = {"database": connection.vendor, "projects": count, "facts": rows}
    with clock.at(NOW):
        found["regenerate"] = timed(lambda: [evaluate(p) for p in projects])
        found["obligations"] = Obligation.objects.count()
        found["again"] = timed(lambda: [evaluate(p) for p in projects])
        found["one_fact"] = one_fact(projects)
        found["my_duties"] = my_duties(projects)
    return found


def timed(act: object) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    act()  # type: ignore[operator]
    return {"wall_s": round(time.perf_counter() - wall, 2), "cpu_s": round(time.process_time() - cpu, 2)}


def make_project(number: int) -> object:
    from golive.apps.projects.models import Phase
    from golive.foundation.accounts.models import Department, Membership, Organisation, Project, User

    client = Organisation.objects.create(name=f"Client {number}", kind=Organisation.Kind.CLIENT)
    departments = [Department.objects.create(organisation=client, name=f"Department {d}") for d in range(18)]
    project = Project.objects.create(
        code=f"bench{number}",
        name=f"Project {number}",
        client=client,
        method="standard",
        start_date=START,
        go_live_date=GO_LIVE,
        state=Project.State.IN_CARE,
        created_at=NOW,
    )
    for n, party in enumerate(PARTIES):
        person = User.objects.create(username=f"p{number}-{n}", display_name=f"Person {n}", organisation=client)
        place = departments[n % 18] if party in "BE" else None
        Membership.objects.create(project=project, person=person, party=party, department=place, role_title=party)
    spans = {"requirements": (0, 80), "selection": (60, 110), "implementation": (110, 300)}
    spans |= {"trial": (300, 335), "acceptance": (335, 365), "care": (365, 1800)}
    for order, (key, (first, last)) in enumerate(spans.items()):
        Phase.objects.create(
            project=project,
            key=key,
            order=order,
            name=key,
            starts_on=START + timedelta(days=first),
            ends_on=START + timedelta(days=last),
        )
    return project


def connect_everything() -> None:
    """All 80 duties read their facts, gaps and events from one table."""
    from django.db import connection

    from golive.foundation.duties import registry
    from golive.foundation.duties.catalogue import DUTIES

    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {FACTS} (project_id bigint, duty varchar(4), place varchar(40), at varchar(40), who bigint,"
            " opened varchar(40), number integer)"
        )
        cursor.execute(f"CREATE INDEX bench_fact_of ON {FACTS} (project_id, duty)")
    registry.EVIDENCE.clear()
    registry.MAIN_ONLY.clear()
    registry.WATCHES.clear()
    for duty_id in DUTIES:
        registry.EVIDENCE[duty_id] = evidence_of(duty_id)
        registry.WATCHES[duty_id] = (f"bench.{duty_id}.",)


def evidence_of(duty_id: str) -> object:
    from django.db import connection

    from golive.foundation.duties.registry import Evidence, Fact, Occurrence, words

    def query(project: object) -> Evidence:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT place, at, who, opened, number FROM {FACTS} WHERE project_id = %s AND duty = %s",
                [project.pk, duty_id],  # type: ignore[attr-defined]
            )
            rows = cursor.fetchall()
        found = Evidence()
        for place, at, who, opened, number in rows:
            moment, label = datetime.fromisoformat(at), words("Record %(n)s", n=number)
            if opened:
                begun = datetime.fromisoformat(opened)
                found.occurrences.append(
                    Occurrence(f"bench:{number}", begun, label, place=place, closed_at=moment, closed_by=who)
                )
            else:
                found.facts.append(Fact(moment, who, label, f"/r/{number}", place))
        return found

    return query


def add_facts(projects: list[object]) -> int:
    """Nine of ten are there, one of ten of those too late; events every fortnight."""
    from django.db import connection

    from golive.foundation import clock
    from golive.foundation.accounts.models import Membership
    from golive.foundation.duties import registry
    from golive.foundation.duties.evaluate import timing_of
    from golive.foundation.duties.holding.assignments import ensure_assignments
    from golive.foundation.duties.holding.tailored import held
    from golive.foundation.duties.reckoning.windows import windows_of

    rows = []
    for project in projects:
        by_party: dict[str, int] = {}
        for party, person in Membership.objects.filter(project=project).values_list("party", "person_id"):
            by_party.setdefault(party, person)
        duties = held(project).duties
        with clock.at(NOW):
            places = ensure_assignments(project)
            timing = timing_of(project, None, NOW)  # type: ignore[arg-type]
        for assignment in places:
            duty = duties[assignment.duty_id]
            for n, window in enumerate(windows_of(duty, timing)):
                if n % 10 != 3:
                    late = timedelta(days=1 if n % 10 == 7 else 0)
                    at = window.due - timedelta(hours=2) + late
                    rows.append(
                        (project.pk, duty.id, assignment.place, at.isoformat(), assignment.accountable_id, "", n)
                    )
            if any(t.is_event for t in duty.terms):
                for n in range(50):
                    begun = datetime(2026, 1, 12, 2, tzinfo=UTC) + timedelta(days=14 * n)
                    at, number = begun + timedelta(hours=5 + n), 10_000 + n
                    rows.append(
                        (
                            project.pk,
                            duty.id,
                            assignment.place,
                            at.isoformat(),
                            assignment.accountable_id,
                            begun.isoformat(),
                            f"{number}{abs(hash(assignment.place)) % 1000}",
                        )
                    )
        assert registry.EVIDENCE and by_party
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {FACTS} VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)
    return len(rows)


def one_fact(projects: list[object]) -> dict[str, object]:
    """A fact arrives in one duty; what must be evaluated is evaluated. Median of 20, the first of them not counted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from golive.foundation.duties.evaluate import fresh, mark_dirty

    walls, queries = [], 0
    chosen = [d for d in ("M4", "I10", "M3", "E2", "V5", "S5", "T1") for _ in range(3)]
    for n, duty_id in enumerate(chosen):
        project = projects[n % len(projects)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {FACTS} SELECT project_id, duty, place, %s, who, '', 99 FROM {FACTS}"
                " WHERE project_id = %s AND duty = %s LIMIT 1",
                [(NOW - timedelta(hours=1)).isoformat(), project.pk, duty_id],  # type: ignore[attr-defined]
            )
        with CaptureQueriesContext(connection) as captured:
            begin = time.perf_counter()
            mark_dirty(project, f"bench.{duty_id}.done")
            fresh(project)  # type: ignore[arg-type]
            walls.append((1000 * (time.perf_counter() - begin), duty_id))
        queries = max(queries, len(captured))
    found = sorted(walls[1:])
    median = statistics.median(wall for wall, _duty in found)
    return {
        "median_ms": round(median, 1),
        "worst_ms": round(found[-1][0], 1),
        "worst": found[-1][1],
        "queries": queries,
    }


def my_duties(projects: list[object]) -> dict[str, object]:
    """The page as a browser gets it, for the project manager with the most to do."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from golive.foundation.accounts.models import Membership

    manager = Membership.objects.filter(project=projects[0], party="M").select_related("person").get().person
    client = Client(HTTP_HOST="localhost")
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("web:mine", kwargs={"project": projects[0].code})  # type: ignore[attr-defined]
    client.get(address)
    cpus = []
    for _ in range(5):
        with CaptureQueriesContext(connection) as captured:
            begin = time.process_time()
            answer = client.get(address)
            cpus.append(1000 * (time.process_time() - begin))
    return {"status": answer.status_code, "cpu_ms": round(statistics.median(cpus), 1), "queries": len(captured)}


if __name__ == "__main__":
    main()
