"""Who is told what: once, in working hours, and up the path when nobody acts."""

from golive.foundation import clock
from golive.foundation.duties import registry
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Escalation, Reminder
from golive.foundation.duties.tests.factories import local


def told(cast, when):
    """The notices about the weekly report that an evaluation at `when` sends."""
    heard = []
    registry.REMINDERS[:] = [lambda project, notice: heard.append((notice.kind, notice.person_id))]
    with clock.at(local(when)):
        evaluate(cast.project)
    return heard


def test_before_on_the_day_after_the_grace_and_up_the_path(cast, prove):
    prove("M3")
    pm, sponsor = cast.pm.pk, cast.sponsor.pk
    assert told(cast, "2026-03-02 10:00") == []
    assert told(cast, "2026-03-04 10:00") == [("before", pm)]
    assert told(cast, "2026-03-05 10:00") == []
    assert told(cast, "2026-03-06 10:00") == [("due", pm)]
    assert told(cast, "2026-03-09 10:00") == []  # eight working hours of grace
    assert told(cast, "2026-03-10 10:00") == [("after_grace", pm), ("escalation", sponsor)]
    assert Reminder.objects.filter(person=cast.pm).count() == 3
    assert Escalation.objects.get().level == 1


def test_the_second_step_of_an_escalation_comes_a_working_day_later(cast, prove):
    prove("T1")
    assert ("escalation", cast.sponsor.pk) not in told(cast, "2026-03-10 10:00")
    assert ("escalation", cast.sponsor.pk) in told(cast, "2026-03-11 10:00")
    assert list(Escalation.objects.values_list("level", "to")) == [(1, cast.pm.pk), (2, cast.sponsor.pk)]


def test_nobody_is_told_at_night_or_on_sunday(cast, prove):
    prove("M3")
    assert told(cast, "2026-03-04 22:00") == []
    assert told(cast, "2026-03-08 10:00") == []
    assert told(cast, "2026-03-05 09:30") == [("before", cast.pm.pk)]


def test_old_debts_are_in_the_lists_and_no_news(cast, prove):
    prove("M3")
    heard = told(cast, "2026-09-16 10:00")
    assert 1 < len(heard) < 12


def test_what_is_met_is_not_asked_for(cast, prove):
    prove("M3").fact("2026-03-03 10:00")
    assert told(cast, "2026-03-06 10:00") == []


def test_the_sentence_carries_the_title_in_both_languages(cast, prove):
    from django.utils.translation import override

    prove("M3")
    notices = []
    registry.REMINDERS[:] = [lambda project, notice: notices.append(notice)]
    with clock.at(local("2026-03-06 10:00")):
        evaluate(cast.project)
    with override("zh-hans"):
        assert "风险管理" in str(notices[0].text)
    with override("en"):
        assert "Risk: review" in str(notices[0].text)


def test_a_reminder_arrives_in_the_inbox(cast, prove):
    from golive.foundation.duties.delivery import into_inbox
    from golive.foundation.notify.queries import visible

    prove("M3")
    registry.REMINDERS[:] = [into_inbox]
    with clock.at(local("2026-03-06 10:00")):
        evaluate(cast.project)
        evaluate(cast.project)
    (message,) = visible(cast.pm)
    assert message.url == f"/p/{cast.project.code}/duties/M3/"
