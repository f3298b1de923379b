"""What the commands of `golive data` share: how a source is opened, read onto the workbench, and spoken about."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table as Grid

from golive.cli import Refused
from golive.cli.data_words import issue_words, match_words, rule_words, source_words, table_words
from golive.cli.words import _
from golive.connectors.files import FileSource
from golive.connectors.protocol import ObjectInfo, SourceError
from golive.connectors.sql import SqlSource
from golive.connectors.tryton.source import TrytonSource
from golive.engines.migration.check import CheckResult
from golive.engines.migration.match import MatchError
from golive.engines.migration.rules import RuleError
from golive.engines.migration.table import Table, TableError, Workbench

Source = FileSource | SqlSource | TrytonSource
SHOWN = 20


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """What every command that reads a source lets a person say about it."""
    for option in (
        click.option("--header-row", type=click.IntRange(1), help=_("Row of the column names in a workbook.")),
        click.option("--delimiter", help=_("Delimiter of a text file; found by itself if not given.")),
        click.option("--encoding", help=_("Encoding of a text file, e.g. gb18030; found by itself if not given.")),
        click.option("--table", "table_name", help=_("Table or sheet.")),
        click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout.")),
    ):
        command = option(command)
    return command


@contextmanager
def in_words() -> Iterator[None]:
    """Errors of source and engine, in the words of the person who called."""
    try:
        yield
    except SourceError as error:
        raise Refused(source_words(error)) from error
    except TableError as error:
        raise Refused(table_words(error)) from error
    except RuleError as error:
        raise Refused(rule_words(error)) from error
    except MatchError as error:
        raise Refused(match_words(error)) from error


def chosen(source: Source, name: str | None) -> list[ObjectInfo]:
    """The table of that name, or all that have rows."""
    objects = source.describe()
    if name is None:
        return [info for info in objects if source.count(info.name)] or objects
    found = [info for info in objects if info.name == name]
    if not found:
        raise SourceError("no_such_table", name, table=name, tables=", ".join(info.name for info in objects))
    return found


def only(source: Source, name: str | None) -> ObjectInfo:
    found = chosen(source, name)
    if len(found) > 1:
        raise SourceError("which_table", "", tables=", ".join(info.name for info in found))
    return found[0]


def columns(key: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in key.split(",")) if key else ()


def take(
    bench: Workbench, source: Source, info: ObjectInfo, key: tuple[str, ...] = (), name: str | None = None
) -> Table:
    """Read a table onto the workbench under its own name or another."""
    names = [field.name for field in info.fields]
    unknown = [column for column in key if column not in names]
    if unknown:
        raise TableError("no_such_column", table=info.name, columns=", ".join(unknown))
    return bench.load(name or info.name, names, source.read(info.name, batch=10_000), key or info.key)


def about(source: Source) -> dict[str, Any]:
    """What was read: file and hash, how sure its encoding is, what was odd about it."""
    if not isinstance(source, FileSource):
        return {"source": source.name}
    found = source.encoding_found
    issues = [
        {"code": issue.code, "table": issue.table, "line": issue.line, **dict(issue.params)} for issue in source.issues
    ]
    encoding = found and {"name": found.name, "confidence": found.confidence, "candidates": found.candidates}
    return {"source": source.path.name, "sha256": source.sha256, "encoding": encoding, "issues": issues}


def warn(source: Source) -> None:
    """On stderr: an encoding that a person should confirm, and what was odd in the file."""
    if not isinstance(source, FileSource):
        return
    found = source.encoding_found
    if found and not found.sure:
        text = _("%(file)s: the encoding is probably %(name)s (%(share)s). Confirm it with --encoding.")
        click.echo(text % {"file": source.path.name, "name": found.name, "share": f"{found.confidence:.0%}"}, err=True)
    for issue in source.issues[:SHOWN]:
        click.echo(issue_words(issue), err=True)


def say_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))


@contextmanager
def bar() -> Iterator[Callable[[str], Callable[[int, int], None]]]:
    """A progress bar on a terminal; the call with a title gives the tick(done, total) of one piece of work."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:

        def begin(title: str) -> Callable[[int, int], None]:
            task = progress.add_task(title)
            return lambda done, total: progress.update(task, completed=done, total=total)

        yield begin


def check_document(result: CheckResult) -> dict[str, Any]:
    scores = [
        {"id": each.rule.id, "kind": each.rule.kind, "severity": each.rule.severity, "owner": each.rule.owner}
        | {"message": dict(each.rule.message), "rows": each.rows, "score": each.score}
        for each in result.rules
    ]
    return {
        "table": result.table.name,
        "rows": result.table.rows,
        "rows_with_errors": result.rows_with_errors,
        "score": result.score,
        "rules": scores,
        "findings": [finding._asdict() for finding in result.findings()],
    }


def grid_of(title: str, headings: tuple[str, ...]) -> Grid:
    grid = Grid(title=title, title_justify="left")
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    return grid
