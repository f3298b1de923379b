"""A mail is delivered, refused, to be tried later, or nobody knows; each by where in the talk it happened."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from golive.connectors.notify import mail
from golive.connectors.notify.mail import Enclosure, Letter, MailServer
from tests.connectors.notify.doubles import mail_server

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def server(double, **changes):
    values = {"security": "none", "sender": "golive@hdjg.example", "sender_name": "GoLive 工作台"} | changes
    return MailServer("127.0.0.1", double.port, **values)


def letter(**changes):
    values = {"to": "wang@hdjg.example", "subject": "周报 2026-W47", "text": "……\n.\n正文", "key": "golive.1"} | changes
    return Letter(**values)


def test_text_and_enclosure_arrive_as_they_were():
    pdf = Enclosure("周报-W47.pdf", "application/pdf", b"%PDF\r\n.\r\n\x00\xff")
    with mail_server() as double:
        answer = mail.send(server(double), letter(enclosures=(pdf,)), now=NOW)
    assert answer.state == "delivered"
    found = message_from_bytes(double.taken[0], policy=policy.default)
    assert found["Subject"] == "周报 2026-W47"
    assert found["From"].addresses[0].display_name == "GoLive 工作台"
    assert found["Message-ID"] == "<golive.1@hdjg.example>"
    assert found.get_body().get_content().replace("\r\n", "\n").strip() == "……\n.\n正文"
    file = next(found.iter_attachments())
    assert (file.get_filename(), file.get_content()) == (pdf.name, pdf.content)


def test_signing_in():
    with mail_server(user="golive", password="right") as double:
        assert mail.send(server(double, username="golive", password="right"), letter(), now=NOW).state == "delivered"
        assert mail.check(server(double, username="golive", password="right")).state == "delivered"
        answer = mail.send(server(double, username="golive", password="wrong"), letter(), now=NOW)
    assert (answer.state, answer.code) == ("refused", "mail_login")
    assert "535" in str(answer) and "wrong" not in str(answer)
    assert len(double.taken) == 1


@pytest.mark.parametrize(
    ("verb", "reply", "state", "code"),
    [
        ("HELLO", "554 go away", "refused", "mail_server"),
        ("HELLO", "421 too many", "later", "busy"),
        ("MAIL", "553 not your address", "refused", "mail_sender"),
        ("RCPT", "550 5.1.1 unknown user", "refused", "mail_recipient"),
        ("RCPT", "450 greylisted", "later", "busy"),
        ("RCPT", "hang up", "later", "unreachable"),
        ("DATA", "554 no", "refused", "mail_content"),
        ("DATA", "451 later", "later", "busy"),
        ("END", "552 too big", "refused", "mail_content"),
        ("END", "452 disk full", "later", "busy"),
        ("END", "hang up", "unknown", "no_answer"),
    ],
)
def test_every_refusal_has_its_meaning(verb, reply, state, code):
    with mail_server(replies={verb: reply}) as double:
        answer = mail.send(server(double), letter(), now=NOW, timeout=2)
    assert (answer.state, answer.code) == (state, code)
    assert "%(" not in str(answer)


def test_a_server_that_is_not_there():
    with mail_server() as double:
        pass
    assert mail.send(server(double), letter(), now=NOW).code == "unreachable"


def test_the_wrong_way_to_speak_is_said():
    with mail_server() as double:
        for security in ("ssl", "starttls"):
            answer = mail.send(server(double, security=security), letter(), now=NOW, timeout=2)
            assert (answer.state, answer.code) == ("refused", "mail_security")
        answer = mail.send(server(double, username="a", password="b"), letter(), now=NOW)
    assert (answer.state, answer.code) == ("refused", "mail_login")
    assert double.taken == []


@pytest.mark.parametrize(
    "to", ["", "nobody", "王@hdjg.example", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.e"]
)
def test_an_address_that_is_none_is_refused_before_anything_is_sent(to):
    with mail_server() as double:
        answer = mail.send(server(double), letter(to=to), now=NOW)
    assert (answer.state, answer.code) == ("refused", "mail_recipient")
    assert double.to == []


def test_a_subject_cannot_add_headers():
    with mail_server() as double:
        assert mail.send(server(double), letter(subject="周报\r\nBcc: c@d.example"), now=NOW).state == "delivered"
    found = message_from_bytes(double.taken[0], policy=policy.default)
    assert found["Bcc"] is None
    assert found["Subject"] == "周报 Bcc: c@d.example"
