"""duties.assign: one accountable person for a duty at a place."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation import clock
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Assignment, Holder, Obligation
from golive.foundation.duties.registry import department
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_the_project_manager_names_and_what_is_open_passes_on(cast, prove):
    reports = prove("M4")
    reports.fact("2026-03-06 10:00")
    with clock.at(local("2026-03-09 10:00")):
        evaluate(cast.project)
        services.assign(cast.pm, cast.project, duty_id="M4", accountable=cast.team)
        evaluate(cast.project)
    rows = dict(Obligation.objects.filter(duty_id="M4").values_list("key", "person"))
    assert rows["2026-W10"] == cast.pm.pk  # done: stays with who did it
    assert rows["2026-W11"] == cast.team.pk
    assert Assignment.objects.get(duty_id="M4").named
    held = Holder.objects.filter(assignment__duty_id="M4", letter="A").order_by("id")
    assert [(h.person, h.until is None) for h in held] == [(cast.pm, False), (cast.team, True)]


def test_a_department_s_duty_is_named_for_the_department(cast, prove):
    services.assign(cast.sponsor, cast.project, duty_id="B2", accountable=cast.user, place=department(cast.sales.pk))
    assert Assignment.objects.get(duty_id="B2", place=department(cast.sales.pk)).accountable == cast.user


def test_nobody_from_outside_nowhere_and_nothing_unknown(cast, prove):
    for code, given in {
        "not_a_member": {"duty_id": "M4", "accountable": cast.stranger},
        "unknown_place": {"duty_id": "M4", "accountable": cast.team, "place": department(cast.sales.pk)},
        "unknown_duty": {"duty_id": "Z1", "accountable": cast.team},
    }.items():
        with pytest.raises(Refused) as refusal:
            services.assign(cast.pm, cast.project, **given)
        assert refusal.value.code == code


@pytest.mark.parametrize("who", ["business", "it", "vendor", "consultant", "team", "user", "qa", "care", "stranger"])
def test_others_do_not_name(cast, prove, who):
    with pytest.raises(PermissionDenied):
        services.assign(getattr(cast, who), cast.project, duty_id="M4", accountable=cast.team)
