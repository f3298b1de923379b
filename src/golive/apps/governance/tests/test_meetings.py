"""Meetings: agenda from what is open, invitations, minutes that are confirmed; duties "S4", "X1" and the month of "M4"."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.governance import jobs, services
from golive.apps.governance.minutes_paper import minutes_document
from golive.apps.governance.models import Meeting
from golive.apps.governance.registers_meetings import CHANNELS, MEETINGS, STAKEHOLDERS
from golive.apps.governance.tests.factories import question
from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor
from golive.foundation.documents import pdf, word
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused
from golive.foundation.jobs.queue import enqueue
from golive.foundation.jobs.worker import run_pending
from golive.foundation.notify.models import Notification
from golive.foundation.registers.tests.inherited import RegisterChecks

pytestmark = pytest.mark.django_db


def meeting(cast, n=1, **values):
    data = {
        "kind": "steering",
        "title": f"指导委员会 {n}",
        "starts_at": clock.now() + timedelta(days=1),
        "chair": cast.sponsor,
        "writer": cast.pm,
        "invited": [cast.business, cast.vendor],
    }
    return services.plan_meeting(cast.pm, cast.project, **{**data, **values})


class TestMeetings(RegisterChecks):
    register = MEETINGS
    allowed, forbidden = "pm", "business"
    change = {"title": "改期的会"}

    def make(self, cast, n):
        return meeting(cast, n)

    def values(self, cast):
        people = {"chair": cast.sponsor.pk, "writer": cast.pm.pk, "invited": [cast.business.pk]}
        return {"kind": "weekly", "title": "周例会", "starts_at": "2026-12-07T09:00", "minutes": 60, **people}


class TestStakeholders(RegisterChecks):
    register = STAKEHOLDERS
    allowed, forbidden = "pm", "vendor"
    change = {"role": "新任务"}

    def make(self, cast, n):
        return services.add_stakeholder(cast.pm, cast.project, name=f"干系人 {n}", owner=cast.pm, power=1 + n % 5)

    def values(self, cast):
        levels = {"power": 5, "interest": 2, "attitude": "against", "wanted": "neutral"}
        return {"name": "销售总监", "owner": cast.pm.pk, **levels}

    def test_what_is_thought_of_people_is_for_few(self, cast, page):
        self.make(cast, 1)
        assert [page(getattr(cast, who), "").status_code for who in ("sponsor", "business", "qa", "vendor")] == [
            200,
            403,
            403,
            403,
        ]


class TestChannels(RegisterChecks):
    register = CHANNELS
    allowed, forbidden = "pm", "vendor"
    change = {"way": "企业微信"}

    def make(self, cast, n):
        values = {"audience": "部门经理", "content": f"进展 {n}", "way": "周报", "owner": cast.pm}
        return services.add_channel(cast.pm, cast.project, **values)

    def values(self, cast):
        return {"audience": "全员", "content": "上线日", "way": "公告", "cadence": "event", "owner": cast.pm.pk}


def held(cast, came=("sponsor", "pm", "business", "vendor"), **values):
    row = meeting(cast, starts_at=clock.now() - timedelta(hours=2), **values)
    said = {row.agenda.first().pk: "按计划推进。"}
    people = [getattr(cast, name) for name in came]
    return services.write_minutes(cast.pm, row, came=people, summary="一切正常", said=said)


def test_the_agenda_is_fed_from_what_is_open_and_nothing_is_put_on_it_twice(cast):
    todo = services.add_action(cast.pm, cast.project, title="补签", owner=cast.business, due_on=date(2026, 12, 1))
    asked = question(cast)
    row = meeting(cast)
    keys = [i.key for i in row.agenda.all() if i.key]
    assert keys[:2] == [f"governance.action:{todo.pk}", f"governance.decision:{asked.pk}"]
    more = question(cast)
    services.refresh_agenda(cast.pm, row)
    assert [i.key for i in row.agenda.all() if i.key] == [*keys, f"governance.decision:{more.pk}"]


def test_who_is_invited_is_told_once_for_each_change(cast):
    row = meeting(cast)
    services.move_meeting(cast.pm, row, place="三楼会议室")
    services.cancel_meeting(cast.sponsor, row, reason="发起人出差")
    assert Notification.objects.filter(person=cast.vendor, kind="governance.meeting").count() == 3
    row.refresh_from_db()
    assert (row.sequence, row.state) == (2, "cancelled")
    with pytest.raises(Refused):
        services.write_minutes(cast.pm, row, came=[cast.pm])


def test_minutes_are_written_by_whom_they_concern_and_not_before_the_meeting(cast):
    row = meeting(cast)
    with pytest.raises(Refused) as refusal:
        services.write_minutes(cast.pm, row, came=[cast.pm])
    assert refusal.value.code == "meeting_ahead"
    with pytest.raises(PermissionDenied):
        services.write_minutes(cast.vendor, row, came=[cast.vendor])


def test_a_decision_of_the_meeting_is_made_when_its_decider_confirms(cast):
    row = held(cast)
    made = services.record_decision(cast.pm, row, question="批次管理放二期？", agreed="放二期", decider=cast.sponsor)
    assert made.state == "open"
    services.issue_minutes(cast.pm, row)
    made.refresh_from_db()
    assert made.state == "open"
    services.confirm_minutes(cast.sponsor, row)
    made.refresh_from_db()
    assert (made.state, made.chosen_text, made.meeting) == ("decided", "放二期", row)
    row.refresh_from_db()
    assert made.known["minutes"] == row.issued_hash
    with pytest.raises(Refused) as refusal:
        services.confirm_minutes(cast.sponsor, row)
    assert refusal.value.code == "answered_already"


def test_silence_is_consent_when_the_time_is_over_and_is_called_so(cast):
    """Two working days from Thursday 15:00: Monday 18:00."""
    with clock.at(local("2026-03-12 15:00")):
        row = held(cast, came=("sponsor", "pm", "business"))
        made = services.record_decision(cast.pm, row, question="放二期？", agreed="放二期", decider=cast.sponsor)
        row = services.issue_minutes(cast.pm, row)
        assert row.confirm_by == local("2026-03-16 18:00")
        with pytest.raises(Refused) as refusal:
            services.take_silence(system_actor(), row)
        assert refusal.value.code == "time_to_object"
    with pytest.raises(PermissionDenied):
        services.take_silence(cast.pm, row)
    with clock.at(local("2026-03-16 18:15")):
        enqueue(system_actor(), "governance.take_silence", None)
        assert [j.error_text for j in run_pending()] == [""]
    assert sorted(row.guests.filter(came=True).values_list("answer", flat=True)) == ["confirmed", "silent", "silent"]
    made.refresh_from_db()
    assert made.state == "decided" and "异议" in made.reason
    assert list(jobs.reminders(cast.project)) == []


def test_an_objection_stops_the_decision_and_has_the_minutes_written_anew(cast):
    row = held(cast)
    made = services.record_decision(cast.pm, row, question="放二期？", agreed="放二期", decider=cast.sponsor)
    first = services.issue_minutes(cast.pm, row)
    with pytest.raises(Refused):
        services.reopen_minutes(cast.pm, row)
    services.object_to_minutes(cast.sponsor, row, objection="我没有同意")
    made.refresh_from_db()
    assert made.state == "open"
    services.reopen_minutes(cast.pm, row)
    services.write_minutes(cast.pm, row, came=[cast.sponsor, cast.pm], summary="未定")
    second = services.issue_minutes(cast.pm, row)
    assert second.issue == 2 and second.issued_hash != first.issued_hash
    assert set(row.guests.filter(came=True).values_list("answer", flat=True)) == {"", "confirmed"}


def test_outsiders_read_an_extract_in_every_output(cast, client):
    """The vendor is invited; what waits for a decision on our side is nothing for him."""
    question(cast, question="是否扣罚供应商？")
    row = held(cast)
    services.record_decision(cast.pm, row, question="秘密决定", agreed="扣罚", decider=cast.sponsor)
    services.issue_minutes(cast.pm, row)
    client.force_login(cast.vendor)
    page = client.get(row.get_absolute_url()).content.decode()
    ics = client.get(reverse("governance:invitation", kwargs={"project": cast.project.code, "pk": row.pk}))
    row.refresh_from_db()
    paper = str(minutes_document(row, "zh-hans", inside=False).sections)
    for text in (page, ics.content.decode(), paper):
        assert "扣罚" not in text and "秘密" not in text
    assert "扣罚" in str(minutes_document(row, "zh-hans", inside=True).sections)
    client.force_login(cast.user)
    other = meeting(cast, 2, invited=[])
    client.force_login(cast.vendor)
    assert client.get(other.get_absolute_url()).status_code == 404


def test_papers(cast):
    row = held(cast)
    draft = minutes_document(row, "zh-hans", inside=True)
    assert draft.title == "会议纪要" and not draft.evidence_code
    row = services.issue_minutes(cast.pm, row)
    paper = minutes_document(row, "en", inside=True)
    assert paper.evidence_code == row.issued_hash and paper.versions[0].number == "1"
    assert pdf.pdf(paper).startswith(b"%PDF") and word.docx(paper).startswith(b"PK")


def test_pages_of_a_meeting(cast, client):
    row = held(cast)
    client.force_login(cast.pm)
    for name in ("write_minutes", "record_decision", "add_meeting_action"):
        url = reverse(f"governance:{name}", kwargs={"project": cast.project.code, "pk": row.pk})
        assert client.get(url).status_code == 200, name
    url = reverse("governance:add_meeting_action", kwargs={"project": cast.project.code, "pk": row.pk})
    client.post(url, {"title": "补签", "owner": cast.vendor.pk, "due_on": "2026-12-01"})
    assert row.actions.get().owner == cast.vendor
    url = reverse("governance:write_minutes", kwargs={"project": cast.project.code, "pk": row.pk})
    client.post(url, {"came": [cast.pm.pk], "summary": "改了"})
    assert Meeting.objects.get(pk=row.pk).summary == "改了"


def facts(cast, duty):
    return [(f.period, f.who_id) for f in EVIDENCE[duty](cast.project).facts]


def missing(cast, duty):
    return [str(m.text) for m in EVIDENCE[duty](cast.project).missing]


def test_duty_S4_wants_minutes_ended_actions_and_a_map(cast):
    with clock.at(local("2026-03-12 15:00")):
        row = held(cast)
        assert any(str(row) in m for m in missing(cast, "S4")) and not facts(cast, "S4")
        action = services.add_action(
            cast.pm, cast.project, title="补签", owner=cast.business, due_on=date(2026, 3, 11), meeting=row
        )
        services.issue_minutes(cast.pm, row)
        assert facts(cast, "S4") == [("2026-03", cast.sponsor.pk)]
        assert any("补签" in m for m in missing(cast, "S4"))
        services.finish_action(cast.business, action, result="好了")
        assert missing(cast, "S4") == ["近三个月内看过的干系人地图"]
        services.add_stakeholder(cast.pm, cast.project, name="销售总监", owner=cast.pm)
        assert missing(cast, "S4") == []


def test_the_monthly_meeting_of_M4_names_its_month(cast):
    with clock.at(local("2026-03-31 15:00")):
        row = held(cast, kind="monthly")
    with clock.at(local("2026-04-01 09:00")):
        services.issue_minutes(cast.pm, row)
        assert ("2026-03", cast.pm.pk) in facts(cast, "M4")


def test_duty_X1_wants_a_plan_and_minutes(cast):
    with clock.at(local("2026-03-12 15:00")):
        assert missing(cast, "X1") == ["沟通计划"]
        services.issue_minutes(cast.pm, held(cast, kind="weekly"))
        values = {"audience": "全员", "content": "进展", "way": "周报", "owner": cast.pm}
        services.add_channel(cast.pm, cast.project, **values)
        assert missing(cast, "X1") == [] and facts(cast, "X1") == [("", cast.pm.pk)]
