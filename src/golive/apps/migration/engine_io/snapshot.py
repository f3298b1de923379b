"""The derived tables of an object as one file, so that a page shows a window of a million rows without deriving them.

A check writes a new file beside the old one and the object then names it; pages open it read-only. It is derived from
extracts and corrections, so it is no evidence, lies in no backup, and may be thrown away at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.models import DataObject
from golive.engines.migration.formats import macros
from golive.engines.migration.table import quoted
from golive.foundation import clock
from golive.foundation.errors import Refused

FOLDER = "workbench"
WRITING = 600.0  # seconds in which no file is thrown away


def place(data_object: DataObject, name: str) -> Path:
    return Path(settings.DATA) / FOLDER / str(data_object.project_id) / data_object.key / name


def new_name(data_object: DataObject) -> str:
    """A name for the next file; its folder is there."""
    name = f"{uuid4().hex[:16]}.duckdb"
    place(data_object, name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return name


def throw_away(data_object: DataObject) -> None:
    """Remove the files that the object no longer names. What another process still reads stays until the next time."""
    data_object.refresh_from_db(fields=["snapshot", "matching"])
    kept = {data_object.snapshot, data_object.matching.get("file", "")}
    folder = place(data_object, "x").parent
    for path in folder.glob("*.duckdb*") if folder.is_dir() else ():
        if path.name.split(".")[0] + ".duckdb" not in kept and _is_old(path):
            try:
                path.unlink()
            except OSError:
                continue


def _is_old(path: Path) -> bool:
    """Not the one that another job is writing just now."""
    return clock.machine().timestamp() - path.stat().st_mtime > WRITING


class Snapshot:
    """The tables of one object: `extract` as it came, `rows` corrected, `findings` and `changes` of the latest check."""

    def __init__(self, path: Path, key: str) -> None:
        self._db: Any = duckdb.connect(str(path), read_only=True)
        for macro in macros():
            self.ask(macro.replace("CREATE MACRO", "CREATE OR REPLACE TEMP MACRO", 1))
        self.ask("SET enable_external_access = false")
        self.ask("SET lock_configuration = true")
        names = {row[0] for row in self.ask("SELECT table_name FROM duckdb_tables()")}
        self.extract = quoted(f"{key} extract")
        self.rows = quoted(key) if key in names else self.extract
        self.findings = quoted(f"findings of {key}") if f"findings of {key}" in names else ""
        self.changes = quoted(f"changes of {key}")
        described = self.ask(f"DESCRIBE {self.rows}")
        self.columns = [str(row[0]) for row in described if not str(row[0]).startswith("_")]

    def ask(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        answer: list[tuple[Any, ...]] = self._db.execute(sql, list(parameters)).fetchall()
        return answer

    def close(self) -> None:
        self._db.close()

    def window(
        self,
        where: str,
        parameters: Sequence[object],
        offset: int,
        limit: int,
        table: str = "",
        more: Sequence[str] = (),
    ) -> list[dict[str, Any]]:
        """Rows that satisfy `where` (SQL of this program, never of people), as dicts with `_row`, `_key` and `more`."""
        names = ["_row", "_key", *self.columns, *more]
        sql = f"SELECT {', '.join(map(quoted, names))} FROM {table or self.rows} WHERE {where}"
        rows = self.ask(f"{sql} ORDER BY _row LIMIT {int(limit)} OFFSET {int(offset)}", parameters)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def count(self, where: str, parameters: Sequence[object], most: int, table: str = "") -> int:
        """How many rows, counted no further than `most`."""
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {table or self.rows} WHERE {where} LIMIT {int(most)})"
        return int(self.ask(sql, parameters)[0][0])

    def records(self, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The corrected records of these keys."""
        found = self.window("_key IN (SELECT unnest(?::VARCHAR[]))", [list(keys)], 0, len(keys) or 1)
        return {row["_key"]: row for row in found}


def is_there(data_object: DataObject) -> bool:
    return bool(data_object.snapshot) and place(data_object, data_object.snapshot).is_file()


@contextmanager
def opened(data_object: DataObject) -> Iterator[Snapshot]:
    """The object's tables as the latest check left them. Raises Refused while there are none."""
    if not is_there(data_object):  # a check may just have put a newer one in its place
        data_object.refresh_from_db(fields=["snapshot"])
    if not is_there(data_object):
        raise Refused(
            "not_derived",
            _("The rows of %(object)s have not been prepared yet. Press “Check now” and come back when it is done."),
            object=str(data_object),
        )
    found = Snapshot(place(data_object, data_object.snapshot), data_object.key)
    try:
        yield found
    finally:
        found.close()
