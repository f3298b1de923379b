"""Issues that nobody answers rise by the rule; a conflict is settled by a decision; duties X2 and M11."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.control import aging, jobs, services
from golive.apps.control.tests.factories import issue
from golive.apps.governance import services as governance
from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor
from golive.foundation.duties.registry import answer as evidence
from golive.foundation.duties.registry import calendar_of
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification

pytestmark = pytest.mark.django_db


class Context:
    actor = None

    def progress(self, *_said):
        pass


def run():
    Context.actor = system_actor()
    return jobs.escalate(Context())


def working_days_on(cast, n):
    days = calendar_of(cast.project)
    today = clock.today(cast.project.timezone)
    for _step in range(n):
        today = days.next_working_day(today + timedelta(days=1))
    return days.instant(today, 11 * 60)


def told(person):
    return Notification.objects.filter(person=person, kind="control.issue").count()


def test_by_the_rule_to_the_manager_then_to_the_sponsor_and_each_is_told_once(cast):
    row = issue(cast, severity="medium")  # 3 and 8 working days
    assert run() == {"risen": 0}
    with clock.at(working_days_on(cast, 3)):
        assert run() == {"risen": 1} and run() == {"risen": 0}
        row.refresh_from_db()
        assert (row.level, told(cast.pm), told(cast.sponsor)) == (1, 1, 0)
    with clock.at(working_days_on(cast, 8)):
        assert run() == {"risen": 1}
        row.refresh_from_db()
        assert (row.level, told(cast.sponsor)) == (2, 1)
        (owed,) = [o for o in evidence("X2", cast.project).occurrences if "escalated" in o.label.msgid]
        assert owed.closed_at is None
        services.answer_issue(cast.it, row, answer="统一格式")
        (owed,) = [o for o in evidence("X2", cast.project).occurrences if "escalated" in o.label.msgid]
        assert owed.closed_at == row.answered_at


def test_an_answered_issue_and_a_young_one_stay_where_they_are(cast):
    services.answer_issue(cast.it, issue(cast, severity="high"), answer="好")
    with clock.at(working_days_on(cast, 9)):
        issue(cast, severity="high")
        assert run() == {"risen": 0}


def test_the_rule_is_the_projects_own(cast):
    row = issue(cast, severity="low")
    services.set_issue_rule(cast.sponsor, cast.project, low_manager=1, low_sponsor=2)
    with clock.at(working_days_on(cast, 1)):
        assert aging.level(row, aging.rule_of(cast.project), calendar_of(cast.project)) == 1
    with pytest.raises(Refused) as refusal:
        services.set_issue_rule(cast.sponsor, cast.project, low_manager=5, low_sponsor=2)
    assert refusal.value.code == "rule_reversed"
    for actor in (cast.vendor, cast.business):
        with pytest.raises(PermissionDenied):
            services.set_issue_rule(actor, cast.project, low_manager=1)


def test_nobody_escalates_by_hand(cast):
    with pytest.raises(PermissionDenied):
        services.escalate_issue(cast.pm, issue(cast), level=2)


def asked(cast, row, actor=None):
    return services.ask_about_issue(
        actor or cast.pm,
        row,
        option_a="按财务口径",
        option_b="按仓库口径",
        deadline=clock.now() + timedelta(days=2),
    )


def test_a_conflict_is_settled_by_the_decision_about_it(cast):
    row = asked(cast, issue(cast))
    assert row.decision.decider == cast.sponsor
    with pytest.raises(Refused) as refusal:
        asked(cast, row)
    assert refusal.value.code == "issue_asked"
    governance.decide(cast.sponsor, row.decision, choice="B", reason="仓库先有实物")
    row.refresh_from_db()
    assert row.state == "answered" and "按仓库口径" in row.answer and "仓库先有实物" in row.answer
    assert next(o for o in evidence("M11", cast.project).occurrences).closed_at == row.answered_at


def test_answered_meanwhile_the_decision_changes_nothing(cast):
    row = asked(cast, issue(cast))
    services.answer_issue(cast.it, row, answer="已谈妥")
    with pytest.raises(Refused):
        governance.decide(cast.sponsor, row.decision, choice="A", reason="x")
    row.decision.refresh_from_db()
    assert row.decision.state == "open"


def test_an_outsider_who_owns_an_issue_does_not_ask_the_sponsor(cast, client):
    row = issue(cast, owner=cast.vendor, between="vendor")
    with pytest.raises(PermissionDenied):
        asked(cast, row, cast.vendor)
    row = asked(cast, row)
    client.force_login(cast.vendor)
    page = client.get(reverse("control:issues-detail", args=[cast.project.code, row.pk])).content.decode()
    assert row.decision.code not in page
    client.force_login(cast.pm)
    assert (
        row.decision.code
        in client.get(reverse("control:issues-detail", args=[cast.project.code, row.pk])).content.decode()
    )
    assert client.get(reverse("control:issues", args=[cast.project.code])).status_code == 200
