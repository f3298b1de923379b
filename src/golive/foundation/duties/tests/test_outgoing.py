"""Digests by mail, and word of escalations into a group: what the matrix shows everybody, and no more."""

from email import message_from_bytes, policy

import pytest

from golive.foundation import clock
from golive.foundation.dispatch import sending, services
from golive.foundation.dispatch.models import Dispatch
from golive.foundation.dispatch.tests import factories
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.registry import Occurrence
from golive.foundation.duties.telling.telling import tell
from golive.foundation.duties.tests.factories import local
from tests.connectors.notify.doubles import mail_server, robots

TOPIC = "duties.escalations"


def told_at(cast, when):
    with clock.at(local(when)):
        evaluate(cast.project)
        tell()
        sending.send_waiting()


@pytest.fixture
def group(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with robots() as double:
        monkeypatch.setitem(sending.ORIGINS, "wecom", double.origin)
        yield double


def test_the_digest_comes_by_mail_once_and_says_what_its_page_says(cast, prove):
    prove("M3")
    cast.pm.email = "pm@hdjg.example"
    cast.pm.save()
    with mail_server() as double:
        factories.mail_server(factories.administrator(), double)
        services.choose_mail(cast.pm, cast.pm, wants="digests")
        for when in ("2026-03-06 09:00", "2026-03-06 09:10"):
            told_at(cast, when)
    [raw] = double.taken
    text = message_from_bytes(raw, policy=policy.default).get_body().get_content()
    assert "今天到期：风险管理" in text and "2026-03-06 18:00" in text
    assert double.to == ["pm@hdjg.example"]


def test_an_escalation_is_said_in_the_group_that_wants_it(cast, prove, group):
    prove("M3")
    factories.robot(cast, topics=[TOPIC])
    factories.robot(cast)
    told_at(cast, "2026-03-06 09:00")
    assert group.taken == []
    for when in ("2026-03-10 09:00", "2026-03-10 09:10", "2026-03-10 17:30"):
        told_at(cast, when)
    [text] = group.texts
    assert "超过宽限期的职责：1" in text and "M3 风险管理" in text
    assert str(cast.pm) not in text and str(cast.sponsor) not in text
    assert f"/p/{cast.project.code}/duties/" in text or "http://localhost:8000/" in text


def test_what_happened_is_not_said(cast, prove, group):
    """The duty of an event is for everybody, the event is for whom it concerns."""
    due = local("2026-03-04 18:00")
    prove("S3").occurrences.append(Occurrence("d:1", local("2026-03-03 09:00"), "zqsecretxj", due_at=due))
    factories.robot(cast, topics=[TOPIC])
    told_at(cast, "2026-03-12 09:00")
    assert Dispatch.objects.count() == 1 and "S3" in group.texts[0]
    assert "zqsecretxj" not in group.texts[0]
