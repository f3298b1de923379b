"""duties.cover: who stands in for whom, for what and when."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation import clock
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests.factories import person, place
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Cover, Obligation
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 10), date(2026, 3, 13)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(local("2026-03-09 10:00")):
        yield


@pytest.fixture
def away(cast):
    """away(**changes): the project manager is away, the team member stands in."""

    def make(actor=None, **changes):
        given = {"person": cast.pm, "stand_in": cast.team, "first_day": FIRST, "last_day": LAST}
        return services.cover(actor or cast.pm, cast.project, **{**given, **changes})

    place(cast.project, cast.team, Party.USER)  # one of the client's own people
    return make


def refused(call, **given):
    before = Cover.objects.count()
    with pytest.raises(Refused) as refusal:
        call(**given)
    assert Cover.objects.count() == before
    return refusal.value.code


def test_the_stand_in_acts_on_the_days_of_the_cover_and_is_told(cast, away, prove):
    prove("M4").fact("2026-03-06 10:00")
    away(reason="出差")
    evaluate(cast.project)
    row = Obligation.objects.get(duty_id="M4", key="2026-W11")
    assert (row.person, row.acting) == (cast.pm, None)
    with clock.at(local("2026-03-10 09:00")):
        evaluate(cast.project)
        row.refresh_from_db()
        assert (row.person, row.acting) == (cast.pm, cast.team)
    with clock.at(local("2026-03-14 09:00")):
        evaluate(cast.project)
        row.refresh_from_db()
        assert row.acting is None
    told = Notification.objects.filter(kind="duties.cover")
    assert [n.person for n in told] == [cast.team]  # who said it himself need not be told


def test_a_cover_of_some_duties(cast, away, prove):
    assert away(duty_ids=["M4", "M3", "M4"]).duty_ids == ["M3", "M4"]
    away(stand_in=cast.it, duty_ids=["M12"])
    assert refused(away, stand_in=cast.it, duty_ids=["M3"]) == "covered_already"
    assert refused(away, stand_in=cast.it) == "covered_already"
    assert refused(away, duty_ids=["Z1"]) == "unknown_duty"


def test_days_that_touch_overlap_and_other_days_do_not(cast, away):
    away()
    assert refused(away, first_day=LAST, last_day=date(2026, 3, 20)) == "covered_already"
    away(first_day=date(2026, 3, 14), last_day=date(2026, 3, 20))


def test_chains_are_refused_from_both_ends(cast, away):
    away()
    mine = {"person": cast.team, "stand_in": cast.it, "actor": cast.team}
    assert refused(away, **mine) == "chain"
    assert refused(away, person=cast.it, stand_in=cast.pm) == "stand_in_absent"
    away(**mine, first_day=date(2026, 3, 16), last_day=date(2026, 3, 17))


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("same_person", {"stand_in": "pm"}),
        ("not_a_member", {"stand_in": "stranger"}),
        ("stand_in_outside", {"stand_in": "vendor"}),
        ("days_turned", {"first_day": LAST, "last_day": FIRST}),
        ("begins_in_the_past", {"first_day": date(2026, 3, 8)}),
    ],
)
def test_what_cannot_be(cast, away, code, given):
    assert refused(away, **{k: getattr(cast, v) if isinstance(v, str) else v for k, v in given.items()}) == code


def test_the_vendor_s_people_stand_in_for_each_other(cast, away):
    colleague = person("colleague", cast.vendor.organisation)
    place(cast.project, colleague, Party.VENDOR)
    made = away(cast.vendor, person=cast.vendor, stand_in=colleague)
    assert made.by == cast.vendor


def test_for_himself_or_by_who_leads_the_project(cast, away):
    for actor in (cast.sponsor, cast.pm):
        services.end_cover(actor, away(actor, person=cast.qa))
    assert away(cast.qa, person=cast.qa).by == cast.qa


@pytest.mark.parametrize("who", ["business", "it", "vendor", "consultant", "team", "user", "qa", "care", "stranger"])
def test_nobody_sends_another_away(cast, away, who):
    with pytest.raises(PermissionDenied):
        away(getattr(cast, who))
