"""The levelled alternative: proposed by a job, accepted in whole or in part, refused, outdated, taken back."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import engine_io, services
from golive.apps.plan.models import Levelling, LoadCheck, Task
from golive.apps.plan.tests.factories import approve, at, small_plan, task
from golive.engines.schedule.levelling import faults
from golive.engines.schedule.levelling.of_plan import YEAR, plan_problem
from golive.engines.worktime import local_minute
from golive.foundation import clock
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast):
    """甲 and 丁 both want the IT person on the same days; what follows 甲 has more at stake."""
    with clock.at(at("2026-03-02 08:00")):
        made = small_plan(cast)
        made.d = task(cast, "丁", days=2, owner=cast.it)
        made.e = task(cast, "戊", days=1, owner=cast.it)
        yield made


def proposed(cast, **limits):
    found = engine_io.compute(cast.project)
    proposal = engine_io.propose(found, 1, None, 200)
    return services.propose_levelling(cast.pm, cast.project, proposal=replace(proposal, **limits))


def own(row):
    return [m["task"] for m in row.moves if m["own"]]


def moves(row):
    return Task.objects.filter(pk__in=own(row))


def over(cast):
    return engine_io.over(engine_io.loads(engine_io.compute(cast.project), date(2026, 3, 2)))


def test_the_job_proposes_and_the_plan_does_not_move(cast, plan):
    before = list(Task.objects.values_list("early_start", flat=True))
    services.level(cast.pm, cast.project, seconds=1)
    (job,) = run_pending()
    row = Levelling.objects.get()
    assert job.state == Job.State.DONE and job.result["url"].endswith(f"/levellings/{row.pk}/")
    assert row.over_before == 3 * 480 and row.over_after == 0 and row.finish_after >= row.finish_before
    assert list(Task.objects.values_list("early_start", flat=True)) == before
    assert all(m["text"]["zh"] and m["text"]["en"] for m in row.moves)


def test_all_moves_make_a_plan_in_which_nobody_is_overbooked(cast, plan):
    row = proposed(cast)
    row = services.accept_moves(cast.pm, row, taken=moves(row))
    assert (row.state, row.decided_by, over(cast)) == (Levelling.State.ACCEPTED, cast.pm, 0)
    assert Task.objects.filter(levelling_minutes__gt=0).count() == len(own(row))
    found = engine_io.compute(cast.project)
    assert engine_io.instant(found.schedule.finish, found.calendar) == row.finish_after
    whole = plan_problem(
        replace(found.plan, tasks=tuple(replace(t, levelling_delay=0) for t in found.plan.tasks)), YEAR
    )
    starts = {a.id: local_minute(found.schedule.tasks[a.id].start) for a in whole.problem.activities}
    ends = {a.id: local_minute(found.schedule.tasks[a.id].finish) for a in whole.problem.activities}
    assert faults(whole.problem, starts, ends, {}) == []
    assert LoadCheck.objects.get().over == []


def test_some_moves_leave_the_rest_where_it_is(cast, plan):
    row = proposed(cast)
    one = own(row)[-1]
    row = services.accept_moves(cast.pm, row, taken=[Task.objects.get(pk=one)])
    assert row.state == Levelling.State.PARTLY and row.taken == [one]
    assert list(Task.objects.filter(levelling_minutes__gt=0).values_list("pk", flat=True)) == [one]
    assert LoadCheck.objects.get().over[0]["person"] == cast.it.pk


def test_the_owner_of_a_moved_task_is_told(cast, plan):
    row = proposed(cast)
    services.accept_moves(cast.pm, row, taken=moves(row))
    assert cast.it.notifications.filter(kind="plan.levelling").count() == len(own(row))


def test_nothing_chosen_is_no_decision(cast, plan):
    row = proposed(cast)
    with pytest.raises(Refused) as refused:
        services.accept_moves(cast.pm, row, taken=[])
    assert refused.value.code == "levelling_nothing_chosen"


def test_an_alternative_of_another_plan_is_outdated(cast, plan):
    row = proposed(cast)
    services.edit_task(cast.pm, plan.b, days=4)
    row.refresh_from_db()
    assert row.state == Levelling.State.OUTDATED
    with pytest.raises(Refused) as refused:
        services.accept_moves(cast.pm, row, taken=moves(row))
    assert refused.value.code == "levelling_outdated"


def test_what_changed_beside_the_plan_is_found_when_it_is_accepted(cast, plan):
    row = proposed(cast)
    cast.it.memberships.update(availability=60)  # nobody computed the plan since
    with pytest.raises(Refused) as refused:
        services.accept_moves(cast.pm, row, taken=moves(row))
    assert refused.value.code == "levelling_outdated"


def test_a_new_day_alone_outdates_nothing(cast, plan):
    with clock.at(at("2026-03-01 08:00")):
        row = proposed(cast)
    services.recompute(cast.pm, cast.project)
    row.refresh_from_db()
    assert row.state == Levelling.State.PROPOSED


def test_a_second_alternative_takes_the_place_of_the_first(cast, plan):
    first, second = proposed(cast), proposed(cast)
    first.refresh_from_db()
    assert (first.state, second.state) == (Levelling.State.OUTDATED, Levelling.State.PROPOSED)
    assert proposed(cast, code="of another plan").state == Levelling.State.OUTDATED


def test_refused_stays_refused_and_the_plan_as_it_is(cast, plan):
    row = services.refuse_levelling(cast.pm, proposed(cast))
    assert row.state == Levelling.State.REFUSED and over(cast) > 0
    with pytest.raises(Refused) as refused:
        services.accept_moves(cast.pm, row, taken=moves(row))
    assert refused.value.code == "levelling_decided"


def test_levelling_is_taken_back(cast, plan):
    before = list(Task.objects.order_by("pk").values_list("early_start", flat=True))
    row = proposed(cast)
    services.accept_moves(cast.pm, row, taken=moves(row))
    services.reset_levelling(cast.pm, cast.project)
    assert list(Task.objects.order_by("pk").values_list("early_start", flat=True)) == before
    with pytest.raises(Refused) as refused:
        services.reset_levelling(cast.pm, cast.project)
    assert refused.value.code == "nothing_levelled"


@pytest.mark.parametrize("verb", ["level", "reset_levelling", "check_load"])
def test_only_the_project_manager_levels(cast, plan, verb):
    for actor in (cast.sponsor, cast.it, cast.vendor):
        with pytest.raises(PermissionDenied):
            getattr(services, verb)(actor, cast.project)


def test_whose_place_has_gone_is_named_instead_of_levelled(cast, plan):
    cast.it.memberships.all().delete()
    with pytest.raises(Refused) as refused:
        engine_io.propose(engine_io.compute(cast.project), 1, None, 10)
    assert refused.value.code == "levelling_person_gone"


def test_M6_is_proved_by_a_look_at_a_plan_in_which_nobody_is_overbooked(cast, plan):
    approve(cast)
    services.check_load(cast.pm, cast.project)
    proof = EVIDENCE["M6"](cast.project)
    assert not proof.facts
    (missing,) = proof.missing
    assert missing.period == "2026-W10" and str(cast.it) in str(missing.text) and "160%" in str(missing.text)
    row = proposed(cast)
    services.accept_moves(cast.pm, row, taken=moves(row))
    proof = EVIDENCE["M6"](cast.project)
    assert [f.period for f in proof.facts] == ["2026-W10"] and not proof.missing


def test_M6_without_a_baseline_has_nothing_to_look_at(cast, plan):
    assert EVIDENCE["M6"](cast.project).missing and not EVIDENCE["M6"](cast.project).facts


@pytest.fixture
def asked(cast, plan):
    """甲 asks for SQL at level 2, which its owner has not: the vendor has it, and the team has it better."""
    sql = services.add_skill(cast.pm, cast.project, name="SQL")
    services.set_person_skill(cast.pm, sql, person=cast.vendor, level=2)
    services.set_person_skill(cast.pm, sql, person=cast.team, level=3)
    services.set_person_skill(cast.pm, sql, person=cast.it, level=1)
    services.set_task_needs(cast.pm, plan.a, skill=sql, skill_level=2)
    return sql


def test_a_task_that_asks_for_a_skill_is_given_a_person_with_a_reason(cast, plan, asked):
    row = proposed(cast)
    (staffed,) = row.staffing
    assert staffed["task"] == plan.a.pk and staffed["person"] in (cast.vendor.pk, cast.team.pk)
    assert "SQL" in staffed["text"]["zh"] and staffed["text"]["en"]
    services.accept_moves(cast.pm, row, taken=moves(row), staffed=[plan.a])
    row.refresh_from_db()
    (on_it,) = plan.a.people.all()
    assert (row.state, row.staffed, on_it.person_id) == (Levelling.State.ACCEPTED, [plan.a.pk], staffed["person"])
    assert over(cast) == 0 and on_it.person.notifications.filter(kind="plan.levelling").exists()


def test_moves_without_the_person_or_the_person_without_the_moves(cast, plan, asked):
    row = proposed(cast)
    services.accept_moves(cast.pm, row, staffed=[plan.a])
    row.refresh_from_db()
    assert row.state == (Levelling.State.PARTLY if own(row) else Levelling.State.ACCEPTED)
    assert plan.a.people.count() == 1 and not Task.objects.filter(levelling_minutes__gt=0).exists()


def test_the_skill_of_a_person_changes_and_the_alternative_is_outdated(cast, plan, asked):
    row = proposed(cast)
    services.set_person_skill(cast.pm, asked, person=cast.vendor, level=0)
    with pytest.raises(Refused) as refused:
        services.accept_moves(cast.pm, row, staffed=[plan.a])
    assert refused.value.code == "levelling_outdated"


def test_who_has_the_skill_himself_does_his_own_task_and_nobody_is_said(cast, plan, asked):
    services.set_person_skill(cast.pm, asked, person=cast.it, level=3)
    assert proposed(cast).staffing == []
    for person in (cast.it, cast.vendor, cast.team):
        services.set_person_skill(cast.pm, asked, person=person, level=0)
    (row,) = proposed(cast).staffing
    assert row["person"] is None and "甲" in row["text"]["zh"]


def test_people_are_ticked_on_the_page(cast, plan, asked, client):
    row = proposed(cast)
    client.force_login(cast.pm)
    page = client.get(f"/p/{cast.project.code}/plan/levellings/{row.pk}/").content.decode()
    assert 'name="person"' in page and "SQL" in page
    client.post(f"/p/{cast.project.code}/plan/levellings/{row.pk}/accept/", {"person": str(plan.a.pk)})
    row.refresh_from_db()
    assert row.staffed == [plan.a.pk] and row.taken == []
