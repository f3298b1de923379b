"""A report that was sent goes into the groups that get it, and by mail with its PDF to its readers; each once."""

from email import message_from_bytes, policy

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.control.tests import factories as control
from golive.apps.reports import services
from golive.apps.reports.announcing import title_of
from golive.apps.reports.models import Report
from golive.apps.reports.tests.factories import report, sent
from golive.foundation.accounts.models import INSIDE, Membership
from golive.foundation.dispatch import sending
from golive.foundation.dispatch import services as robots_of
from golive.foundation.dispatch.models import Dispatch
from golive.foundation.dispatch.tests import factories as dispatch
from golive.foundation.duties.models import Signal
from golive.foundation.errors import Refused
from golive.foundation.words import words
from tests.connectors.notify.doubles import mail_server, robots

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def group(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with robots() as double:
        monkeypatch.setitem(sending.ORIGINS, "wecom", double.origin)
        yield double


@pytest.fixture
def post(cast):
    with mail_server() as double:
        dispatch.mail_server(dispatch.administrator(), double)
        for who in ("sponsor", "it", "vendor"):
            person = getattr(cast, who)
            person.email = f"{who}@hdjg.example"
            person.save()
        yield double


def contradiction(cast):
    Signal.objects.create(
        project=cast.project,
        kind=Signal.Kind.CONTRADICTION,
        key="zq",
        text=words("zqdeniedxj").to_json(),
        url="/inbox/",
        seen_at=cast.project.created_at,
    )


def test_the_groups_that_get_its_kind_are_told_once(cast, group):
    dispatch.robot(cast, topics=["reports.weekly"])
    dispatch.robot(cast, topics=["reports.monthly"])
    row = sent(cast)
    sending.send_waiting()
    [text] = group.texts
    assert f"周报 {row.period} 已发出" in text and f"/reports/reports/{row.pk}/" in text
    with pytest.raises(Refused):
        services.pass_on(cast.pm, row, robots=[Dispatch.objects.get().robot])
    assert Dispatch.objects.count() == 1


def test_where_outsiders_are_only_what_they_may_see_is_said(cast, group):
    contradiction(cast)
    control.risk(cast)
    dispatch.robot(cast, topics=["reports.weekly"])
    row = sent(cast)
    sending.send_waiting()
    [text] = group.texts
    assert "按计划与职责看" in text and "逾期职责" in text
    for inside in ("zqdeniedxj", "总体状态", "高风险"):
        assert inside not in text, text
    assert row.content["contradictions"]


def test_where_all_are_the_client_s_people_the_contradictions_stand_first(cast, group):
    Membership.objects.filter(project=cast.project).exclude(party__in=INSIDE).delete()
    contradiction(cast)
    dispatch.robot(cast, topics=["reports.weekly"])
    sent(cast)
    sending.send_waiting()
    [text] = group.texts
    assert text.splitlines()[1] == "填报与记录不符：zqdeniedxj"


def test_the_meeting_of_a_committee_is_not_named_before_outsiders(cast):
    row = Report(project=cast.project, kind="steering", period="M-9", content={"name": "M-9 · 2026-11-20"})
    assert "M-9" not in str(title_of(row, whole=False)) and "M-9" in str(title_of(row, whole=True))


def test_readers_get_the_pdf_in_their_language(cast, post):
    cast.it.language = "en"
    cast.it.save()
    row = sent(cast)
    services.pass_on(cast.pm, row, people=[cast.sponsor, cast.it])
    sending.send_waiting()
    letters = {m["To"]: m for m in (message_from_bytes(raw, policy=policy.default) for raw in post.taken)}
    assert set(letters) == {"sponsor@hdjg.example", "it@hdjg.example"}
    assert "Weekly report" in letters["it@hdjg.example"]["Subject"]
    for letter in letters.values():
        [file] = letter.iter_attachments()
        assert file.get_content()[:5] == b"%PDF-" and file.get_filename().endswith(".pdf")


def test_only_readers_are_sent_a_report(cast, post):
    row = sent(cast)
    for who in (cast.vendor, cast.consultant, cast.stranger):
        with pytest.raises(Refused, match="not_a_reader"):
            services.pass_on(cast.pm, row, people=[who])
    assert not Dispatch.objects.exists()


def test_who_is_no_reader_any_more_gets_nothing(cast, post):
    row = sent(cast)
    services.pass_on(cast.pm, row, people=[cast.it])
    Membership.objects.filter(project=cast.project, person=cast.it).update(party="V")
    sending.send_waiting()
    assert post.taken == [] and Dispatch.objects.get().state == "dropped"


def test_what_cannot_be_done_is_said(cast):
    row = sent(cast)
    with pytest.raises(Refused, match="nobody_chosen"):
        services.pass_on(cast.pm, row)
    with pytest.raises(Refused, match="mail_not_set"):
        services.pass_on(cast.pm, row, people=[cast.sponsor])
    dispatch.mail_server(dispatch.administrator())
    with pytest.raises(Refused, match="mail_no_address") as refused:
        services.pass_on(cast.pm, row, people=[cast.sponsor])
    assert str(cast.sponsor) in refused.value.message
    stopped = robots_of.stop_robot(cast.pm, dispatch.robot(cast))
    with pytest.raises(Refused, match="robot_unknown"):
        services.pass_on(cast.pm, row, robots=[stopped])
    with pytest.raises(PermissionDenied):
        services.pass_on(cast.sponsor, row)
    with pytest.raises(Refused, match="report_not_sent"):
        services.pass_on(cast.pm, report(cast, kind="monthly"), people=[cast.sponsor])


def test_the_page_says_who_got_it(cast, post, group, client):
    robot, row = dispatch.robot(cast), sent(cast)
    client.force_login(cast.pm, BACKEND)
    address = f"/p/{cast.project.code}/reports/reports/{row.pk}/"
    form = client.get(f"{address}pass_on/").content.decode()
    assert robot.name in form and str(cast.sponsor) in form and f">{cast.vendor}<" not in form
    assert client.post(f"{address}pass_on/", {"robots": [robot.pk], "people": [cast.sponsor.pk]}).status_code == 302
    post.replies["RCPT"] = "550 unknown user"
    sending.send_waiting()
    page = client.get(address).content.decode()
    assert "被拒收" in page and f"<ins>{cast.sponsor}</ins>" in page  # the history names people and no numbers
    assert robot.name in page and "已送达" in page and "550 unknown user" in page and "重新发送" in page
    client.force_login(cast.it, BACKEND)
    page = client.get(address).content.decode()
    assert robot.name in page and "550 unknown user" not in page and "重新发送" not in page
