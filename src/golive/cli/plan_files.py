"""Plans in files, whatever program they come from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from golive.cli.words import language
from golive.engines.schedule import Plan, read_json, read_mspdi, write_json, write_mspdi
from golive.engines.schedule.foreign import SUFFIXES, read_foreign
from golive.engines.schedule.sheet import read_xlsx, write_xlsx

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
PLAN = click.Path(exists=True, dir_okay=False, path_type=Path)
DATE = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


def read_plan(path: Path, start: datetime | None = None) -> Plan:
    """A plan by the kind of file: GoLive's own JSON, a workbook, a file of another program, else MS Project XML.
    `start`: of a workbook without any date."""
    kind = path.suffix.lower()
    if kind == ".json":
        return read_json(path.read_text("utf8", "replace"))
    if kind in WORKBOOKS:
        return read_xlsx(path, start=start)
    return read_foreign(path) if kind in SUFFIXES else read_mspdi(path)


def write_plan(plan: Plan, kind: str) -> bytes:
    if kind == ".json":
        return write_json(plan).encode()
    return write_xlsx(plan, language=language()) if kind == ".xlsx" else write_mspdi(plan)
