"""The event log: tables on one DuckDB database, and the constructors that fill them."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from golive.engines.mining.log.account import Account, LogError
from golive.engines.mining.log.attributes import Attribute, column_names
from golive.engines.mining.log.build import ROW, Raw, build, describe
from golive.engines.mining.log.columns import content_sums
from golive.engines.mining.log.database import drop_schema, open_database
from golive.engines.mining.log.mapping import LogMapping, xes_mapping
from golive.engines.mining.log.sql_text import literal
from golive.engines.worktime import Calendar


@dataclass
class EventLog(AbstractContextManager["EventLog"]):
    """An event log. `con` sees its tables by their plain names; see the package for what is in them.

    `tz`: the zone in which the log is shown. `meta`: what the source said about the log as a whole. `calendar`:
    that of step_biz. `schema`: where the tables lie; a log made from this one by a filter lies beside it in the same
    database, and holds on to it (`beneath`). `lazy`: its tables are views of a file.
    """

    con: Any
    account: Account
    attributes: tuple[Attribute, ...] = ()
    tz: str = "UTC"
    meta: dict[str, Any] = field(default_factory=dict)
    calendar: Calendar | None = None
    schema: str = field(init=False)
    beneath: EventLog | None = field(init=False, default=None)
    lazy: bool = field(init=False, default=False)

    # -- made from ---------------------------------------------------------------------------------------------------
    @classmethod
    def from_arrow(cls, table: pa.Table, mapping: LogMapping | None = None, source: str = "") -> EventLog:
        """`mapping` None: the column names of XES. Rows keep their order."""
        con = open_database()
        columns = column_names(table.column_names)
        con.register("_given", table.rename_columns(list(columns.values())))
        con.execute(f"CREATE TEMP TABLE _raw AS SELECT row_number() OVER () AS {ROW}, * FROM _given")
        con.unregister("_given")
        names = {column: name for name, column in columns.items()}
        return cls.from_raw(con, "_raw", mapping, source, "arrow", names)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Sequence[object] | Mapping[str, object]],
        mapping: LogMapping | None = None,
        columns: Sequence[str] = (),
        source: str = "",
    ) -> EventLog:
        """Rows as dicts, or as sequences with `columns`. A column whose values are of several types becomes text."""
        given = [row if isinstance(row, Mapping) else dict(zip(columns, row, strict=True)) for row in rows]
        names = list(columns) or list(dict.fromkeys(name for row in given for name in row))
        return cls.from_arrow(pa.table({n: _array([row.get(n) for row in given]) for n in names}), mapping, source)

    @classmethod
    def from_parquet(cls, path: Path | str, mapping: LogMapping | None = None) -> EventLog:
        """Any Parquet file with a row for each event."""
        con, given = cls.parquet_view(path)
        return cls.from_raw(con, "_raw", mapping, str(path), "parquet", given=given, view=True)

    @staticmethod
    def parquet_view(path: Path | str) -> tuple[Any, Raw]:
        """A connection with view `_raw` of the file, and what it looks like."""
        con = open_database()
        file = literal(str(path))
        con.execute(
            f"CREATE TEMP VIEW _raw AS SELECT file_row_number + 1 AS {ROW}, * EXCLUDE (file_row_number) "
            f"FROM read_parquet({file}, file_row_number = true)"
        )
        return con, replace(describe(con, "_raw"), rows=pq.read_metadata(str(path)).num_rows)

    @classmethod
    def from_query(cls, con: Any, sql: str, mapping: LogMapping | None = None, source: str = "query") -> EventLog:
        """What a query on a DuckDB connection of the caller gives, in its order."""
        return cls.from_arrow(con.sql(sql).to_arrow_table(), mapping, source)

    @classmethod
    def from_raw(
        cls,
        con: Any,
        raw: str,
        mapping: LogMapping | None,
        source: str,
        file_format: str,
        names: Mapping[str, str] | None = None,
        **more: Any,
    ) -> EventLog:
        """From table or view `raw` (with `_row`) on a connection made by `open_database`, which the log takes over.

        `names`: column → name in the source. Further arguments: those of `build`, `meta`, `view` when `raw` is a view, and
        `given` when it was described before.
        """
        given = more.pop("given", None) or describe(con, raw, names)
        chosen = mapping or xes_mapping(given.columns)
        meta, is_view = more.pop("meta", {}), more.pop("view", False)
        built = build(con, given, chosen, source, file_format, **more)
        con.execute(f"DROP {'VIEW' if is_view else 'TABLE'} IF EXISTS {raw}")
        log = cls(con, built.account, built.attributes, chosen.tz, {**meta, "mapping": chosen.as_json()})
        log.events, log.cases, log.activities = built.made.events, built.made.cases, built.activities
        return log

    # -- asked -------------------------------------------------------------------------------------------------------
    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query on the log's tables."""
        found: list[tuple[Any, ...]] = self.con.execute(sql, list(parameters)).fetchall()
        return found

    def one(self, sql: str, parameters: Sequence[object] = ()) -> tuple[Any, ...]:
        """The one row of a query (an aggregate)."""
        return self.rows(sql, parameters)[0]

    def arrow(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        found = self.con.sql(sql, params=list(parameters)).to_arrow_table()
        assert isinstance(found, pa.Table)
        return found

    def has(self, table: str) -> bool:
        """Whether a derived table (step_biz, …) was made."""
        sql = "SELECT count(*) FROM information_schema.tables WHERE table_schema = ? AND table_name = ?"
        return bool(self.one(sql, [self.schema, table])[0])

    def put(self, name: str, table: pa.Table) -> None:
        """Make (or replace) a table of the log."""
        self.con.register("_given", table)
        self.con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM _given")
        self.con.unregister("_given")

    @cached_property
    def events(self) -> int:
        return int(self.one("SELECT count(*) FROM step")[0])

    @cached_property
    def cases(self) -> int:
        return int(self.one("SELECT count(*) FROM cases")[0])

    @cached_property
    def activities(self) -> dict[int, str]:
        """act_id → name, those that occur."""
        used = "SELECT DISTINCT act FROM step"
        return dict(self.rows(f"SELECT act_id, name FROM activity WHERE act_id IN ({used}) ORDER BY act_id"))

    @cached_property
    def resources(self) -> dict[int, str]:
        used = "SELECT DISTINCT res FROM step"
        return dict(self.rows(f"SELECT res_id, name FROM resource WHERE res_id IN ({used}) ORDER BY res_id"))

    def activity_id(self, name: str) -> int:
        """LogError for a name that the log has not."""
        for act_id, known in self.activities.items():
            if known == name:
                return act_id
        raise LogError("no_such_activity", name=name)

    def attribute(self, name: str, scope: str | None = None) -> Attribute:
        """By its name in the source; an attribute of the case goes before one of events. LogError if there is none."""
        for each in sorted(self.attributes, key=lambda a: a.scope):
            if each.name == name and scope in (None, each.scope):
                return each
        raise LogError("no_such_column", columns=name, known=", ".join(a.name for a in self.attributes))

    @cached_property
    def content_hash(self) -> str:
        """The same for the same events, cases and attributes, in whatever order cases stand: 32 hexadecimal digits."""
        events, cases = content_sums(self)
        return f"{events:016x}{cases:016x}"

    def mark_system(self, names: Iterable[str]) -> None:
        """Say which resources are systems or robots, no people. Unknown names are ignored."""
        self.con.execute("UPDATE resource SET is_system = list_contains(?, name)", [list(names)])

    # -- lived -------------------------------------------------------------------------------------------------------
    def __post_init__(self) -> None:
        self.schema = self.one("SELECT current_schema()")[0]
        self._dropped = weakref.finalize(self, drop_schema, self.schema, os.getpid())

    def close(self) -> None:
        """Forget the tables. A log that nobody closes is forgotten with its last reference."""
        self._dropped()
        self.con.close()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _array(values: list[object]) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if value is None else str(value) for value in values])
