"""plan.make_from_method: phases, links, owners and a go-live on the project's date."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import services
from golive.apps.plan.models import Link, Task
from golive.apps.plan.tests.factories import shown
from golive.apps.projects import methods
from golive.apps.projects import services as projects
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_the_plan_of_the_method_ends_on_the_go_live_date(cast):
    projects.lay_out_phases(cast.pm, cast.project)
    services.make_from_method(cast.pm, cast.project)
    rows = methods.load("standard").tasks
    assert Task.objects.filter(is_summary=False).count() == len(rows)
    assert Link.objects.count() == sum(len(r.after) for r in rows)
    live = Task.objects.get(go_live=True)
    assert live.name == "正式上线" and live.milestone
    early = cast.project.go_live_date - timedelta(days=7)
    assert early.isoformat() <= shown(live.early_finish) <= f"{cast.project.go_live_date} 18:00"
    assert not Task.objects.filter(owner=None).exclude(is_summary=True).exists()
    assert set(Task.objects.filter(party="V").values_list("owner", flat=True)) == {cast.vendor.pk}
    assert Task.objects.get(name="数据映射与转换").phase.key == "implementation"


@pytest.mark.parametrize(("key", "weeks"), [(k, {"lean": 15, "odoo": 26}.get(k, 44)) for k in methods.KEYS])
def test_every_method_makes_a_plan_that_ends_on_the_date(cast, key, weeks):
    cast.project.method = key
    cast.project.go_live_date = cast.project.start_date + timedelta(weeks=weeks)
    cast.project.save()
    projects.lay_out_phases(cast.pm, cast.project)
    services.make_from_method(cast.pm, cast.project)
    rows = Task.objects.filter(project=cast.project, is_summary=False)
    assert rows.count() == len(methods.load(key).tasks) and not rows.filter(early_finish=None).exists()
    assert not rows.filter(phase=None).exists()
    early = cast.project.go_live_date - timedelta(days=14)
    assert early.isoformat() <= shown(rows.get(go_live=True).early_finish) <= f"{cast.project.go_live_date} 18:00"


def test_without_fitting_the_usual_durations_stay(cast):
    services.make_from_method(cast.pm, cast.project, fit=False)
    assert Task.objects.get(name="蓝图设计").days == 12
    assert Task.objects.get(name="第二次模拟装载").predecessors.endswith("FS+5d")


def test_in_the_language_of_the_project(cast):
    cast.project.language = "en"
    cast.project.save()
    services.make_from_method(cast.pm, cast.project)
    assert Task.objects.get(go_live=True).name == "Go-live"


def test_a_plan_is_made_once_and_by_the_project_manager(cast):
    with pytest.raises(PermissionDenied):
        services.make_from_method(cast.vendor, cast.project)
    services.make_from_method(cast.pm, cast.project)
    with pytest.raises(Refused) as refusal:
        services.make_from_method(cast.pm, cast.project)
    assert refusal.value.code == "plan_exists"
