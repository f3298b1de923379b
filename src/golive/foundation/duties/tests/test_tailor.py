"""duties.tailor: what a project changes in a duty against its template."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation import clock
from golive.foundation.duties import registry, services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.holding.tailored import held
from golive.foundation.duties.models import Assignment, Obligation, Tailoring
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def refused(cast, **given):
    with pytest.raises(Refused) as refusal:
        services.tailor(cast.pm, cast.project, **{"reason": "集团要求", **given})
    assert not Tailoring.objects.exists()
    return refusal.value.code


def test_the_report_is_due_on_thursdays_here(cast, prove):
    prove("M4").fact("2026-03-05 10:00")
    with clock.at(local("2026-03-09 10:00")):
        services.tailor(
            cast.pm, cast.project, duty_id="M4", rules={"weekly": "Weekly THU 17:00"}, grace=2, reason="周五例会"
        )
        evaluate(cast.project)
    assert Obligation.objects.get(duty_id="M4", key="2026-W11").due_at == local("2026-03-12 17:00")
    row = Tailoring.objects.get()
    assert (row.rules, row.grace, row.reason) == ({"weekly": "weekly thu 17:00"}, 2, "周五例会")
    assert (row.changed_by, row.changed_at) == (cast.pm, local("2026-03-09 10:00"))


def test_a_duty_is_split_by_module(cast, prove):
    given = {"duty_id": "I3", "by": "module", "modules": ["stock", "sales"]}
    services.tailor(cast.sponsor, cast.project, **given, reason="两个小组")
    evaluate(cast.project)
    places = set(Assignment.objects.filter(duty_id="I3").values_list("place", flat=True))
    assert {"module:stock", "module:sales"} <= places


def test_only_what_differs_is_kept(cast):
    same = {"weekly": "weekly fri 18:00", "monthly": ""}
    duty = held(cast.project).duties["M4"]
    row = services.tailor(
        cast.pm, cast.project, duty_id="M4", rules=same, grace=duty.grace + 1, by=duty.by, reason="宽一点"
    )
    assert (row.rules, row.grace, row.by) == ({}, duty.grace + 1, "")


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("rule_unreadable", {"duty_id": "M4", "rules": {"weekly": "every friday"}}),
        ("rule_of_other_kind", {"duty_id": "M4", "rules": {"weekly": "workdays 3 18:00"}}),
        ("rule_of_other_kind", {"duty_id": "S3", "rules": {"event": "weekly fri 18:00"}}),
        ("cadence_twice", {"duty_id": "M4", "rules": {"weekly": "monthly workday 3 18:00"}}),
        ("no_rule_here", {"duty_id": "B1", "rules": {"phase": "weekly fri 18:00"}}),
        ("no_rule_here", {"duty_id": "M3", "rules": {"monthly": "monthly workday 3 18:00"}}),
        ("grace_out_of_range", {"duty_id": "M4", "grace": 4000}),
        ("held_by_unknown", {"duty_id": "M4", "by": "moon"}),
        ("modules_needed", {"duty_id": "M4", "by": "module"}),
        ("modules_needed", {"duty_id": "M4", "by": "module", "modules": ["moon"]}),
        ("unknown_duty", {"duty_id": "Z1", "grace": 3}),
        ("as_in_template", {"duty_id": "M4"}),
        ("decision_needed", {"duty_id": "M4", "included": False}),
        ("reason_needed", {"duty_id": "M4", "grace": 3, "reason": " "}),
    ],
)
def test_what_cannot_be(cast, code, given):
    assert refused(cast, **given) == code


def test_a_weekly_duty_is_held_monthly(cast):
    services.tailor(cast.pm, cast.project, duty_id="M3", rules={"weekly": "monthly workday 3 18:00"}, reason="小项目")
    assert [t.cadence for t in held(cast.project).duties["M3"].terms] == ["monthly"]


class AsItIs:
    def applied(self, duty):
        return duty


def test_what_the_template_leaves_out_is_included(cast, monkeypatch):
    monkeypatch.setattr(registry, "_method", lambda project: {"M4": AsItIs()})
    assert refused(cast, duty_id="I13", grace=3) == "not_held"
    services.tailor(cast.pm, cast.project, duty_id="I13", included=True, reason="集团要求")
    assert set(held(cast.project).duties) == {"M4", "I13"}


@pytest.mark.parametrize("who", ["business", "it", "vendor", "consultant", "team", "user", "qa", "care", "stranger"])
def test_others_do_not_tailor(cast, who):
    with pytest.raises(PermissionDenied):
        services.tailor(getattr(cast, who), cast.project, duty_id="M4", grace=3, reason="x")
