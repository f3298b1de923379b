"""The account of an import: every row that was read is either kept or dropped with a reason that can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SAMPLES_KEPT = 5


@dataclass(frozen=True)
class Dropped:
    """Rows left out for one reason. `sample` holds up to five (row number from 1, what stood there).

    Reasons: no_case, no_activity, no_time, bad_time, damaged (the file broke off inside the row), ragged (a row of
    a delimited file that has not the columns of the header).
    """

    reason: str
    rows: int
    sample: tuple[tuple[int, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        sample = [{"row": row, "value": value} for row, value in self.sample]
        return {"reason": self.reason, "rows": self.rows, "sample": sample}


@dataclass(frozen=True)
class Note:
    """Something a reader of figures should know, though no row was lost: code and its parameters.

    Codes: naive_times (rows, tz), mixed_zones (zones), bad_start (rows), start_after_end (rows), equal_times (rows),
    far_times (rows, first, last), empty_cases (cases), mixed_types (attribute, types), duplicate_key (attribute, rows),
    damaged (message, where), huge_value (attribute, length), dangling (what, rows), undeclared (what, names).
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, **self.params}


@dataclass(frozen=True)
class Account:
    """rows_read = rows_kept + the rows of all `dropped`; checked when it is made."""

    source: str
    format: str
    rows_read: int
    rows_kept: int
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        if self.rows_read != self.rows_kept + self.rows_dropped:
            raise AssertionError(f"{self.rows_read} rows read, {self.rows_kept} kept, {self.rows_dropped} dropped")

    @property
    def rows_dropped(self) -> int:
        return sum(each.rows for each in self.dropped)

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "format": self.format,
            "rows_read": self.rows_read,
            "rows_kept": self.rows_kept,
            "rows_dropped": self.rows_dropped,
            "dropped": [each.as_json() for each in self.dropped],
            "notes": [each.as_json() for each in self.notes],
        }

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> Account:
        """The inverse of `as_json`."""
        dropped = tuple(
            Dropped(each["reason"], each["rows"], tuple((s["row"], s["value"]) for s in each["sample"]))
            for each in document["dropped"]
        )
        notes = tuple(Note(each["code"], {k: v for k, v in each.items() if k != "code"}) for each in document["notes"])
        kept = document["rows_kept"]
        return Account(document["source"], document["format"], document["rows_read"], kept, dropped, notes)


class LogError(Exception):
    """A log cannot be read or asked so: code, and the names concerned. Codes are translated by the caller.

    Codes: no_such_column, mapping_incomplete, empty_log, not_a_log, damaged, file_missing, unknown_format,
    no_such_activity, bad_filter, not_readable, outdated.
    """

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code}: {', '.join(f'{name}={value}' for name, value in params.items())}")
