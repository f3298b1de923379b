"""The database in memory that all logs of a process share: each lies in a schema of its own, seen by a cursor of its own.

Opening a database costs as much as a small log; a schema costs nothing. A schema is dropped with its log.
"""

from __future__ import annotations

import itertools
import os
from threading import Lock
from typing import Any

import duckdb

_lock = Lock()
_numbers = itertools.count(1)
_root: dict[int, Any] = {}  # by process: a database must not be used across a fork


def open_database() -> Any:
    """A cursor whose plain names are those of a new, empty schema."""
    with _lock:
        root = _root.get(os.getpid())
        if root is None:
            root = _root[os.getpid()] = duckdb.connect(":memory:")
        schema = f"log_{next(_numbers)}"
        cursor = root.cursor()
    cursor.execute(f"CREATE SCHEMA {schema}; USE {schema}; SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return cursor


def drop_schema(schema: str, process: int) -> None:
    """Forget the tables of a log. Also called when a log is collected that nobody closed."""
    root = _root.get(process)
    if root is None or process != os.getpid():
        return
    cursor = root.cursor()
    try:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    except duckdb.Error:  # the interpreter is going down, or another cursor still reads: memory, no data, is at stake
        pass
    finally:
        cursor.close()
