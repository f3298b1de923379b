"""Calendars and cadences against a reckoning of their own: day by day from the table of the notices, minute by minute.

Nothing here asks the engine how it counts. Which minutes are worked is read from the weekly hours, the published table of
holidays and shifted days (the JSON itself) and the clock of the zone; sums are counted and ends are walked to.
1,500 examples; their dates are drawn around holidays, shifted weekends, year ends, leap days and changes of the clock.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines import worktime
from golive.engines.worktime import Calendar, day_table, due_after, hours, occurrences, parse_rule

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall clocks
EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NOTICES = json.loads(files(worktime).joinpath("cn_days.json").read_text("utf8"))

OFFICE = ("09:00-12:00 13:00-18:00",) * 5 + ("", "")
NIGHTS = ("00:00-06:00 22:00-24:00",) * 7  # one shift across midnight
THREE_SHIFTS = ("00:00-24:00",) * 5 + ("00:00-08:00", "")
MARKET = ("", "07:15-11:45", "", "07:15-11:45 12:00-12:01", "", "00:30-03:30", "01:00-02:30 23:00-24:00")


# -- the oracle ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class World:
    """What a calendar is made of, in words."""

    tz: str
    week: tuple[str, ...]
    china: bool
    own: tuple[tuple[date, str], ...] = ()
    engine: Calendar = field(compare=False, hash=False, default=None)  # type: ignore[assignment]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    def text(self, day: date) -> str:
        """The hours of one date."""
        if day in dict(self.own):
            return dict(self.own)[day]
        month_day = f"{day:%m-%d}"
        if self.china:
            year = NOTICES["years"].get(str(day.year))
            if month_day in (year["holiday"] if year else NOTICES["fixed"]):
                return ""
            if year and month_day in year.get("workday", {}):
                return self.week[0]
        return self.week[day.weekday()]

    def works(self, day: date) -> bool:
        return bool(self.text(day))


@lru_cache(maxsize=4000)
def minutes_of(text: str) -> bytes:
    """1440 flags: which minutes of a day with these hours are worked."""
    flags = bytearray(1440)
    for part in text.split():
        a, b = ((int(t[:2]) * 60 + int(t[3:])) for t in part.split("-"))
        flags[a:b] = b"\1" * (b - a)
    return bytes(flags)


@lru_cache(maxsize=4000)
def wall_clock(tz: str, number: int) -> list[tuple[int, int]]:
    """Of each minute of a UTC day (since 1970): the local date's ordinal and the minute of that date."""
    zone, first = ZoneInfo(tz), number * 86_400
    local = [datetime.fromtimestamp(first + 60 * m, zone) for m in range(1440)]
    return [(t.toordinal(), t.hour * 60 + t.minute) for t in local]


@lru_cache(maxsize=4000)
def flags_of(world: World, number: int, aware: bool) -> bytes:
    """1440 flags of one day: a UTC day of instants, or a local day of wall-clock times."""
    if not aware:
        return minutes_of(world.text(EPOCH.date() + number * DAY))
    worked = {n: minutes_of(world.text(date.fromordinal(n))) for n in {n for n, _ in wall_clock(world.tz, number)}}
    return bytes(worked[n][m] for n, m in wall_clock(world.tz, number))


def minute_of(when: datetime) -> int:
    return (when - (EPOCH_UTC if when.tzinfo else EPOCH)) // MINUTE


def moment_of(minute: int, like: datetime) -> datetime:
    return (EPOCH_UTC if like.tzinfo else EPOCH) + minute * MINUTE


def is_worked(world: World, minute: int, aware: bool) -> bool:
    return bool(flags_of(world, minute // 1440, aware)[minute % 1440])


def counted(world: World, a: int, b: int, aware: bool) -> int:
    """Worked minutes in [a, b); negative when b is earlier."""
    if b < a:
        return -counted(world, b, a, aware)
    total = 0
    while a < b:
        end = min(b, (a // 1440 + 1) * 1440)
        total += sum(flags_of(world, a // 1440, aware)[a % 1440 : (end - 1) % 1440 + 1])
        a = end
    return total


def walked(world: World, minute: int, work: int, aware: bool) -> int:
    """Where so much work that begins at `minute` is done; backwards for negative work."""
    step = 1 if work > 0 else -1
    left, known, flags = abs(work), None, b""
    while left:
        day, place = divmod(minute if step > 0 else minute - 1, 1440)
        if day != known:
            known, flags = day, flags_of(world, day, aware)
        left -= flags[place]
        minute += step
    return minute


def instant(world: World, day: date, minute: int) -> datetime:
    """The instant at which the wall clock shows it first; in an hour that is left out, as long after the gap began."""
    wall = datetime.combine(day, datetime.min.time()) + minute * MINUTE
    around = [(wall + n * DAY).replace(tzinfo=world.zone).utcoffset() for n in (-2, 2)]
    shown = [wall - offset for offset in around if offset is not None]
    real = [t for t in shown if t.replace(tzinfo=UTC).astimezone(world.zone).replace(tzinfo=None) == wall]
    return min(real, default=shown[0]).replace(tzinfo=UTC)


def periods(kind: str, first: date, last: date) -> dict[str, list[date]]:
    """The dates between first and last by week, month, quarter or day; the outermost may be cut off."""
    found: dict[str, list[date]] = {}
    for n in range((last - first).days + 1):
        day = first + n * DAY
        key = {
            "weekly": f"{day:%G-W%V}",
            "monthly": f"{day:%Y-%m}",
            "quarterly": f"{day.year}-Q{-(-day.month // 3)}",
        }.get(kind, f"{day:%Y-%m-%d}")
        found.setdefault(key, []).append(day)
    return found


def due_day(world: World, words: list[str], dates: list[date]) -> date | None:
    """On which of its dates a period's duty is due (or before them); None when it is not."""
    worked = [d for d in dates if world.works(d)]
    match words:
        case ["weekly", name, _]:
            by_then = [d for d in worked if d.weekday() <= WEEKDAYS.index(name)]
            return (by_then or worked or [None])[-1]
        case [_, "workday", n, _]:
            place = int(n) - 1 if int(n) > 0 else int(n) + len(worked)
            return worked[place] if 0 <= place < len(worked) else worked[-1]
        case ["daily", "workday", _]:
            return dates[0] if worked else None
        case ["daily", _]:
            return dates[0]
    day = dates[min(int(words[2]), len(dates)) - 1]
    while not world.works(day):
        day -= DAY
    return day


def fallen_due(world: World, rule: str, start: datetime, end: datetime) -> list[tuple[str, datetime, datetime]]:
    words = rule.split()
    minute = int(words[-1][:2]) * 60 + int(words[-1][3:])
    found = []
    for key, dates in list(periods(words[0], start.date() - 200 * DAY, end.date() + 200 * DAY).items())[1:-1]:
        day = due_day(world, words, dates)
        if day is not None and start <= (due := instant(world, day, minute)) < end:
            found.append((key, instant(world, dates[0], 0), due))
    return sorted(found, key=lambda f: (f[2], f[1]))


# -- what is drawn -------------------------------------------------------------------------------------------------------
KINDS = (
    ("Asia/Shanghai", OFFICE, True),
    ("Asia/Shanghai", NIGHTS, True),
    ("Asia/Shanghai", THREE_SHIFTS, True),
    ("Asia/Kathmandu", OFFICE, True),
    ("Europe/Berlin", MARKET, False),
    ("America/New_York", NIGHTS, False),
    ("America/St_Johns", THREE_SHIFTS, True),
    ("Australia/Lord_Howe", NIGHTS, False),  # the clock changes by half an hour
    ("America/Santiago", MARKET, False),  # ... at midnight
    ("Pacific/Apia", THREE_SHIFTS, False),  # ... by a whole day
    ("Pacific/Chatham", NIGHTS, False),  # almost fourteen hours ahead
)
DATES = (
    date(2026, 2, 12), date(2026, 2, 28), date(2026, 4, 30), date(2026, 9, 18), date(2026, 9, 30), date(2025, 1, 24),
    date(2024, 2, 9), date(2024, 2, 28), date(2024, 12, 30), date(2025, 12, 30), date(2026, 12, 30), date(2023, 9, 27),
    date(2026, 4, 3), date(2026, 6, 18), date(2036, 9, 29), date(2000, 2, 28), date(2027, 2, 4),
)  # fmt: skip
CLOCK_CHANGES = (
    (4, date(2026, 3, 28)), (4, date(2026, 10, 24)), (5, date(2026, 3, 7)), (5, date(2026, 10, 31)),
    (6, date(2026, 3, 7)), (6, date(2026, 10, 31)), (7, date(2026, 4, 4)), (7, date(2026, 10, 3)),
    (8, date(2026, 4, 4)), (8, date(2026, 9, 5)), (9, date(2011, 12, 29)), (9, date(2011, 12, 30)),
    (10, date(2026, 4, 4)), (10, date(2026, 9, 26)),
)  # fmt: skip
RULES = (
    "weekly mon 09:00", "weekly fri 18:00", "weekly wed 12:30", "weekly sat 24:00", "weekly sun 02:30",
    "monthly workday 1 09:00", "monthly workday 5 18:00", "monthly workday -1 18:00", "monthly workday -5 00:00",
    "monthly workday 23 18:00", "monthly day 1 18:00", "monthly day 15 02:15", "monthly day 31 18:00",
    "quarterly workday 10 18:00", "quarterly workday -1 18:00", "quarterly day 1 08:00", "quarterly day 45 18:00",
    "quarterly day 92 18:00", "daily 02:00", "daily 02:30", "daily 00:00", "daily 23:59", "daily workday 09:00",
)  # fmt: skip


@lru_cache(maxsize=500)
def world_of(kind: int, own: tuple[tuple[date, str], ...]) -> World:
    tz, week, china = KINDS[kind]
    days = day_table("CN" if china else "")
    engine = Calendar("x", tz, tuple(hours(text) for text in week), {d: hours(t) for d, t in own}, days)
    return World(tz, week, china, own, engine)


@st.composite
def places(draw: st.DrawFn) -> tuple[World, date]:
    """A calendar, perhaps with days of its own, and a date near which something happens to it."""
    kinds = st.integers(0, len(KINDS) - 1)
    kind, day = draw(st.one_of(st.tuples(kinds, st.sampled_from(DATES)), st.sampled_from(CLOCK_CHANGES)))
    special = ((day, ""), (day + DAY, "10:00-11:30"), (day + 3 * DAY, "00:00-24:00"))
    own = special if draw(st.integers(0, 3)) == 0 else ()
    return world_of(kind, own), day


@st.composite
def times(draw: st.DrawFn, *, only_aware: bool = False) -> tuple[World, datetime]:
    """A calendar and a time: an instant told in some zone, or a wall-clock time; with seconds, which do not count."""
    world, day = draw(places())
    minute = draw(st.one_of(st.integers(-2 * 1440, 6 * 1440), st.sampled_from([0, 540, 720, 780, 1080, 1439, 1440])))
    wall = (
        datetime.combine(day, datetime.min.time()) + minute * MINUTE + timedelta(seconds=draw(st.sampled_from([0, 59])))
    )
    if not only_aware and draw(st.booleans()):
        return world, wall
    told = draw(st.sampled_from([UTC, ZoneInfo("Asia/Shanghai"), world.zone]))
    return world, wall.replace(tzinfo=UTC).astimezone(told)


def aware(when: datetime) -> bool:
    return when.tzinfo is not None


# -- the comparisons -----------------------------------------------------------------------------------------------------
@settings(max_examples=250, deadline=None)
@given(times())
def test_is_working(place):
    world, when = place
    assert world.engine.is_working(when) is is_worked(world, minute_of(when), aware(when))


@settings(max_examples=250, deadline=None)
@given(times(), st.integers(-20 * 1440, 20 * 1440))
def test_minutes_between(place, minutes):
    world, when = place
    later = when + minutes * MINUTE if not aware(when) else (when.astimezone(UTC) + minutes * MINUTE)
    found = counted(world, minute_of(when), minute_of(later), aware(when))
    assert world.engine.minutes_between(when, later) == found


@settings(max_examples=250, deadline=None)
@given(times(), st.one_of(st.integers(-3000, 3000), st.sampled_from([0, 1, -1, 180, 480, 960, -480])))
def test_add(place, minutes):
    world, when = place
    expected = moment_of(walked(world, minute_of(when), minutes, aware(when)), when)
    assert world.engine.add(when, minutes) == expected
    assert world.engine.sub(when, -minutes) == expected


@settings(max_examples=250, deadline=None)
@given(times())
def test_next_and_previous_work(place):
    world, when = place
    ahead = behind = minute_of(when)
    while not is_worked(world, ahead, aware(when)):
        ahead += 1
    while not is_worked(world, behind - 1, aware(when)):
        behind -= 1
    assert world.engine.next_working(when) == moment_of(ahead, when)
    assert world.engine.prev_working(when) == moment_of(behind, when)


@settings(max_examples=250, deadline=None)
@given(
    times(only_aware=True),
    st.sampled_from(["workhours", "workdays", "days"]),
    st.integers(1, 30),
    st.sampled_from(["", "18:00", "00:00", "24:00", "02:30"]),
)
def test_due_after(place, kind, number, clock):
    world, event = place
    text = f"{kind} {number}" if kind == "workhours" else f"{kind} {number} {clock}".strip()
    local = event.astimezone(world.zone)
    day = local.date()
    if kind == "workhours":
        expected = moment_of(walked(world, minute_of(event), number * 60, True), event)
    else:
        left = number
        while left:
            day += DAY
            left -= world.works(day) if kind == "workdays" else 1
        minute = int(clock[:2]) * 60 + int(clock[3:]) if clock else local.hour * 60 + local.minute
        expected = instant(world, day, minute)
    assert due_after(parse_rule(text), event, world.engine) == expected


@settings(max_examples=250, deadline=None)
@given(places(), st.sampled_from(RULES), st.integers(-3000, 3000), st.integers(0, 100 * 1440))
def test_occurrences(place, text, begin, length):
    world, day = place
    start = instant(world, day, 0) + begin * MINUTE
    end = start + length * MINUTE
    found = occurrences(parse_rule(text), start, end, world.engine)
    assert [(o.key, o.start, o.due) for o in found] == fallen_due(world, text, start, end)
    assert all(o.due.tzinfo is UTC for o in found)
