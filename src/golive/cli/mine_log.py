"""`golive mine convert`, `summary`, `map`, `variants`: what is in a log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from golive.cli import Refused
from golive.cli.mine_reading import LOG, in_words, read, reading_options, say_json, span, warn, working
from golive.cli.mine_words import loss_words
from golive.cli.words import _
from golive.engines.mining.analyse import ProcessMap, Variant, durations, process_map, variants
from golive.engines.mining.log import EventLog
from golive.engines.mining.ocel import is_ocel, read_ocel, write_ocel
from golive.engines.mining.read import read_log
from golive.engines.mining.write import save_log

SHOWN = 40
OBJECT_CENTRIC = (".json", ".jsonocel", ".xmlocel", ".xml", ".sqlite", ".sqlite3", ".db")


@click.command(help=_("Convert a log: XES, CSV, Excel, OCEL, Parquet. What was written is read back and counted."))
@LOG
@click.argument("target", metavar="OUT")
@click.option("--ocel-version", type=click.IntRange(1, 2), help=_("Version of an object-centric target."))
@reading_options
def convert(log_file: str, target: str, as_json: bool, ocel_version: int | None, **reading: Any) -> None:
    with in_words():
        objects = "://" not in log_file and is_ocel(log_file)
        ending = Path(target).suffix.lower()
        if objects and not reading["object_type"] and ending not in (".xes", ".gz", ".csv"):
            document = _convert_objects(log_file, target, ocel_version, reading["tz"])
        elif ending in OBJECT_CENTRIC:
            raise click.UsageError(
                _("A log of cases has no objects: choose .parquet, .xes, .xes.gz, .csv or a directory.")
            )
        else:
            document = _convert_cases(log_file, target, reading, as_json)
    if as_json:
        say_json(document)
        return
    counts = document["counts"]
    text = _("%(target)s: %(events)s events written and read back.")
    click.echo(text % {"target": target, "events": counts["events"]})


def _convert_cases(log_file: str, target: str, reading: dict[str, Any], quiet: bool) -> dict[str, Any]:
    with read(log_file, reading) as log:
        with working(_("Writing")):
            written = save_log(log, target)
        with working(_("Reading back")), read_log(target) as back:
            same = back.content_hash == log.content_hash
            counts, again = {"events": log.events, "cases": log.cases}, {"events": back.events, "cases": back.cases}
        if counts != again:
            raise Refused(
                _("%(target)s holds other numbers than the source: %(found)s instead of %(wanted)s. Do not use it.")
                % {"target": target, "found": again, "wanted": counts}
            )
        if not quiet:
            warn(log.account)
        document = {
            "source": log_file,
            "target": target,
            **log.account.as_json(),
            "counts": counts,
            "rows_written": written,
        }
        return {
            **document,
            "read_back": again,
            "reconciled": True,
            "same_content": same,
            "content_hash": log.content_hash,
        }


def _convert_objects(log_file: str, target: str, version: int | None, tz: str) -> dict[str, Any]:
    with working(_("Reading")):
        ocel = read_ocel(log_file, tz)
    with working(_("Writing")):
        lost = write_ocel(ocel, target, version)
        back = read_ocel(target)
    same = back.content() == ocel.content()
    if not same and not lost:
        raise Refused(
            _("%(target)s holds other numbers than the source: %(found)s instead of %(wanted)s. Do not use it.")
            % {"target": target, "found": back.counts(), "wanted": ocel.counts()}
        )
    for each in lost:
        click.echo(loss_words(each), err=True)
    document = {**ocel.as_json(), "target": target, "read_back": back.counts(), "reconciled": same, "lost": lost}
    return {**document, "same_content": same}


@click.command(help=_("How many events, cases, activities and people; how long cases take; what was left out."))
@LOG
@reading_options
def summary(log_file: str, as_json: bool, **reading: Any) -> None:
    with in_words():
        if "://" not in log_file and is_ocel(log_file) and as_json and not reading["object_type"]:
            ocel = read_ocel(log_file, reading["tz"])
            with read(log_file, reading) as log:
                say_json({**summary_document(log), "objects": ocel.as_json()})
            return
        with read(log_file, reading) as log:
            if as_json:
                say_json(summary_document(log))
            else:
                warn(log.account)
                show_summary(log)


def summary_document(log: EventLog) -> dict[str, Any]:
    time = durations(log)
    first, last = log.one(
        "SELECT strftime(make_timestamp(min(ts)), '%Y-%m-%dT%H:%M:%SZ'), strftime(make_timestamp(max(ts)), '%Y-%m-%dT%H:%M:%SZ') FROM step"
    )
    counted = log.rows(
        "SELECT a.name, count(*), count(DISTINCT s.case_id) FROM step s JOIN activity a ON a.act_id = s.act "
        "GROUP BY a.name ORDER BY count(*) DESC, a.name"
    )
    return {
        "events": log.events,
        "cases": log.cases,
        "activities": len(log.activities),
        "resources": len(log.resources),
        "variants": len(variants(log, times=False)),
        "first": first,
        "last": last,
        "unit": "s",
        "duration": time.as_json(),
        "activity_counts": [{"activity": name, "events": n, "cases": cases} for name, n, cases in counted],
        "attributes": [each.as_json() for each in log.attributes],
        "mapping": log.meta.get("mapping"),
        "proposal": log.meta.get("proposal"),
        "account": log.account.as_json(),
        "content_hash": log.content_hash,
    }


def show_summary(log: EventLog) -> None:
    found = summary_document(log)
    text = _(
        "%(events)s events, %(cases)s cases, %(activities)s activities, %(resources)s resources, %(variants)s variants"
    )
    click.echo(text % found)
    text = _("from %(first)s to %(last)s; a case takes %(median)s in the middle, 9 of 10 at most %(p90)s")
    time = durations(log)
    click.echo(text % {**found, "median": span(time.median_us), "p90": span(time.p90_us)})
    grid = _grid((_("Activity"), _("Events"), _("Cases")))
    for each in found["activity_counts"][:SHOWN]:
        grid.add_row(each["activity"], str(each["events"]), str(each["cases"]))
    Console().print(grid)


@click.command("map", help=_("Which activity follows which: how often, in how many cases, how long it takes."))
@LOG
@click.option("--edges", type=click.IntRange(1), help=_("Only the most frequent edges."))
@reading_options
def map_command(log_file: str, as_json: bool, edges: int | None, **reading: Any) -> None:
    with in_words(), read(log_file, reading) as log:
        found = process_map(log)
        cut = ProcessMap(found.nodes, found.edges[:edges])
        if as_json:
            say_json({"unit": "s", **cut.as_json()})
            return
        warn(log.account)
        grid = _grid((_("From"), _("To"), _("Times"), _("Cases"), _("Mean"), _("Median"), _("9 of 10 within")))
        for edge in cut.edges[: edges or SHOWN]:
            time = edge.time
            figures = (
                str(edge.frequency),
                str(edge.cases),
                span(time.mean_us),
                span(time.median_us),
                span(time.p90_us),
            )
            grid.add_row(edge.source, edge.target, *figures)
        Console().print(grid)
        _more(len(found.edges), min(len(found.edges), edges or SHOWN))


@click.command("variants", help=_("Which sequences of activities occur, in how many cases, how long those take."))
@LOG
@click.option("--limit", type=click.IntRange(1), help=_("Only the most frequent variants."))
@reading_options
def variants_command(log_file: str, as_json: bool, limit: int | None, **reading: Any) -> None:
    with in_words(), read(log_file, reading) as log:
        found = variants(log)
        if as_json:
            rows = [each.as_json() for each in found[:limit]]
            say_json({"unit": "s", "count": len(found), "cases": log.cases, "variants": rows})
            return
        warn(log.account)
        show_variants(found, limit or SHOWN // 2)


def show_variants(found: list[Variant], limit: int) -> None:
    grid = _grid((_("Cases"), _("Share"), _("Sum"), _("Median"), _("Activities")))
    total = 0.0
    for each in found[:limit]:
        total += each.share
        grid.add_row(
            str(each.cases), f"{each.share:.1%}", f"{total:.1%}", span(each.median_us), " → ".join(each.activities)
        )
    Console().print(grid)
    _more(len(found), min(len(found), limit))


def _more(there: int, shown: int) -> None:
    if there > shown:
        click.echo(_("%(shown)s of %(there)s are shown; --json has all.") % {"shown": shown, "there": there})


def _grid(headings: tuple[str, ...]) -> Table:
    grid = Table()
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    return grid
