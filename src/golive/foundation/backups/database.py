"""Copy the database in one consistent step, and bring a copy back into an empty place."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from golive.foundation.backups.errors import Damaged, Impossible
from golive.foundation.backups.manifest import Table, postgres_tables, sqlite_tables

SQLITE_NAME, POSTGRES_NAME = "golive.sqlite3", "database.dump"


def kind_of(database: dict[str, Any]) -> str:
    return "sqlite" if database["ENGINE"].endswith("sqlite3") else "postgresql"


def copy(database: dict[str, Any], into: Path) -> dict[str, Table]:
    """Copy the live database into the folder; give count and sum of each table as they are in the copy."""
    if kind_of(database) == "sqlite":
        copy_sqlite(Path(database["NAME"]), into / SQLITE_NAME)
        return sqlite_tables(into / SQLITE_NAME)
    return _dump_postgres(database, into / POSTGRES_NAME)


def copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own backup in one step. A file copy of a live database was corrupt 20 times of 20, and the backup in
    several steps starts again whenever another process writes."""
    with closing(sqlite3.connect(source, timeout=60)) as live, closing(sqlite3.connect(target)) as copied:
        live.backup(copied, pages=-1)
        copied.execute("PRAGMA journal_mode=DELETE")  # one file, no -wal beside it


def problems_of_sqlite(path: Path) -> list[str]:
    """What SQLite itself finds wrong: pages, indexes, foreign keys."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        try:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            return found + [
                str(_("a row of %(table)s points nowhere") % {"table": row[0]})
                for row in connection.execute("PRAGMA foreign_key_check")
            ]
        except sqlite3.DatabaseError as error:
            return [str(error)]


def _dump_postgres(database: dict[str, Any], target: Path) -> dict[str, Table]:
    """pg_dump and the sums read one exported snapshot, so they speak of the same moment."""
    import psycopg

    with psycopg.connect(**_connection(database)) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]  # type: ignore[index]
        _run("pg_dump", database, "-Fd", "-Z1", "--no-owner", f"--snapshot={snapshot}", "-f", str(target))
        return postgres_tables(cursor)


def restore_postgres(dump: Path, database: dict[str, Any]) -> None:
    """Into an empty database only."""
    if tables_of_postgres(database):
        raise Impossible(
            _("The database %(name)s is not empty. Nothing was changed: restore into a new, empty database."),
            name=database["NAME"],
        )
    _run("pg_restore", database, "--no-owner", "--exit-on-error", "-d", str(database["NAME"]), str(dump), name=False)


def tables_of_postgres(database: dict[str, Any]) -> dict[str, Table]:
    import psycopg

    with psycopg.connect(**_connection(database)) as connection, connection.cursor() as cursor:
        return postgres_tables(cursor)


@contextmanager
def scratch_postgres(database: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A new database on the same server, dropped afterwards. Needs the right to create databases."""
    import psycopg

    name = f"golive_drill_{secrets.token_hex(6)}"
    with psycopg.connect(**_connection(database), autocommit=True) as connection:
        try:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        except psycopg.errors.InsufficientPrivilege:
            raise Impossible(
                _("The database user %(user)s may not create a database for the drill: ALTER ROLE %(user)s CREATEDB."),
                user=database["USER"],
            ) from None
        try:
            yield {**database, "NAME": name}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def url_of(database: dict[str, Any]) -> str:
    """GOLIVE_DATABASE_URL for these settings."""
    if kind_of(database) == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user, password = quote(database["USER"], safe=""), quote(database["PASSWORD"], safe="")
    return f"postgres://{user}:{password}@{database['HOST']}:{database['PORT']}/{quote(str(database['NAME']), safe='')}"


def _connection(database: dict[str, Any]) -> dict[str, Any]:
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {ours: database[theirs] for ours, theirs in names.items() if database.get(theirs)}


def _run(program: str, database: dict[str, Any], *arguments: str, name: bool = True) -> None:
    """One of PostgreSQL's programs; the password goes by environment, where `ps` does not show it."""
    if not shutil.which(program):
        raise Impossible(
            _("%(program)s is missing. Install PostgreSQL's client programs (Debian: postgresql-client)."),
            program=program,
        )
    where = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = {
        **os.environ,
        **{ours: str(database[theirs]) for ours, theirs in where.items() if database.get(theirs)},
    }
    if name:
        environment["PGDATABASE"] = str(database["NAME"])
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Damaged(_("%(program)s failed: %(reason)s"), program=program, reason=done.stderr.strip()[-800:])
