"""Who is told what: one digest at 09:00 and 17:30, each thing once, and up the path when nobody acts."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from golive.foundation import clock
from golive.foundation.accounts.models import Party, Project
from golive.foundation.accounts.tests.factories import place, project
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Cover, Digest, Escalation, Obligation, Reminder
from golive.foundation.duties.registry import Occurrence, person
from golive.foundation.duties.telling.telling import tell
from golive.foundation.duties.tests.factories import local
from golive.foundation.notify.models import Notification

W10 = "2026-W10"  # the review of risks due on Friday 6 March 18:00, with eight working hours of grace


def told(cast, when):
    """[(kind or level, person)] of what is told at a moment, in that order."""
    with clock.at(local(when)):
        evaluate(cast.project)
        digests = tell()
    found = [(r.kind, r.person) for d in digests for r in d.reminders.all()]
    return found + [(e.level, e.to) for d in digests for e in d.escalations.all()]


def owed(cast, duty="M3", key=W10):
    return Obligation.objects.get(project=cast.project, duty_id=duty, key=key)


def cover(cast, person, stand_in, first, last, **more):
    return Cover.objects.create(
        project=cast.project,
        person=person,
        stand_in=stand_in,
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
        by=cast.sponsor,
        at=clock.now(),
        **more,
    )


def test_before_on_the_day_after_the_grace_and_up_the_path(cast, prove):
    prove("M3")
    assert told(cast, "2026-03-03 09:00") == []
    assert told(cast, "2026-03-04 09:00") == [("before", cast.pm)]
    assert told(cast, "2026-03-05 09:00") == []
    assert told(cast, "2026-03-06 09:00") == [("due", cast.pm)]
    assert told(cast, "2026-03-09 17:30") == []  # the grace ends at 18:00
    assert told(cast, "2026-03-10 09:00") == [("after_grace", cast.pm), (1, cast.sponsor)]
    assert told(cast, "2026-03-10 17:30") == []
    assert Digest.objects.filter(person=cast.pm).count() == 3


def test_one_slot_is_served_once_however_often_the_clock_ticks(cast, prove):
    prove("M3")
    assert told(cast, "2026-03-04 08:50") == []
    assert told(cast, "2026-03-04 09:10") == [("before", cast.pm)]
    Reminder.objects.all().delete()  # as if there were news: they wait for the next slot
    assert told(cast, "2026-03-04 09:20") == []
    assert told(cast, "2026-03-04 17:20") == []
    assert told(cast, "2026-03-04 17:30") == [("before", cast.pm)]


def test_what_comes_up_between_two_slots_waits_for_the_next(cast, prove):
    proof = prove("S3")
    assert told(cast, "2026-03-04 09:00") == []
    proof.occurrences.append(Occurrence("d:1", local("2026-03-04 09:30"), "决策", due_at=local("2026-03-05 18:00")))
    assert told(cast, "2026-03-04 10:00") == []
    assert told(cast, "2026-03-04 17:30") == [("before", cast.sponsor)]


@pytest.mark.parametrize("when", ["2026-03-04 12:30", "2026-03-04 18:00", "2026-03-04 22:00", "2026-03-07 09:00"])
def test_nobody_is_told_outside_of_working_hours(cast, prove, when):
    prove("M3")
    assert told(cast, when) == []


def test_a_late_tick_serves_its_slot_after_lunch(cast, prove):
    prove("M3")
    assert told(cast, "2026-03-04 12:10") == []
    assert told(cast, "2026-03-04 13:10") == [("before", cast.pm)]
    assert Digest.objects.get().slot == local("2026-03-04 09:00")


def test_a_working_saturday_counts_and_a_holiday_on_a_weekday_does_not(cast, prove):
    prove("S3").occurrences.append(
        Occurrence("d:1", local("2026-04-28 10:00"), "决策", due_at=local("2026-05-09 18:00"))
    )
    assert told(cast, "2026-05-04 09:00") == []  # Labour day holidays last until 5 May
    assert told(cast, "2026-05-07 09:00") == [("before", cast.sponsor)]
    assert told(cast, "2026-05-09 09:00") == [("due", cast.sponsor)]  # Saturday, 调休


def test_the_slots_are_in_the_zone_of_the_project(cast, prove):
    prove("M3")
    cast.project.timezone = "Europe/Berlin"
    cast.project.save()
    assert told(cast, "2026-03-04 09:00") == []  # two in the morning in Berlin
    assert told(cast, "2026-03-04 16:00") == [("before", cast.pm)]


def test_two_projects_make_one_digest_and_one_message(cast, prove):
    prove("M3")
    second = project()
    place(second, cast.pm, Party.PM)
    with clock.at(local("2026-03-04 09:00")):
        evaluate(cast.project)
        evaluate(second)
        (digest,) = tell()
        assert tell() == []
    assert {r.obligation.project for r in digest.reminders.all()} == {cast.project, second}
    (message,) = Notification.objects.filter(person=cast.pm, kind="duties.digest")
    assert message.url == f"/digests/{digest.pk}/"
    assert message.project is None


def test_some_projects_only_and_the_rest_with_the_next_slot(cast, prove):
    prove("M3")
    second = project()
    place(second, cast.pm, Party.PM)
    with clock.at(local("2026-03-04 09:00")):
        evaluate(cast.project)
        evaluate(second)
        assert len(tell(projects=[second])) == 1
        assert tell() == []  # he has had his digest of this slot
    (evening,) = tell(local("2026-03-04 17:30"))
    assert [r.obligation.project for r in evening.reminders.all()] == [cast.project]


def test_the_message_counts_and_names_the_most_urgent(cast, prove):
    prove("M3")
    proof = prove("S3")
    due = local("2026-03-10 12:00")
    proof.occurrences += [Occurrence(f"d:{n}", local("2026-03-09 09:00"), f"问题 {n}", due_at=due) for n in (1, 2)]
    told(cast, "2026-03-10 09:00")
    message = Notification.objects.get(person=cast.sponsor)
    with override("zh-hans"):
        assert str(message) == "2 项今日到期，1 项升级到您：风险管理：每周评审风险"
    with override("en"):
        assert str(message).startswith("2 due today, 1 escalated to you: Risk: review")
    assert message.level == "bad"


def test_a_moved_due_date_is_told_again(cast, prove):
    proof = prove("S3")
    proof.occurrences.append(Occurrence("d:1", local("2026-03-02 10:00"), "决策", due_at=local("2026-03-06 18:00")))
    assert told(cast, "2026-03-04 09:00") == [("before", cast.sponsor)]
    proof.occurrences[:] = [Occurrence("d:1", local("2026-03-02 10:00"), "决策", due_at=local("2026-03-07 18:00"))]
    assert told(cast, "2026-03-05 09:00") == [("before", cast.sponsor)]
    assert told(cast, "2026-03-05 17:30") == []


def test_what_is_met_is_not_asked_for(cast, prove):
    prove("M3").fact("2026-03-03 10:00")
    assert told(cast, "2026-03-06 09:00") == []


def test_old_debts_are_in_the_lists_and_no_news(cast, prove):
    prove("M3")
    reminded = [kind for kind, who in told(cast, "2026-09-16 09:00") if who == cast.pm]
    assert len(reminded) == 5  # of the last 30 days; 23 older weeks are overdue as well
    assert Obligation.objects.filter(duty_id="M3", state="overdue").count() > 20


@pytest.mark.parametrize("state", [Project.State.ON_HOLD, Project.State.CLOSED])
def test_a_project_that_stands_still_tells_nobody(cast, prove, state):
    prove("M3")
    with clock.at(local("2026-03-04 08:00")):
        evaluate(cast.project)
        Project.objects.filter(pk=cast.project.pk).update(state=state)
    assert tell(local("2026-03-04 09:00")) == []


def test_during_cover_the_stand_in_is_told_and_the_absent_is_not(cast, prove):
    prove("M3")
    assert told(cast, "2026-03-04 09:00") == [("before", cast.pm)]
    cover(cast, cast.pm, cast.team, "2026-03-05", "2026-03-06")
    assert told(cast, "2026-03-05 09:00") == [("before", cast.team)]
    assert told(cast, "2026-03-06 09:00") == [("due", cast.team)]
    assert told(cast, "2026-03-09 09:00") == [("due", cast.pm)]  # back; the grace is not over


def test_an_escalation_goes_to_the_stand_in_of_who_is_absent(cast, prove):
    prove("M3")
    cover(cast, cast.sponsor, cast.qa, "2026-03-10", "2026-03-10")
    assert (1, cast.qa) in told(cast, "2026-03-10 09:00")


def test_an_escalation_never_goes_to_who_owes_it_or_acts_in_it(cast, prove):
    prove("T1")
    cover(cast, cast.team, cast.pm, "2026-03-02", "2026-03-31")
    heard = told(cast, "2026-03-10 09:00")
    assert ("after_grace", cast.pm) in heard
    assert [(level, who) for level, who in heard if isinstance(level, int)] == [(2, cast.sponsor)]


def test_one_step_at_a_slot_and_the_next_after_eight_working_hours_without_an_answer(cast, prove):
    prove("T1")
    assert (1, cast.pm) in told(cast, "2026-03-10 09:30")
    assert told(cast, "2026-03-10 17:30") == []
    assert (2, cast.sponsor) in told(cast, "2026-03-11 09:00")
    assert [r for r in told(cast, "2026-03-12 09:00") if isinstance(r[0], int)] == []
    assert list(Escalation.objects.values_list("level", flat=True)) == [1, 2]


def test_an_answer_stops_the_climb_until_the_promised_day_is_over(cast, prove):
    prove("T1")
    told(cast, "2026-03-10 09:00")
    first = Escalation.objects.get()
    with clock.at(local("2026-03-10 11:00")):
        services.answer_escalation(cast.pm, first, answer="周四补齐", promised_for=date(2026, 3, 12))
    for when in ("2026-03-11 09:00", "2026-03-12 09:00", "2026-03-12 17:30"):
        assert (2, cast.sponsor) not in told(cast, when)
    assert (2, cast.sponsor) in told(cast, "2026-03-13 09:00")


def test_a_far_promise_that_is_broken_climbs_although_the_debt_is_no_news_any_more(cast, prove):
    prove("T1")
    told(cast, "2026-03-10 09:00")
    first = Escalation.objects.get()
    with clock.at(local("2026-03-16 11:00")):
        services.answer_escalation(cast.pm, first, answer="下月中旬", promised_for=date(2026, 4, 15))
    told(cast, "2026-04-15 17:30")
    told(cast, "2026-04-16 09:00")
    assert first.obligation.escalations.get(level=2).at == local("2026-04-16 09:00")
    assert first.obligation.reminders.filter(kind="after_grace").count() == 1


def test_a_promise_kept_ends_it(cast, prove):
    proof = prove("T1")
    told(cast, "2026-03-10 09:00")
    with clock.at(local("2026-03-10 11:00")):
        services.answer_escalation(cast.pm, Escalation.objects.get(), answer="好", promised_for=date(2026, 3, 11))
    proof.fact("2026-03-11 10:00", period=W10, place=person(cast.team.pk))
    assert (2, cast.sponsor) not in told(cast, "2026-03-12 09:00")


def test_whoever_left_the_project_is_not_told(cast, prove):
    prove("M3")
    with clock.at(local("2026-03-04 08:00")):
        evaluate(cast.project)
    cast.project.memberships.filter(person=cast.pm).update(valid_to=date(2026, 3, 3))
    assert tell(local("2026-03-04 09:00")) == []


def test_queries_do_not_grow_with_the_obligations(cast, prove):
    def count(number, when):
        proof.occurrences[:] = [
            Occurrence(f"{when}:{n}", local("2026-03-02 10:00"), "决策", due_at=local(when)) for n in range(number)
        ]
        with clock.at(local(when.replace("18:00", "09:00"))):
            evaluate(cast.project)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                digests = tell()
        assert sum(d.reminders.count() for d in digests) == number
        return len(asked)

    proof = prove("S3")
    assert count(2, "2026-03-05 18:00") == count(200, "2026-03-06 18:00") <= 20
