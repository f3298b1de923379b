"""Which column of a table means what, and under which names its other columns become attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from golive.engines.mining.log.account import LogError

XES_CASE, XES_ACTIVITY, XES_TIME = "case:concept:name", "concept:name", "time:timestamp"
FIXED = (
    "seq",
    "case_id",
    "act_id",
    "ts_us",
    "ts_start_us",
    "res_id",
    "case_key",
    "events",
    "start_us",
    "end_us",
    "_row",
)


@dataclass(frozen=True)
class LogMapping:
    """`case`: one or more columns whose values, joined with "|", name the case; likewise `activity`.

    `time`: when the activity was completed; `start`: when it began, if known. `order`: a column that orders events of
    the same moment before the order of the file does. `time_format`: a strptime format, else ISO and the usual forms
    are tried. `tz`: the zone of times that carry none, and the zone in which the log is shown (IANA name).
    `case_attributes`: columns that describe the case rather than the event; None: those that begin with "case:".
    `keep`: the columns kept as attributes; None: all.
    """

    case: tuple[str, ...]
    activity: tuple[str, ...]
    time: str
    start: str | None = None
    resource: str | None = None
    order: str | None = None
    time_format: str | None = None
    tz: str = "UTC"
    case_attributes: tuple[str, ...] | None = None
    keep: tuple[str, ...] | None = None

    def used(self) -> tuple[str, ...]:
        single = [name for name in (self.time, self.start, self.resource, self.order) if name]
        return (*self.case, *self.activity, *single)

    def check(self, columns: Iterable[str]) -> None:
        """LogError when a column that the mapping names is not there."""
        known = set(columns)
        named = (*self.used(), *(self.case_attributes or ()), *(self.keep or ()))
        missing = [name for name in named if name not in known]
        if missing:
            raise LogError("no_such_column", columns=", ".join(missing), known=", ".join(sorted(known)))

    def as_json(self) -> dict[str, Any]:
        return {
            f.name: list(value) if isinstance(value := getattr(self, f.name), tuple) else value for f in fields(self)
        }

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> LogMapping:
        """The inverse of `as_json`. LogError for a key that no mapping has or a missing case, activity or time."""
        known = {f.name for f in fields(LogMapping)}
        given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in document.items()}
        for name in ("case", "activity"):
            if isinstance(given.get(name), str):
                given[name] = (given[name],)
        missing = [name for name in ("case", "activity", "time") if not given.get(name)]
        if missing or set(given) - known:
            raise LogError("mapping_incomplete", missing=", ".join(missing), unknown=", ".join(set(given) - known))
        return LogMapping(**given)


def xes_mapping(columns: Iterable[str], tz: str = "UTC") -> LogMapping:
    """The mapping of a table whose columns are named as PM4Py and other tools flatten XES."""
    known = set(columns)
    return LogMapping(
        (XES_CASE,),
        (XES_ACTIVITY,),
        XES_TIME,
        start="start_timestamp" if "start_timestamp" in known else None,
        resource="org:resource" if "org:resource" in known else None,
        tz=tz,
    )
