"""Invitations as RFC 5545 wants them, read back by a parser of our own that follows its grammar."""

import re
from datetime import UTC, datetime

from golive.apps.governance.ical import Attendee, Invitation, ics

WHEN = datetime(2026, 12, 7, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def invitation(**values):
    data = {
        "uid": "meeting-7@p1.golive",
        "sequence": 2,
        "stamp": datetime(2026, 12, 1, tzinfo=UTC),
        "starts_at": WHEN,
        "ends_at": datetime(2026, 12, 7, 2, 30, tzinfo=UTC),
        "summary": "指导委员会；预算, 范围; 风险\\对策",
        "description": "第一行\n" + "很长的议题" * 40,
        "place": "三楼, 会议室",
        "url": "https://x/p/1/",
        "organiser": Attendee('王"建\n国'),
        "attendees": [Attendee("陈立", "chen@example.cn"), Attendee("钱进")],
    }
    return ics(Invitation(**{**data, **values}))


def unfolded(file: bytes) -> list[str]:
    """RFC 5545, 3.1: CRLF and a space are taken out, what remains are the content lines."""
    assert file.endswith(b"\r\n") and b"\n" not in file.replace(b"\r\n", b"")
    return file.decode().replace("\r\n ", "").split("\r\n")[:-1]


def value(file: bytes, name: str) -> str:
    (line,) = [x for x in unfolded(file) if re.match(rf"{name}[;:]", x)]
    return line


def test_no_line_is_longer_than_75_octets_and_no_character_is_cut():
    file = invitation()
    for line in file.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_text_comes_back_as_it_was():
    said = value(invitation(), "DESCRIPTION").partition(":")[2]
    back = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], said)
    assert back == "第一行\n" + "很长的议题" * 40
    said = value(invitation(), "SUMMARY").partition(":")[2]
    assert re.sub(r"\\(.)", lambda m: m[1], said) == "指导委员会；预算, 范围; 风险\\对策"


def test_what_a_calendar_needs():
    lines = unfolded(invitation())
    for wanted in (
        "METHOD:REQUEST",
        "VERSION:2.0",
        "UID:meeting-7@p1.golive",
        "SEQUENCE:2",
        "DTSTAMP:20261201T000000Z",
        "DTSTART;TZID=Asia/Shanghai:20261207T090000",
        "DTEND;TZID=Asia/Shanghai:20261207T103000",
        "TZID:Asia/Shanghai",
        "TZOFFSETTO:+0800",
        "STATUS:CONFIRMED",
        'ORGANIZER;CN="王建国":invalid:nomail',
    ):
        assert wanted in lines, wanted
    begins, ends = [x[6:] for x in lines if x.startswith("BEGIN:")], [x[4:] for x in lines if x.startswith("END:")]
    assert sorted(begins) == sorted(ends) == ["STANDARD", "VCALENDAR", "VEVENT", "VTIMEZONE"]
    assert sum(x.startswith("ATTENDEE;") for x in lines) == 2
    assert any(x.endswith('CN="陈立":mailto:chen@example.cn') for x in lines)


def test_a_cancelled_meeting_leaves_the_calendar_and_other_zones_are_in_utc():
    lines = unfolded(invitation(cancelled=True, zone="Europe/Berlin"))
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "DTSTART:20261207T010000Z"} <= set(lines)
    assert "BEGIN:VTIMEZONE" not in lines
