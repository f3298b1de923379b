"""Which dates are not what their weekday says: statutory holidays and shifted working days (调休).

A `DayTable` holds only the exceptional dates of one region and says how far it can be trusted:

* official     every holiday and every shifted working day of the year was announced;
* provisional  the statutory days are computed from the law, shifted days are not announced yet;
* unknown      nothing is known beyond fixed-date holidays.

Data: `cn_days.json`, made by `tools/china_days.py` from the State Council notices as collected by
`chinesecalendar`; the provisional years from the lunar dates of `holidays`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType


class DayKind(StrEnum):
    HOLIDAY = "holiday"
    WORKDAY = "workday"  # a weekend day on which people work


class Coverage(StrEnum):
    OFFICIAL = "official"
    PROVISIONAL = "provisional"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Day:
    """One exceptional date. `name` is a code such as "spring_festival"."""

    date: date
    kind: DayKind
    name: str
    source: str
    status: Coverage


@dataclass(frozen=True)
class CoverageWarning:
    """A span uses a year whose working days are not (fully) announced."""

    year: int
    coverage: Coverage
    region: str


@dataclass(frozen=True)
class DayTable:
    """The exceptional dates of a region. An empty region stands for "no public holidays", known for ever."""

    region: str = ""
    days: Mapping[date, Day] = field(default_factory=dict, hash=False, repr=False)
    years: Mapping[int, Coverage] = field(default_factory=dict, hash=False, repr=False)
    fixed: Mapping[tuple[int, int], str] = field(default_factory=dict, hash=False, repr=False)

    def get(self, day: date) -> Day | None:
        """The exception on `day`. In unknown years: statutory holidays with a fixed date, marked unknown."""
        if self.coverage(day.year) is not Coverage.UNKNOWN:
            return self.days.get(day)
        name = self.fixed.get((day.month, day.day))
        return Day(day, DayKind.HOLIDAY, name, "statute", Coverage.UNKNOWN) if name else None

    def coverage(self, year: int) -> Coverage:
        return self.years.get(year, Coverage.UNKNOWN) if self.region else Coverage.OFFICIAL

    def warnings(self, first: date, last: date) -> list[CoverageWarning]:
        """Years between `first` and `last` (both included) that are not official."""
        return [
            CoverageWarning(year, self.coverage(year), self.region)
            for year in range(first.year, last.year + 1)
            if self.coverage(year) is not Coverage.OFFICIAL
        ]

    def with_year(self, year: int, days: Iterable[Day], status: Coverage = Coverage.OFFICIAL) -> DayTable:
        """The table with one year replaced, as when a new notice is entered. ValueError for a date of another year."""
        fresh = {d.date: d for d in days}
        if any(day.year != year for day in fresh):
            raise ValueError(f"a day given for {year} lies in another year")
        kept = {day: d for day, d in self.days.items() if day.year != year}
        return replace(self, days=MappingProxyType(kept | fresh), years=MappingProxyType({**self.years, year: status}))


NO_HOLIDAYS = DayTable()


@lru_cache
def day_table(region: str) -> DayTable:
    """The built-in table of a region: "CN", or "" for none. KeyError for a region nobody entered."""
    if not region:
        return NO_HOLIDAYS
    if region != "CN":
        raise KeyError(region)
    raw = json.loads((files(__package__) / "cn_days.json").read_text("utf8"))
    days: dict[date, Day] = {}
    years: dict[int, Coverage] = {}
    for text, entry in raw["years"].items():
        years[int(text)] = status = Coverage(entry["status"])
        source = raw["sources"][status]
        for kind in DayKind:
            for month_day, name in entry.get(kind, {}).items():
                day = date.fromisoformat(f"{text}-{month_day}")
                days[day] = Day(day, kind, name, source, status)
    fixed = {(int(md[:2]), int(md[3:])): name for md, name in raw["fixed"].items()}
    return DayTable(region, MappingProxyType(days), MappingProxyType(years), MappingProxyType(fixed))
