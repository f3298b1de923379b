"""What a backup holds: the rows of every table, counted and summed, and the hash of every file.

The sum of a table does not depend on the order of its rows, so a restored table has the same sum wherever its rows lie.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

SPACE = 1 << 128


@dataclass(frozen=True, slots=True)
class Table:
    rows: int
    checksum: str


@dataclass(slots=True)
class Manifest:
    """`files` holds the sha256 of each member of the archive except the manifest itself."""

    taken_at: str  # ISO 8601, UTC: the moment whose data it holds
    version: str
    database: str  # "sqlite" or "postgresql"
    key: str  # fingerprint of the key
    tables: dict[str, Table] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        values = json.loads(text)
        values["tables"] = {name: Table(**table) for name, table in values["tables"].items()}
        return cls(**values)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def sqlite_tables(path: Path) -> dict[str, Table]:
    """Count and sum of every table in an SQLite file."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                " ORDER BY name"
            )
        ]
        return {name: _summed(connection.execute(f'SELECT * FROM "{name}"')) for name in names}
    finally:
        connection.close()


def postgres_tables(cursor: Any) -> dict[str, Table]:
    """Count and sum of every table that this connection's transaction sees; the server does the sums."""
    cursor.execute("SET LOCAL timezone TO 'UTC'")
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    found = {}
    for (name,) in cursor.fetchall():
        quoted = name.replace('"', '""')
        cursor.execute(
            "SELECT count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint::numeric), 0)"
            f' FROM "{quoted}" AS t'
        )
        rows, total = cursor.fetchone()
        found[name] = Table(rows, str(total))
    return found


def _summed(rows: Iterable[tuple[Any, ...]]) -> Table:
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest()[:16], "big")
    return Table(count, f"{total % SPACE:032x}")


def differences(expected: Manifest, tables: dict[str, Table]) -> list[str]:
    """What differs between the manifest and the tables found, one sentence a table."""
    problems = []
    for name in sorted(expected.tables.keys() | tables.keys()):
        want, have = expected.tables.get(name), tables.get(name)
        if want is None or have is None:
            problems.append(
                (_("table %(name)s: is not in the manifest") if want is None else _("table %(name)s: is missing"))
                % {"name": name}
            )
        elif want.rows != have.rows:
            problems.append(
                _("table %(name)s: %(have)s rows instead of %(want)s")
                % {"name": name, "have": have.rows, "want": want.rows}
            )
        elif want.checksum != have.checksum:
            problems.append(
                _("table %(name)s: the content of its %(rows)s rows differs") % {"name": name, "rows": want.rows}
            )
    return problems
