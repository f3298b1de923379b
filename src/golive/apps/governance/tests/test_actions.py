"""Actions: what, who, until when; done by their owner, dropped with a reason, seen by whom they concern."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.governance import queries, services
from golive.apps.governance.registers import ACTIONS
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification
from golive.foundation.registers.tests.inherited import RegisterChecks

pytestmark = pytest.mark.django_db


def action(cast, n=1, **values):
    data = {"title": f"行动 {n}", "owner": cast.business, "due_on": date(2026, 12, 1)}
    return services.add_action(cast.pm, cast.project, **{**data, **values})


class TestActions(RegisterChecks):
    register = ACTIONS
    allowed, forbidden = "pm", "vendor"
    change = {"title": "改过的行动"}

    def make(self, cast, n):
        return action(cast, n)

    def values(self, cast):
        return {"title": "补签", "owner": cast.business.pk, "due_on": "2026-12-01"}


def test_the_owner_is_told_and_ends_it(cast):
    row = action(cast)
    assert Notification.objects.get(person=cast.business).kind == "governance.action"
    with pytest.raises(PermissionDenied):
        services.finish_action(cast.it, row, result="不是我的")
    with pytest.raises(Refused):
        services.finish_action(cast.business, row, result=" ")
    done = services.finish_action(cast.business, row, result="已完成")
    assert (done.state, done.result) == ("done", "已完成")
    with pytest.raises(Refused) as refusal:
        services.drop_action(cast.pm, row, result="再来一次")
    assert refusal.value.code == "action_ended"
    again = services.reopen_action(cast.pm, row, due_on=clock.today())
    assert (again.state, again.ended_at) == ("open", None)


def test_the_owner_does_not_drop_what_others_wait_for(cast):
    with pytest.raises(PermissionDenied):
        services.drop_action(cast.business, action(cast), result="不想做")


def test_a_vendor_sees_his_own_only(cast):
    action(cast)
    mine = action(cast, 2, owner=cast.vendor)
    assert list(queries.visible_actions(cast.vendor)) == [mine]
    assert queries.visible_actions(cast.stranger).count() == 0


def test_the_standing_is_computed(cast):
    today = clock.today()
    states = [queries.standing_of(action(cast, n, due_on=today + timedelta(days=d))) for n, d in enumerate((-1, 2, 30))]
    assert states == ["overdue", "due", "running"]


def test_nobody_outside_gets_one(cast):
    with pytest.raises(Refused) as refusal:
        action(cast, owner=cast.stranger)
    assert refusal.value.code == "outside"
