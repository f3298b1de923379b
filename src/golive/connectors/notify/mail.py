"""One mail to one person by SMTP. The server is the administrator's choice, so it may well stand inside the company."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Literal

from golive.connectors.notify.answer import Answer, shortened

Security = Literal["ssl", "starttls", "none"]
TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    security: Security
    sender: str  # address
    sender_name: str = ""
    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file. `kind` as in "application/pdf"."""

    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """`key` becomes the Message-ID: mail programs show the same one once, should it ever come twice."""

    to: str
    subject: str
    text: str
    key: str
    language: str = "zh-CN"
    enclosures: tuple[Enclosure, ...] = ()


class _Ended(Exception):
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.code)
        self.answer = answer


def send(server: MailServer, letter: Letter, *, now: datetime, timeout: float = TIMEOUT) -> Answer:
    """Hand the mail to the server. `now`: the machine's time, aware."""
    facts = {"host": server.host, "to": letter.to}
    try:
        content = _written(server, letter, now).as_bytes()
    except (ValueError, MessageError, IndexError) as error:
        return Answer("refused", "mail_recipient", facts | {"said": shortened(error)})
    try:
        with _connected(server, facts, timeout) as smtp:
            with _before(facts):
                _taken(smtp.mail(server.sender), "mail_sender", facts)
                _taken(smtp.rcpt(letter.to), "mail_recipient", facts)
            return _handed(lambda: smtp.data(content), facts)
    except _Ended as ended:
        return ended.answer


def check(server: MailServer, *, timeout: float = TIMEOUT) -> Answer:
    """Connect and sign in, and send nothing."""
    facts = {"host": server.host, "to": ""}
    try:
        with _connected(server, facts, timeout):
            return Answer("delivered")
    except _Ended as ended:
        return ended.answer


def _written(server: MailServer, letter: Letter, now: datetime) -> EmailMessage:
    """Raises ValueError, MessageError or IndexError for an address that is none."""
    if not letter.to.isascii():
        raise ValueError("an address may only have Latin letters")
    domain = server.sender.rpartition("@")[2]
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(" ".join(server.sender_name.split()), addr_spec=server.sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.key}@{domain}>"
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's holiday answers
    message.set_content(letter.text, cte="base64")  # 8-bit text and long lines are not for every server
    for file in letter.enclosures:
        main, _, sub = file.kind.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return message


@contextmanager
def _connected(server: MailServer, facts: dict[str, str], timeout: float) -> Iterator[smtplib.SMTP]:
    """Connected, encrypted, signed in. Whatever fails until then: nothing was sent."""
    smtp: smtplib.SMTP | None = None
    try:
        with _before(facts):
            smtp = _opened(server, timeout)
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if server.username:
                smtp.login(server.username, server.password)
        yield smtp
    finally:
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()


def _opened(server: MailServer, timeout: float) -> smtplib.SMTP:
    name = server.sender.rpartition("@")[2] or "localhost"  # instead of asking the network for our own
    if server.security == "ssl":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, name, timeout=timeout, context=context)
    return smtplib.SMTP(server.host, server.port, name, timeout=timeout)


@contextmanager
def _before(facts: dict[str, str]) -> Iterator[None]:
    """What goes wrong in here went wrong before the mail was handed over."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise _Ended(_answer(error.smtp_code, error.smtp_error, "mail_login", facts)) from error
    except smtplib.SMTPNotSupportedError as error:
        code = "mail_login" if "auth" in str(error).lower() else "mail_security"
        raise _Ended(Answer("refused", code, facts | {"said": shortened(error)})) from error
    except ssl.SSLCertVerificationError as error:
        raise _Ended(Answer("refused", "certificate", facts | {"said": shortened(error)})) from error
    except ssl.SSLError as error:
        raise _Ended(Answer("refused", "mail_security", facts | {"said": shortened(error)})) from error
    except smtplib.SMTPResponseException as error:
        answer = _answer(error.smtp_code, error.smtp_error, "mail_server", facts)
        raise _Ended(answer) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise _Ended(Answer("later", "unreachable", facts | {"said": shortened(error)})) from error


def _taken(reply: tuple[int, Any], code: str, facts: dict[str, str]) -> None:
    if not 200 <= reply[0] < 300:
        raise _Ended(_answer(*reply, code, facts))


def _handed(hand: Callable[[], tuple[int, Any]], facts: dict[str, str]) -> Answer:
    """The one moment at which a broken line leaves it open whether the mail went out."""
    try:
        number, said = hand()
    except smtplib.SMTPDataError as error:  # it did not even want to hear it
        return _answer(error.smtp_code, error.smtp_error, "mail_content", facts)
    except (smtplib.SMTPException, OSError) as error:
        return Answer("unknown", "no_answer", facts | {"said": shortened(error)})
    return Answer("delivered") if 200 <= number < 300 else _answer(number, said, "mail_content", facts)


def _answer(number: int, said: Any, code: str, facts: dict[str, str]) -> Answer:
    """SMTP's own rule: 4xx may go well later, 5xx never."""
    known = facts | {"said": _reply(number, said)}
    return Answer("refused", code, known) if number >= 500 else Answer("later", "busy", known, 300)


def _reply(number: int, said: Any) -> str:
    text = said.decode("utf8", "replace") if isinstance(said, bytes) else said
    return shortened(f"{number} {text}")
