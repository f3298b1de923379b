"""Mails and messages of robots are walked too: what leaves the product says nobody more than its pages do."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from golive.apps.governance import jobs as governance
from golive.apps.reports import services as reports
from golive.apps.reports.models import Report
from golive.apps.reports.period import period_of
from golive.foundation import clock
from golive.foundation.accounts.models import INSIDE
from golive.foundation.dispatch import outbox, sending, services
from golive.foundation.dispatch.models import Dispatch, Robot
from golive.foundation.dispatch.registry import TOPICS
from golive.foundation.dispatch.tests import factories
from golive.foundation.documents import pdf
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.telling.telling import tell
from golive.foundation.notify import sending as notices
from tests.connectors.notify.doubles import REAL, mail_server, robots
from tests.secrets.walker import PEOPLE, PLANTS, Secret, Walk, load_plants, look

load_plants()
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CLIENTS = [party.name.lower() for party in INSIDE]


@pytest.fixture(autouse=True)
def printed_as_words(monkeypatch):
    """A PDF shows what it was to be printed from."""
    monkeypatch.setattr(pdf.typst, "compile", lambda *_a, sys_inputs, **_k: sys_inputs["data"].encode())


@pytest.fixture
def outside(cast, monkeypatch):
    """Everybody wants everything by mail, and a group of each kind gets every topic, before anything is planted."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with mail_server() as post, robots() as group:
        factories.mail_server(factories.administrator(), post)
        for who in PEOPLE:
            person = getattr(cast, who)
            person.email = f"{who}@hdjg.example"
            person.save()
            services.choose_mail(person, person, wants="all")
        for kind in REAL:
            monkeypatch.setitem(sending.ORIGINS, kind, group.origin)
            factories.robot(cast, kind, topics=list(TOPICS))
        yield post, group


class Quiet:
    def progress(self, *_args):
        pass


def happens(cast):
    """What puts things out: digests and escalations of two days, reminders, each kind of report to all its readers."""
    evaluate(cast.project)
    for who in PEOPLE:  # also whom nothing else concerns
        notices.send(getattr(cast, who), kind="t.hello", text="你好", project=cast.project)
    for days in (0, 1):
        for hour in (1, 9):  # 09:00 and 17:30 in Shanghai, and a little later
            moment = clock.now().replace(hour=hour, minute=40) + timedelta(days=days)
            with clock.at(moment):
                tell()
                governance.remind(Quiet())
    for kind in ("weekly", "monthly"):
        if not _is_sent(cast, kind):
            reports.send(cast.pm, reports.write(cast.pm, cast.project, kind=kind))
    readers = [getattr(cast, who) for who in CLIENTS]
    for row in Report.objects.filter(project=cast.project, state="sent"):
        reports.pass_on(cast.pm, row, people=readers)


def _is_sent(cast, kind):
    key = period_of(cast.project, kind).key
    return Report.objects.filter(project=cast.project, kind=kind, period=key, state="sent").exists()


def empty_outbox():
    """Send all of it, however much a robot takes in a minute."""
    for _n in range(20):
        sending.send_waiting()
        if not Dispatch.objects.filter(state="waiting").exists():
            return
        Dispatch.objects.filter(state="waiting").update(next_at=clock.machine())
        Dispatch.objects.update(began_at=None)
    raise AssertionError("the outbox does not get empty")


def heard(secrets: list[Secret], outside) -> Walk:
    """What each person was mailed, and what the groups heard; a group is nobody who may see a secret."""
    post, group = outside
    found = Walk()
    for to, raw in zip(post.to, post.taken, strict=True):
        letter = message_from_bytes(raw, policy=policy.default)
        parts = [str(letter["Subject"]), letter.get_body().get_content()]
        parts += [file.get_content().decode("utf8", "replace") for file in letter.iter_attachments()]
        found.answers += 1
        look(found, secrets, to.partition("@")[0], f"a mail: {letter['Subject']}", "\n".join(parts))
    for text in group.texts:
        found.answers += 1
        look(found, secrets, "the group", f"a robot: {text[:40]}", text)
    return found


@pytest.fixture
def secrets(cast, outside):
    found = [secret for plant in PLANTS for secret in plant(cast)]
    happens(cast)
    empty_outbox()
    return found


def test_nothing_secret_leaves_the_product(cast, secrets, outside):
    found = heard(secrets, outside)
    assert sorted({str(leak) for leak in found.leaks}) == []
    post, _group = outside
    assert len(set(post.to)) == len(PEOPLE) and len(post.taken) > 30
    topics = set(Dispatch.objects.filter(robot__isnull=False, state="delivered").values_list("topic", flat=True))
    assert topics == {"reports.weekly", "reports.monthly", "duties.escalations", "governance.decisions"}
    told = set(Dispatch.objects.filter(notice__isnull=False).values_list("notice__kind", flat=True))
    assert told >= {"duties.digest", "reports.sent", "team.appraisal", "governance.remind"}
    assert not Dispatch.objects.exclude(state="delivered").exists()
    # Whoever may read it did get it: the walk is not blind.
    assert {("the note of a report", who) for who in CLIENTS} <= found.seen
    assert {("what was typed and is denied", who) for who in CLIENTS} <= found.seen
    assert ("the question of a decision", "sponsor") in found.seen


def test_a_leak_is_found(cast, secrets, outside):
    """Break it once: a note is put into a group, and held to be secret from those who were mailed it."""
    note = next(s for s in secrets if s.what == "the note of a report")
    outbox.to_robots(Robot.objects.all(), "t.leak", title=note.mark)
    empty_outbox()
    mine = [Secret(s.what, s.mark, s.may_see - {"it"}, s.also) for s in secrets]
    found = {(leak.what, leak.who) for leak in heard(mine, outside).leaks}
    assert found >= {(note.what, "the group"), (note.what, "it")}
