"""Invitations for calendars (iCalendar, RFC 5545; its use between programs, RFC 5546). No Django in here.

One VEVENT a file. The zone Asia/Shanghai is written out as VTIMEZONE, because Outlook wants it; in any other zone times are
given in UTC. Text is escaped, lines are folded at 75 octets without cutting a character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

CHINA = "Asia/Shanghai"
NO_MAIL = "invalid:nomail"  # a person without an address; calendars show the name


@dataclass(frozen=True, slots=True)
class Attendee:
    name: str
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """`uid` stays the same for a meeting, `sequence` grows with every change, `stamp` is when this file was made."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    place: str
    url: str
    organiser: Attendee
    attendees: Sequence[Attendee]
    zone: str = CHINA
    cancelled: bool = False


def ics(invitation: Invitation) -> bytes:
    """The file, UTF-8 with CRLF. A REQUEST asks to come or moves the meeting, a CANCEL takes it out of the calendar."""
    return "".join(f"{folded}\r\n" for line in _lines(invitation) for folded in _fold(line)).encode()


def _lines(i: Invitation) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//GoLive//Meetings//EN"
    yield "CALSCALE:GREGORIAN"
    yield f"METHOD:{'CANCEL' if i.cancelled else 'REQUEST'}"
    if i.zone == CHINA:
        yield from _china()
    yield "BEGIN:VEVENT"
    yield f"UID:{i.uid}"
    yield f"SEQUENCE:{i.sequence}"
    yield f"DTSTAMP:{i.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield _time("DTSTART", i.starts_at, i.zone)
    yield _time("DTEND", i.ends_at, i.zone)
    yield f"SUMMARY:{text(i.summary)}"
    if i.description:
        yield f"DESCRIPTION:{text(i.description)}"
    if i.place:
        yield f"LOCATION:{text(i.place)}"
    if i.url:
        yield f"URL:{i.url}"
    yield f"STATUS:{'CANCELLED' if i.cancelled else 'CONFIRMED'}"
    yield f"ORGANIZER;{_who(i.organiser)}"
    for each in i.attendees:
        yield f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;{_who(each)}"
    yield "END:VEVENT"
    yield "END:VCALENDAR"


def _china() -> Iterator[str]:
    """One rule is enough: China has had no summer time since 1991."""
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{CHINA}"
    yield "BEGIN:STANDARD"
    yield "DTSTART:19910915T000000"
    yield "TZOFFSETFROM:+0900"
    yield "TZOFFSETTO:+0800"
    yield "TZNAME:CST"
    yield "END:STANDARD"
    yield "END:VTIMEZONE"


def _time(name: str, moment: datetime, zone: str) -> str:
    if zone == CHINA:
        return f"{name};TZID={CHINA}:{moment.astimezone(ZoneInfo(CHINA)):%Y%m%dT%H%M%S}"
    return f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _who(person: Attendee) -> str:
    """A parameter cannot hold a quote or a control character, so they go."""
    name = "".join(c for c in person.name if c.isprintable() and c != '"')
    return f'CN="{name}":{"mailto:" + person.mail if person.mail else NO_MAIL}'


def text(value: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line end are escaped, other control characters go."""
    clean = value.replace("\r\n", "\n").replace("\r", "\n")
    for raw, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        clean = clean.replace(raw, escaped)
    return "".join(c for c in clean if c == "\t" or c.isprintable())


def _fold(line: str) -> Iterator[str]:
    """At most 75 octets a line; what follows begins with a space, which counts."""
    room, current = 75, ""
    for character in line:
        if len((current + character).encode()) > room:
            yield current
            current = " "
        current += character
    yield current
