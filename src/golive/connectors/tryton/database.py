"""The ERP's SQLite file: copies by SQLite's own backup (never of a live file), counts, checks."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path


def copy(source: Path, target: Path) -> None:
    """A consistent copy in one step, while others may read and write the source. The target appears at once."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(source, timeout=60)) as origin, closing(sqlite3.connect(part)) as copied:
        origin.backup(copied)
        copied.execute("PRAGMA journal_mode=DELETE")
    os.replace(part, target)


def settle(file: Path) -> None:
    """Bring everything into the one file, so that it can be moved."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA journal_mode=DELETE")


def unreadable(file: Path) -> str:
    """Why the file is not a database of Tryton, told at once; "" when it looks like one."""
    try:
        with closing(sqlite3.connect(file, timeout=20)) as database:
            database.execute("SELECT count(*) FROM ir_module").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return ""


def problems(file: Path) -> list[str]:
    """What SQLite's own checks find wrong; an empty list for a sound file."""
    try:
        with closing(_read_only(file)) as database:
            found = [str(row[0]) for row in database.execute("PRAGMA integrity_check(20)")]
            found += [f"foreign key: {row[0]} row {row[1]}" for row in database.execute("PRAGMA foreign_key_check")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [line for line in found if line != "ok"]


def row_counts(file: Path) -> dict[str, int]:
    """{table: rows} of every table of Tryton. Raises sqlite3.DatabaseError on a damaged file."""
    with closing(_read_only(file)) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in names
            if not name.startswith("sqlite_")
        }


def sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
