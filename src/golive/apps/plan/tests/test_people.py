"""People on tasks: shares, leave, skills, and what they do to the dates."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import engine_io, loads, services
from golive.apps.plan.models import Leave, PersonSkill, TaskPerson
from golive.apps.plan.tests.factories import at, shown, small_plan, task
from golive.foundation import clock
from golive.foundation.accounts.models import Membership
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def place(cast, person):
    return Membership.objects.get(project=cast.project, person=person)


def away(cast, person, first, last, actor=None):
    days = {"first_day": date.fromisoformat(first), "last_day": date.fromisoformat(last)}
    return services.add_leave(actor or person, place(cast, person), **days)


def test_leave_of_the_owner_moves_his_task_and_says_so(cast):
    plan = small_plan(cast)
    assert shown(plan.b.early_finish) == "2026-03-06 18:00"
    away(cast, cast.it, "2026-03-03", "2026-03-04")
    plan.a.refresh_from_db()
    plan.b.refresh_from_db()
    assert shown(plan.a.early_finish) == "2026-03-05 18:00"
    assert shown(plan.b.early_finish) == "2026-03-10 18:00"
    plan.c.refresh_from_db()
    assert shown(plan.c.early_finish) == "2026-03-02 18:00"  # somebody else's


def test_leave_that_is_removed_moves_it_back(cast):
    plan = small_plan(cast)
    row = away(cast, cast.it, "2026-03-03", "2026-03-04")
    services.remove_leave(cast.pm, row)
    plan.b.refresh_from_db()
    assert shown(plan.b.early_finish) == "2026-03-06 18:00" and not Leave.objects.exists()


def test_a_task_of_two_ends_when_the_last_of_them_is_done(cast):
    row = task(cast, days=2, owner=cast.it)
    for person in (cast.it, cast.team):
        services.assign_person(cast.pm, row, person=person, units=50)
    away(cast, cast.team, "2026-03-02", "2026-03-02")
    row.refresh_from_db()
    assert shown(row.early_start) == "2026-03-02 09:00" and shown(row.early_finish) == "2026-03-04 18:00"


@pytest.mark.parametrize(
    "first, last, code", [("2026-03-05", "2026-03-04", "order"), ("2026-01-01", "2027-03-01", "too_long")]
)
def test_leave_that_makes_no_sense_is_refused(cast, first, last, code):
    with pytest.raises(Refused) as refused:
        away(cast, cast.it, first, last)
    assert refused.value.code == f"leave_{code}" and not Leave.objects.exists()


def test_leave_is_not_entered_twice(cast):
    away(cast, cast.it, "2026-03-02", "2026-03-06")
    with pytest.raises(Refused, match="2026-03-02"):
        away(cast, cast.it, "2026-03-06", "2026-03-09")


@pytest.mark.parametrize(
    "who, allowed", [("it", True), ("pm", True), ("sponsor", True), ("team", False), ("vendor", False)]
)
def test_leave_is_entered_by_himself_the_manager_or_the_sponsor(cast, who, allowed):
    actor = getattr(cast, who)
    if allowed:
        assert away(cast, cast.it, "2026-03-02", "2026-03-02", actor).person == cast.it
    else:
        with pytest.raises(PermissionDenied):
            away(cast, cast.it, "2026-03-02", "2026-03-02", actor)


def test_a_person_is_put_on_a_task_with_a_share_of_the_day(cast):
    row = task(cast, days=2, owner=cast.it)
    services.assign_person(cast.pm, row, person=cast.team, units=40)
    services.assign_person(cast.pm, row, person=cast.team, units=30)
    assert list(TaskPerson.objects.values_list("person", "units")) == [(cast.team.pk, 30)]
    found = engine_io.compute(cast.project)
    assert {(x.resource, x.planned) for x in engine_io.loads(found, date(2026, 3, 2))} == {(cast.team.pk, 144.0)}


def test_without_people_of_its_own_the_owner_works_with_what_he_gives(cast):
    Membership.objects.filter(person=cast.it).update(availability=40)
    row = task(cast, days=1, owner=cast.it)
    on = services.assign_person(cast.pm, row, person=cast.team).people.get()
    services.unassign_person(cast.pm, on)
    (load,) = engine_io.loads(engine_io.compute(cast.project), date(2026, 3, 2))
    assert (load.resource, load.planned, load.capacity, load.over) == (cast.it.pk, 192.0, 192.0, 0.0)


def test_whoever_has_no_place_in_the_project_is_not_put_on_a_task(cast):
    with pytest.raises(Refused) as refused:
        services.assign_person(cast.pm, task(cast), person=cast.stranger)
    assert refused.value.code == "person_elsewhere"
    with pytest.raises(PermissionDenied):
        services.assign_person(cast.it, task(cast), person=cast.it)


def test_somebody_whose_place_ends_gives_nothing_afterwards(cast):
    Membership.objects.filter(person=cast.it).update(valid_from=date(2026, 1, 1), valid_to=date(2026, 3, 3))
    with clock.at(at("2026-03-02 08:00")):
        row = task(cast, days=3)
        services.assign_person(cast.pm, row, person=cast.it, units=50)
        by_day = {
            x.day.day: (x.capacity, x.over) for x in engine_io.loads(engine_io.compute(cast.project), date(2026, 3, 2))
        }
    assert by_day == {2: (480.0, 0.0), 3: (480.0, 0.0), 4: (0.0, 240.0)}


def test_overbooked_weeks_are_named_with_their_share(cast):
    Membership.objects.filter(person=cast.it).update(availability=40)
    for name, units in (("甲", 35), ("乙", 10), ("丙", 10)):
        services.assign_person(cast.pm, task(cast, name, days=5), person=cast.it, units=units)
    (over,) = loads.overbooked(engine_io.compute(cast.project), date(2026, 3, 2), date(2026, 3, 30))
    assert (over.person, over.week, over.percent, over.minutes, len(over.tasks)) == (
        cast.it.pk,
        "2026-W10",
        138,
        360,
        3,
    )


def test_a_task_asks_for_a_skill_until_somebody_on_it_has_it(cast):
    abap = services.add_skill(cast.pm, cast.project, name="ABAP")
    row = services.set_task_needs(cast.pm, task(cast, owner=cast.it), skill=abap, skill_level=2, priority=700)
    assert loads.without_skill(cast.project) == [row] and row.priority == 700
    services.set_person_skill(cast.pm, abap, person=cast.it, level=1)
    assert loads.without_skill(cast.project) == [row]  # not well enough
    services.set_person_skill(cast.pm, abap, person=cast.it, level=2)
    assert loads.without_skill(cast.project) == []
    services.assign_person(cast.pm, row, person=cast.team)
    assert loads.without_skill(cast.project) == [row]  # the owner no longer works on it
    services.set_person_skill(cast.pm, abap, person=cast.it, level=0)
    assert not PersonSkill.objects.exists()


def test_skills_have_one_name_each(cast):
    services.add_skill(cast.pm, cast.project, name="ABAP")
    for name, code in ((" ABAP ", "skill_exists"), (" ", "skill_without_name")):
        with pytest.raises(Refused) as refused:
            services.add_skill(cast.pm, cast.project, name=name)
        assert refused.value.code == code


@pytest.mark.parametrize(
    "values, code",
    [
        ({"priority": 1001}, "priority_invalid"),
        ({"skill_level": 4}, "skill_level_invalid"),
        ({"optimistic_days": 1}, "estimates_incomplete"),
        ({"optimistic_days": 3, "pessimistic_days": 4}, "estimates_out_of_order"),
        ({"optimistic_days": 1, "pessimistic_days": 1}, "estimates_out_of_order"),
    ],
)
def test_needs_that_cannot_be_are_refused(cast, values, code):
    row = task(cast, days=2)
    with pytest.raises(Refused) as refused:
        services.set_task_needs(cast.pm, row, **values)
    row.refresh_from_db()
    assert refused.value.code == code and row.priority == 500 and row.pessimistic_minutes is None
