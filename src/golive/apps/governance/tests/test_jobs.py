"""Reminders before and after a deadline: once each, to whom they concern."""

from datetime import timedelta

import pytest

from golive.apps.governance import jobs, services
from golive.apps.governance.models import CriterionWaiver
from golive.apps.governance.outgoing import announce_overdue
from golive.apps.governance.tests.factories import question
from golive.apps.projects import services as projects
from golive.foundation import clock
from golive.foundation.accounts.models import INSIDE, Membership
from golive.foundation.dispatch.models import Dispatch
from golive.foundation.dispatch.tests import factories as dispatch
from golive.foundation.jobs.queue import enqueue
from golive.foundation.jobs.worker import run_pending
from golive.foundation.notify.models import Notification

pytestmark = pytest.mark.django_db


def said(cast):
    """Who is told now, by the last word of the key."""
    found = {}
    for person, _text, _url, _level, once in jobs.reminders(cast.project):
        found.setdefault(once.rpartition(":")[2], set()).add(person)
    return found


def test_a_decision_is_reminded_before_escalated_after_and_again(cast):
    row = question(cast, decider=cast.business, deadline=clock.now() + timedelta(days=2))
    assert said(cast) == {}
    with clock.at(row.deadline - timedelta(hours=5)):
        assert said(cast) == {"before": {cast.business}}
    with clock.at(row.deadline + timedelta(hours=1)):
        assert said(cast) == {"after": {cast.business, cast.pm, cast.sponsor}}
    with clock.at(row.deadline + timedelta(days=4)):
        assert said(cast)["again"] == {cast.business, cast.pm, cast.sponsor}
        services.decide(cast.business, row, choice="A", reason="定")
        assert said(cast) == {}


def test_an_action_and_a_waiver(cast):
    today = clock.today()
    services.add_action(cast.pm, cast.project, title="补签", owner=cast.business, due_on=today)
    assert said(cast) == {"before": {cast.business}}
    projects.lay_out_phases(cast.pm, cast.project)
    CriterionWaiver.objects.create(
        project=cast.project,
        phase=cast.project.phases.first(),
        criterion="x",
        reason="x",
        until=today + timedelta(days=1),
        by=cast.sponsor,
        at=clock.now(),
    )
    assert said(cast)["soon"] == {cast.pm, cast.sponsor}
    with clock.at(clock.now() + timedelta(days=3)):
        assert set(said(cast)) == {"after", "over"}


def test_the_job_says_it_once(cast):
    question(cast, deadline=clock.now() + timedelta(hours=2))
    before = Notification.objects.filter(person=cast.sponsor).count()
    for _n in range(2):
        enqueue(cast.pm, "governance.remind", None)
        assert [j.error_text for j in run_pending()] == [""]
    assert Notification.objects.filter(person=cast.sponsor).count() == before + 1


def test_a_decision_that_falls_overdue_is_said_in_the_group_once_and_without_its_question(cast):
    robot = dispatch.robot(cast, topics=["governance.decisions"])
    row = question(cast, decider=cast.business, question="zqquestionxj", deadline=clock.now() + timedelta(days=2))
    assert announce_overdue(cast.project) == []
    with clock.at(row.deadline + timedelta(hours=1)):
        jobs.remind(Quiet())
        jobs.remind(Quiet())
        made = Dispatch.objects.get()
        assert (made.robot, str(made), made.lines) == (robot, "超过期限的决策：1", [])
        Membership.objects.filter(project=cast.project).exclude(party__in=INSIDE).delete()
        question(cast, decider=cast.business, question="zqsecondxj", deadline=clock.now() - timedelta(minutes=5))
        jobs.remind(Quiet())
    assert "zqquestionxj" in str(Dispatch.objects.latest("id").lines)


class Quiet:
    def progress(self, *_args):
        pass
