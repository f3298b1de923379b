"""`golive data check SOURCE --rules auto`: cells that are probably wrong, without any rule having been written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from golive.cli.data_sources import SHOWN, Source, about, check_document, grid_of, say_json, take, warn
from golive.cli.words import _, language
from golive.connectors.protocol import ObjectInfo
from golive.engines.migration.rules import write_rules
from golive.engines.migration.suspects import Suspicion, suspect
from golive.engines.migration.table import Workbench


def suspect_cells(
    bench: Workbench,
    source: Source,
    info: ObjectInfo,
    key: tuple[str, ...],
    out: Path | None,
    as_json: bool,
    tick: Any,
) -> None:
    """Nobody has accepted these rules, so what they find is no failure: the exit code stays 0."""
    found = suspect(bench, take(bench, source, info, key), tick(info.name))
    if out:
        found.result.export(out)
    if as_json:
        cells = [each._asdict() for each in found.cells()]
        say_json(
            {**about(source), **check_document(found.result), "cells": cells, "suggested": write_rules(found.rules)}
        )
        return
    warn(source)
    show(found)


def show(found: Suspicion) -> None:
    result = found.result
    cells = list(found.cells())
    title = _("%(table)s: %(cells)s of %(all)s cells are suspected") % {
        "table": result.table.name, "cells": len(cells), "all": result.table.rows * len(result.table.columns),
    }  # fmt: skip
    meaning = "zh" if language() == "zh_Hans" else "en"
    rules = grid_of(title, (_("Rule"), _("Rows"), _("Meaning")))
    for each in sorted(result.rules, key=lambda each: -each.rows):
        if each.rows:
            rules.add_row(each.rule.id, str(each.rows), each.rule.message.get(meaning, ""))
    Console().print(rules)
    first = grid_of(
        _("First suspected cells"), (_("Row"), _("Key"), _("Column"), _("Value"), _("Probably"), _("Rules"))
    )
    for cell in cells[:SHOWN]:
        broken = ", ".join(rule.removeprefix(f"{result.table.name}.") for rule in cell.rules[:3])
        first.add_row(str(cell.row), cell.key, cell.column, cell.value or "", cell.expected or "", broken)
    if first.row_count:
        Console().print(first)
    click.echo(_("Take the rules over with --suggest, keep those that are right, and check with --rules FILE."))
