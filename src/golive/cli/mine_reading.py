"""What the commands of `golive mine` share: how a log is opened, filtered, and spoken about."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from golive.cli import Refused
from golive.cli.mine_words import dropped_words, note_words, refusal_words
from golive.cli.words import _
from golive.connectors.protocol import SourceError
from golive.connectors.sql import SqlSource
from golive.engines.mining.filters import as_steps, filtered, filters_from_json
from golive.engines.mining.log import Account, EventLog, LogError, LogMapping
from golive.engines.mining.ocel import open_log

LOG = click.argument("log_file", metavar="LOG")


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every command that reads a log lets a person say about it. All reach the command as `reading`."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout.")),
        click.option(
            "--filters",
            "filters_file",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help=_("Filters as JSON: only what they leave is looked at."),
        ),
        click.option("--object-type", help=_("Object-centric logs: the type of object that is the case.")),
        click.option("--query", help=_("LOG is the address of a database: the query whose rows are events.")),
        click.option("--sheet", help=_("Sheet of a workbook; else the one with the most rows.")),
        click.option("--encoding", help=_("Encoding of a text file, e.g. gb18030; found by itself if not given.")),
        click.option("--tz", default="UTC", show_default=True, help=_("Time zone of times that carry none.")),
        click.option(
            "--mapping",
            "mapping_file",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help=_("Mapping of columns as JSON."),
        ),
        click.option("--resource", help=_("Column that names who did it.")),
        click.option("--start", help=_("Column with the time of the begin.")),
        click.option("--time", help=_("Column with the time of completion.")),
        click.option("--activity", help=_("Column of the activity.")),
        click.option("--case", help=_("Column of the case; several separated by commas.")),
    ):
        command = option(command)
    return command


READING = (
    "filters_file",
    "object_type",
    "query",
    "sheet",
    "encoding",
    "tz",
    "mapping_file",
    "resource",
    "start",
    "time",
    "activity",
    "case",
)


@contextmanager
def in_words() -> Iterator[None]:
    """Errors of reader and engine, in the words of the person who called."""
    try:
        yield
    except LogError as error:
        raise Refused(refusal_words(error)) from error
    except SourceError as error:
        raise Refused(str(error)) from error


def read(log_file: str, given: dict[str, Any]) -> EventLog:
    """The log as steps, or what the filters leave of it, with a spinner on a terminal. LogError."""
    log = as_steps(_opened(log_file, given))
    if not given.get("filters_file"):
        return log
    try:
        wanted = filters_from_json(json.loads(given["filters_file"].read_text("utf-8")))
    except (ValueError, AttributeError) as error:
        raise LogError("bad_filter", reason=str(error)) from error
    return filtered(log, wanted)


def _opened(log_file: str, given: dict[str, Any]) -> EventLog:
    mapping = _mapping(given)
    with working(_("Reading")):
        if given.get("query") or "://" in log_file:
            if not given.get("query"):
                raise click.UsageError(_("Give the query whose rows are events with --query."))
            return EventLog.from_rows(_asked(log_file, given["query"]), mapping or _of_query(given), source=log_file)
        reading = {name: given.get(name) for name in ("encoding", "sheet")}
        return open_log(log_file, mapping, given.get("tz", "UTC"), given.get("object_type"), **reading)


def _mapping(given: dict[str, Any]) -> LogMapping | None:
    if given.get("mapping_file"):
        try:
            return LogMapping.from_json(json.loads(given["mapping_file"].read_text("utf-8")))
        except (ValueError, TypeError) as error:
            raise LogError("mapping_incomplete", missing="", unknown=str(error)) from error
    named = {name: given.get(name) for name in ("case", "activity", "time")}
    if not any(named.values()):
        return None
    missing = [f"--{name}" for name, value in named.items() if not value]
    if missing:
        raise click.UsageError(_("Give also %(options)s.") % {"options": ", ".join(missing)})
    columns = {name: tuple(part.strip() for part in str(named[name]).split(",")) for name in ("case", "activity")}
    return LogMapping(
        columns["case"],
        columns["activity"],
        str(named["time"]),
        start=given.get("start"),
        resource=given.get("resource"),
        tz=given.get("tz", "UTC"),
    )


def _of_query(given: dict[str, Any]) -> LogMapping:
    """A query can name its columns as we do."""
    return LogMapping(
        ("case_id",),
        ("activity",),
        "ts",
        start=given.get("start"),
        resource=given.get("resource"),
        tz=given.get("tz", "UTC"),
    )


def _asked(address: str, query: str) -> list[dict[str, object]]:
    return [dict(row) for row in SqlSource(address).ask(query)]


@contextmanager
def working(title: str) -> Iterator[None]:
    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        progress.add_task(title)
        yield


def warn(account: Account) -> None:
    """On stderr: what was left out, and what a reader of the figures should know."""
    for dropped in account.dropped:
        click.echo(dropped_words(dropped), err=True)
    for note in account.notes:
        text = note_words(note)
        if text:
            click.echo(text, err=True)


def say_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))


def span(us: float | None) -> str:
    """A span as people say it: 45 s, 12 min, 3.5 h, 6.2 d."""
    if us is None:
        return ""
    seconds = us / 1e6
    for limit, divisor, text in ((100, 1, _("%(n)s s")), (5_400, 60, _("%(n)s min")), (172_800, 3_600, _("%(n)s h"))):
        if abs(seconds) < limit:
            return text % {"n": f"{seconds / divisor:.0f}" if divisor == 1 else f"{seconds / divisor:.1f}"}
    return _("%(n)s d") % {"n": f"{seconds / 86_400:.1f}"}
