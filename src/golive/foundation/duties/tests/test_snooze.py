"""duties.snooze: reminders are quiet for some days; state, due date and escalation stay."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.foundation import clock
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Escalation, Obligation, Reminder, Snooze
from golive.foundation.duties.telling.telling import tell
from golive.foundation.duties.telling.told import told_about
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = "2026-03-02 10:00", "2026-03-10 10:00"


@pytest.fixture
def row(cast, prove):
    """The review of risks due on Friday 6 March 18:00."""
    prove("M3")
    with clock.at(local(MONDAY)):
        evaluate(cast.project)
    return Obligation.objects.select_related("project").get(duty_id="M3", key="2026-W10")


def told(cast, when):
    with clock.at(local(when)):
        evaluate(cast.project)
        return [r.kind for d in tell() for r in d.reminders.all() if r.person == cast.pm]


def snooze(who, row, until, when=MONDAY, **more):
    with clock.at(local(when)):
        row.refresh_from_db()
        return services.snooze(who, row, until=date.fromisoformat(until), **more)


def test_no_reminder_until_the_morning_of_the_day(cast, row):
    snooze(cast.pm, row, "2026-03-05", reason="等数据")
    assert told(cast, "2026-03-04 09:00") == []
    assert told(cast, "2026-03-05 09:00") == ["before"]
    assert told_about(cast.pm, [row])[-1].note == "等数据"


def test_on_the_day_it_is_due_he_is_told_in_any_case(cast, row):
    for until in ("2026-03-07", "2026-03-09"):
        with pytest.raises(Refused) as refusal:
            snooze(cast.pm, row, until)
        assert refusal.value.code == "snooze_out_of_range"
    snooze(cast.pm, row, "2026-03-06")
    assert told(cast, "2026-03-06 09:00") == ["due"]
    with pytest.raises(Refused) as refusal:
        snooze(cast.pm, row, "2026-03-07", when="2026-03-06 10:00")
    assert refusal.value.code == "due_now"


def test_what_is_overdue_is_quiet_and_climbs_all_the_same(cast, row):
    assert told(cast, "2026-03-09 09:00") == ["due"]
    snooze(cast.pm, row, "2026-03-12", when="2026-03-09 10:00")
    assert told(cast, "2026-03-10 09:00") == []
    assert Escalation.objects.get().to == cast.sponsor
    row.refresh_from_db()
    assert row.state == "overdue"
    assert "after_grace" in told(cast, "2026-03-12 09:00")


def test_at_most_five_working_days(cast, row):
    told(cast, TUESDAY)
    for until in ("2026-03-10", "2026-03-18"):
        with pytest.raises(Refused):
            snooze(cast.pm, row, until, when=TUESDAY)
    assert snooze(cast.pm, row, "2026-03-17", when=TUESDAY).until == local("2026-03-17 00:00")


def test_another_day_replaces_the_first(cast, row):
    snooze(cast.pm, row, "2026-03-05")
    snooze(cast.pm, row, "2026-03-04", when="2026-03-02 11:00")
    assert Snooze.objects.filter(until__gt=local("2026-03-02 12:00")).get().until == local("2026-03-04 00:00")
    assert told(cast, "2026-03-04 09:00") == ["before"]


def test_it_quiets_his_own_reminders_only(cast, row):
    Obligation.objects.filter(pk=row.pk).update(acting=cast.team)
    snooze(cast.pm, row, "2026-03-05")
    assert [d.person for d in tell(local("2026-03-04 09:00"))] == [cast.team]


def test_what_is_done_needs_no_snooze(cast, row):
    Obligation.objects.filter(pk=row.pk).update(state="met", met_at=local(MONDAY))
    with pytest.raises(Refused) as refusal:
        snooze(cast.pm, row, "2026-03-05")
    assert refusal.value.code == "nothing_to_snooze"


@pytest.mark.parametrize("who", ["sponsor", "business", "vendor", "team", "qa", "stranger"])
def test_only_who_owes_it_or_acts_in_it(cast, row, who):
    with pytest.raises(PermissionDenied):
        snooze(getattr(cast, who), row, "2026-03-05")


def test_from_the_digest(cast, row, client):
    with clock.at(local("2026-03-04 09:00")):
        evaluate(cast.project)
        (digest,) = tell()
        client.force_login(cast.pm)
        here = {"project": cast.project.code, "pk": row.pk}
        url, end = reverse("duties:snooze", kwargs=here), reverse("duties:unsnooze", kwargs=here)
        page = f"/digests/{digest.pk}/"
        assert url in client.get(page).content.decode()
        assert client.post(url, {"until": "2026-03-06"}, headers={"referer": f"http://testserver{page}"}).url.endswith(
            page
        )
        text = client.get(page).content.decode()
        assert "03-06 前不再提醒" in text
        assert end in text
        assert "1 项即将到期" in client.get("/digests/").content.decode()
    assert Reminder.objects.count() == 1
