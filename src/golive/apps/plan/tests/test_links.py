"""plan.link_tasks, plan.unlink_tasks, and the notation of predecessors."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import notation, services
from golive.apps.plan.models import Link
from golive.apps.plan.tests.factories import shown, small_plan
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_a_link_with_lag_moves_the_task(cast):
    plan = small_plan(cast)
    row = services.link_tasks(cast.pm, plan.c, pred=plan.a, type="FS", lag_days=1)
    assert shown(row.early_start) == "2026-03-05 09:00"
    link = Link.objects.get(succ=row)
    row = services.unlink_tasks(cast.pm, link)
    assert shown(row.early_start) == "2026-03-02 09:00"


def test_linking_again_replaces(cast):
    plan = small_plan(cast)
    services.link_tasks(cast.pm, plan.c, pred=plan.a)
    services.link_tasks(cast.pm, plan.c, pred=plan.a, type="SS")
    assert [str(row) for row in plan.c.incoming.all()] == [f"{plan.a.number}SS"]


def test_a_circle_is_refused_and_the_plan_stays(cast):
    plan = small_plan(cast)
    with pytest.raises(Refused) as refusal:
        services.link_tasks(cast.pm, plan.a, pred=plan.live)
    assert refusal.value.code == "plan_circle"
    assert all(f"“{name}”" in refusal.value.message for name in ("甲", "乙", "上线"))
    assert not plan.a.incoming.exists()


def test_nobody_else_links(cast):
    plan = small_plan(cast)
    with pytest.raises(PermissionDenied):
        services.link_tasks(cast.vendor, plan.c, pred=plan.a)
    with pytest.raises(PermissionDenied):
        services.unlink_tasks(cast.it, plan.b.incoming.get())


def test_notation():
    found = notation.parse("3，5ss; 7FS+2d, 9FF-1.5d,12FS+3ed,")
    assert [(w.number, w.type, w.lag_minutes, w.lag_kind) for w in found] == [
        (3, "FS", 0, "working"),
        (5, "SS", 0, "working"),
        (7, "FS", 960, "working"),
        (9, "FF", -720, "working"),
        (12, "FS", 4320, "elapsed"),
    ]
