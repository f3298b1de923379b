"""plan.link_tasks, plan.unlink_tasks, and the notation of predecessors."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from golive.apps.plan import notation, reasons, services
from golive.apps.plan.models import Link
from golive.apps.plan.models.lags import link_text
from golive.apps.plan.tests.factories import shown, small_plan
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_a_link_with_lag_moves_the_task(cast):
    plan = small_plan(cast)
    row = services.link_tasks(cast.pm, plan.c, pred=plan.a, type="FS", lag=1)
    assert shown(row.early_start) == "2026-03-05 09:00"
    with translation.override("zh-hans"):
        assert reasons.words_for(row)["why"].endswith("于 2026-03-03 完成。两者之间须隔 1 个工作日。")
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
    found = notation.parse("3，5ss; 7FS+2d, 9FF-1.5d,12FS+3ed, 14ss+50%, 15-25e%, 16FS+1h, 17+1w,")
    assert [(w.number, w.type, w.lag, w.lag_kind) for w in found] == [
        (3, "FS", 0, "working"),
        (5, "SS", 0, "working"),
        (7, "FS", 960, "working"),
        (9, "FF", -720, "working"),
        (12, "FS", 4320, "elapsed"),
        (14, "SS", 50, "percent"),
        (15, "FS", -25, "elapsed_percent"),
        (16, "FS", 60, "working"),
        (17, "FS", 2400, "working"),
    ]


@pytest.mark.parametrize(
    "text", ["3", "5SS", "7FS+2d", "9FF-1.5d", "12FS+3ed", "14SS+50%", "15FS-25e%", "16FS+1h", "17FS-7m", "18FS+0.25h"]
)
def test_a_link_is_written_as_it_is_read(text):
    (found,) = notation.parse(text)
    assert link_text(found.number, found.type, found.lag, found.lag_kind) == text


def test_a_lag_in_per_cent_follows_the_duration_of_the_predecessor(cast):
    plan = small_plan(cast)
    row = services.link_tasks(cast.pm, plan.c, pred=plan.a, lag=50, lag_kind="percent")
    assert row.predecessors == f"{plan.a.number}FS+50%"
    assert shown(row.early_start) == "2026-03-05 09:00"
    with translation.override("zh-hans"):
        assert reasons.words_for(row)["why"].endswith("两者之间须隔“甲”工期的 50%。")
    services.edit_task(cast.pm, plan.a, days=4)
    row.refresh_from_db()
    assert shown(row.early_start) == "2026-03-10 09:00"
