"""All projects on one page: what each may see, the worst first, and no more queries for many than for few."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from golive.apps.governance.tests.factories import question
from golive.apps.plan import services as plan
from golive.apps.plan.models import CostLine
from golive.apps.plan.tests.factories import at
from golive.apps.reports import health, jobs
from golive.apps.reports.models import Health
from golive.apps.reports.portfolio import portfolio
from golive.apps.reports.tests.factories import planned
from golive.foundation import clock
from golive.foundation.accounts.models import Membership, Organisation, Project

LATE = at("2026-03-13 12:00")


def another(cast: Any, n: int, *, client: Organisation | None = None, people: str = "SM") -> Project:
    row = Project.objects.create(
        code=f"other{n}",
        name=f"另一处〔{n}〕",
        client=client or cast.project.client,
        method=cast.project.method,
        start_date=date(2026, 3, 2),
        go_live_date=date(2026, 12, 1),
        state=Project.State.RUNNING,
        created_at=clock.now(),
    )
    for party, person in (("S", cast.sponsor), ("M", cast.pm), ("V", cast.vendor)):
        if party in people:
            Membership.objects.create(project=row, person=person, party=party, role_title=party)
    return row


def row_of(actor: Any, project: Project) -> Any:
    return next(r for company in portfolio(actor) for r in company.rows if r.project == project)


def money(cast: Any) -> None:
    for kind, fen in ((CostLine.Kind.BUDGET, 100_000_00), (CostLine.Kind.COMMITTED, 120_000_00)):
        values = {"kind": kind, "cost_class": "software", "amount_fen": fen, "on": date(2026, 3, 2), "text": "许可"}
        CostLine.objects.create(project=cast.project, by=cast.pm, at=clock.now(), **values)


def test_health_is_that_of_the_weekly_report_and_opens_its_reason(cast):
    planned(cast)
    with clock.at(LATE):
        row = row_of(cast.sponsor, cast.project)
    assert row.status == "red"
    assert row.worst.tone == "bad" and row.worst.url.startswith(f"/p/{cast.project.code}/")


def test_it_is_looked_at_again_when_something_was_done_or_an_hour_went_by(cast):
    planned(cast)
    with clock.at(at("2026-03-02 12:00")):
        first = row_of(cast.sponsor, cast.project)
        assert first.status == "green"
        seen = Health.objects.get().looked_at
    with clock.at(at("2026-03-02 12:30")):
        portfolio(cast.sponsor)
        assert Health.objects.get().looked_at == seen  # nothing happened
        question(cast, deadline=clock.now() + timedelta(minutes=1))
        assert health.stale([cast.project]) == [cast.project]
        portfolio(cast.sponsor)
        assert Health.objects.get().looked_at == clock.now()
    with clock.at(at("2026-03-02 12:45")):
        assert health.stale([cast.project]) == []
    with clock.at(at("2026-03-02 14:00")):
        assert row_of(cast.sponsor, cast.project).status == "yellow"  # the decision became late by itself


def test_more_than_the_budget_is_red_and_says_so(cast):
    planned(cast)
    money(cast)
    with clock.at(at("2026-03-02 12:00")):
        row = row_of(cast.sponsor, cast.project)
    assert (row.money.budget_fen, row.money.forecast_fen) == (100_000_00, 120_000_00)
    assert row.money_tone == "bad"
    assert row.status == "red" and "cost" in row.worst.url


def test_the_vendor_sees_neither_money_nor_what_is_the_client_s_own(cast, client):
    planned(cast)
    money(cast)
    with clock.at(at("2026-03-02 12:00")):
        question(cast, question="机密问题", deadline=clock.now() + timedelta(minutes=1))
    with clock.at(LATE):
        inside, outside = row_of(cast.sponsor, cast.project), row_of(cast.vendor, cast.project)
        client.force_login(cast.vendor)
        html = client.get(reverse("web:portfolio")).content.decode()
    assert outside.money is None and outside.gate_said == ""
    assert {r.text for r in outside.reasons} < {r.text for r in inside.reasons}
    assert outside.forecast == inside.forecast  # the plan is open to all who are in the project
    assert "12 万" not in html and "120K" not in html and "decisions" not in html.split("<main")[1]


def test_nobody_sees_a_project_in_which_he_has_no_place(cast, client):
    planned(cast)
    other = another(cast, 1)
    assert {r.project for c in portfolio(cast.business) for r in c.rows} == {cast.project}
    client.force_login(cast.business)
    assert other.name not in client.get(reverse("web:portfolio")).content.decode()


def test_the_worst_stands_first_and_several_firms_stand_apart(cast, client):
    planned(cast)
    firm = Organisation.objects.create(name="别家公司", kind=Organisation.Kind.CLIENT)
    calm = another(cast, 1, client=firm)
    closed = another(cast, 2)
    Project.objects.filter(pk=closed.pk).update(state=Project.State.CLOSED)
    with clock.at(LATE):
        companies = portfolio(cast.sponsor)
        client.force_login(cast.sponsor)
        html = client.get(reverse("web:portfolio")).content.decode().split("<main")[1]
    assert [(c.name, [r.project for r in c.rows]) for c in companies] == [
        (cast.project.client, [cast.project]),
        (firm, [calm]),
    ]
    assert html.index(cast.project.name) < html.index("别家公司") < html.index(calm.name)


def test_forecast_stands_against_what_was_agreed(cast):
    rows = planned(cast)
    with clock.at(at("2026-03-02 12:00")):
        row = row_of(cast.sponsor, cast.project)
        assert row.forecast == row.agreed and row.slip == 0
        plan.edit_task(cast.pm, rows.a, days=8)
        row = row_of(cast.sponsor, cast.project)
    assert row.forecast > row.agreed and row.slip == 6 and row.slip_tone == "bad"


@pytest.mark.parametrize("n", [2, 12])
def test_queries_do_not_grow_with_the_projects(cast, n):
    projects = [another(cast, i) for i in range(n)]
    for project in projects:
        health.look(project)
    health.look(cast.project)
    with CaptureQueriesContext(connection) as asked:
        assert sum(len(c.rows) for c in portfolio(cast.sponsor)) == n + 1
    assert len(asked) <= 10


def test_the_schedule_looks_at_every_open_project(cast):
    projects = [another(cast, i) for i in range(5)]
    Project.objects.filter(pk=projects[0].pk).update(state=Project.State.CLOSED)

    class Ctx:
        def progress(self, *_args: Any) -> None: ...

    assert jobs.look(Ctx()) == {"looked": 6, "failed": 0}
    wanted = {cast.project, cast.other_project, *projects[1:]}
    assert set(Health.objects.values_list("project", flat=True)) == {p.pk for p in wanted}
