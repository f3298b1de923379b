import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.team import services
from golive.apps.team.duties import appraisals_are_held
from golive.apps.team.quarters import current, quarter_of, span
from golive.apps.team.queries import visible_appraisals
from golive.apps.team.tests import factories
from golive.foundation.audit.services import entries_of
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db
SECRET = "机密评语XK7"


def held(cast):
    row = factories.appraisal(cast)
    services.write_manager_words(cast.pm, row, text=SECRET)
    return services.write_own_words(cast.it, row, text="我的话")


def test_it_is_held_when_both_have_written(cast):
    row = factories.appraisal(cast)
    assert services.write_manager_words(cast.pm, row, text="好").state == "open"
    row = services.write_own_words(cast.it, row, text="谢谢")
    assert row.state == "done" and row.held_at
    with pytest.raises(Refused, match="appraisal_held"):
        services.write_manager_words(cast.pm, row, text="改一下")


def test_an_objection_is_answered_by_a_correction_that_keeps_what_stood_before(cast):
    row = services.object_to_appraisal(cast.it, held(cast), text="漏了接口工作")
    row = services.correct_appraisal(cast.pm, row, text="补充：接口按期完成")
    assert (
        row.state == "done"
        and row.earlier[0]["manager_words"] == SECRET
        and row.earlier[0]["objection"] == "漏了接口工作"
    )


def test_nobody_but_the_two_ever_reads_it(cast, client):
    row = held(cast)
    url = reverse("team:appraisal", args=[cast.project.code, row.pk])
    for name in ("sponsor", "business", "vendor", "consultant", "team", "user", "qa", "care", "stranger"):
        who = getattr(cast, name)
        assert not visible_appraisals(who).exists(), name
        client.force_login(who)
        assert client.get(url).status_code == 404, name
        assert SECRET not in client.get(reverse("team:appraisals", args=[cast.project.code])).content.decode(), name
    for who in (cast.pm, cast.it):
        client.force_login(who)
        assert SECRET in client.get(url).content.decode()


def test_words_do_not_reach_the_audit_trail_nor_the_inbox(cast):
    held(cast)
    trail = " ".join(str(e.detail) for e in entries_of(cast.project))
    assert "team.write_manager_words" in " ".join(e.action for e in entries_of(cast.project)) and SECRET not in trail
    assert all(SECRET not in str(n.text) for n in cast.it.notifications.all())


def test_nobody_appraises_himself_and_a_quarter_is_a_quarter(cast):
    with pytest.raises(Refused, match="own_appraisal"):
        factories.appraisal(cast, person=cast.pm)
    with pytest.raises(Refused, match="no_such_quarter"):
        services.open_appraisal(cast.pm, cast.project, person=cast.it, quarter="2026-13")
    with pytest.raises(PermissionDenied):
        services.open_appraisal(cast.it, cast.project, person=cast.business, quarter="2026-Q4")
    begin, end = span("2026-Q4", "Asia/Shanghai")
    assert (quarter_of(begin.date()), end.isoformat()) == ("2026-Q4", "2027-01-01T00:00:00+08:00")


def test_thanks_are_for_somebody_else(cast):
    assert services.recognise(cast.vendor, cast.project, person=cast.it, text="周末帮忙").by == cast.vendor
    with pytest.raises(Refused, match="own_praise"):
        services.recognise(cast.it, cast.project, person=cast.it, text="我真好")


def test_m10_wants_the_whole_team_each_quarter(cast):
    """Duty "M10"."""
    now = current(cast.project)
    before = appraisals_are_held(cast.project).missing
    assert len(before) == 1 and before[0].period == now
    row = services.open_appraisal(cast.pm, cast.project, person=cast.it, quarter=now)
    services.write_manager_words(cast.pm, row, text="好")
    services.write_own_words(cast.it, row, text="好")
    found = appraisals_are_held(cast.project)
    assert [f.period for f in found.facts] == [now] and len(found.missing) == 1, "others are still to be appraised"
