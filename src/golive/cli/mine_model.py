"""`golive mine discover` and `conform`: from a log to a model, and how far both agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from golive.cli import Refused
from golive.cli.mine_files import FILE, net
from golive.cli.mine_findings import said
from golive.cli.mine_reading import LOG, in_words, read, reading_options, say_json, warn, working
from golive.cli.words import _
from golive.engines.mining.conformance import Conformance, Deviation, align, cases_of, deviations, traces_of
from golive.engines.mining.conformance.alignments import ModelDeadEnd
from golive.engines.mining.discovery import discover, discover_from_graph
from golive.engines.mining.findings import Text
from golive.engines.mining.findings.roles import roles_of_activities
from golive.engines.mining.log import EventLog
from golive.engines.mining.model.bpmn_file import write_bpmn
from golive.engines.mining.model.bpmn_lanes import with_lanes
from golive.engines.mining.model.bpmn_layout import bpmn_of_tree
from golive.engines.mining.model.net import net_of_tree
from golive.engines.mining.model.pnml import write_pnml
from golive.engines.mining.model.tree import Tree, shortest

MANY = 2_000_000  # events in distinct variants, beyond which the map alone is asked
ENDINGS = (".bpmn", ".xml", ".pnml")


@click.command("discover", help=_("Find the process in a log: a BPMN model with its drawing (or a Petri net, .pnml)."))
@LOG
@click.argument("target", metavar="OUT.bpmn", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--noise",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help=_("Ways rarer than this share of the commonest are left out; 0 keeps all."),
)
@click.option("--graph", is_flag=True, help=_("From the map alone: quick for any size, less exact."))
@reading_options
def discover_command(log_file: str, target: Path, noise: float, graph: bool, as_json: bool, **reading: Any) -> None:
    if target.suffix.lower() not in ENDINGS:
        raise click.UsageError(_("The model is written as .bpmn or .pnml."))
    with in_words(), read(log_file, reading) as log:
        with working(_("Discovering")):
            traces, _durations = traces_of(log)
            by_graph = graph or sum(map(len, traces)) > MANY
            tree = _from_map(log, noise) if by_graph else discover(traces, noise)
            model = with_lanes(bpmn_of_tree(tree, Path(log_file).name.split(".")[0]), roles_of_activities(log))
            if target.suffix.lower() == ".pnml":
                write_pnml(net_of_tree(tree), target)
            else:
                write_bpmn(model, target)
        with working(_("Aligning")):
            found = align(traces, net_of_tree(tree), shortest=shortest(tree), seconds=20)
        told = {
            "source": log_file,
            "target": str(target),
            "noise": noise,
            "from_map": by_graph,
            "tree": str(tree),
            "tasks": len(model.tasks()),
            "gateways": len(model.nodes) - len(model.tasks()) - 2,
            "flows": len(model.flows),
            **conformance_document(found),
        }
        if as_json:
            say_json(told)
            return
        warn(log.account)
        click.echo(_("%(target)s: %(tasks)s tasks, %(gateways)s gateways.") % told)
        click.echo(_summary(found))


def _from_map(log: EventLog, noise: float) -> Tree:
    names = log.activities
    edges = log.rows("SELECT act, nxt, count(*) FROM step WHERE nxt IS NOT NULL GROUP BY act, nxt ORDER BY act, nxt")
    start, end = (
        {
            names[act]: n
            for act, n in log.rows(f"SELECT act, count(*) FROM step WHERE {where} GROUP BY act ORDER BY act")
        }
        for where in ("pos = 0", "nxt IS NULL")
    )
    return discover_from_graph({(names[a], names[b]): n for a, b, n in edges}, start, end, noise)


@click.command("conform", help=_("How far a log follows a model (BPMN or PNML): fitness, and the deviations in words."))
@LOG
@click.argument("model", type=FILE)
@click.option("--seconds", type=click.FloatRange(1), default=60.0, show_default=True, help=_("Time allowed."))
@click.option(
    "--longest",
    type=click.IntRange(1),
    default=100,
    show_default=True,
    help=_("Cases with more events are not aligned."),
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help=_("Another number, another luck."))
@reading_options
def conform(log_file: str, model: Path, seconds: float, longest: int, seed: int, as_json: bool, **reading: Any) -> None:
    with in_words(), read(log_file, reading) as log:
        with working(_("Aligning")):
            traces, durations = traces_of(log)
            wanted = net(model, frozenset(log.activities.values()))
            try:
                found = align(traces, wanted, longest=longest, seconds=seconds)
            except ModelDeadEnd as error:
                raise Refused(
                    _("No case can pass %(file)s from begin to end: a way is blocked. Check its gateways.")
                    % {"file": model.name}
                ) from error
            deviant = deviations(found, traces, durations, seed)
        if as_json:
            told = [_deviation_document(each, cases_of(log, each.variants)) for each in deviant]
            names = {
                "only_in_log": sorted(set(log.activities.values()) - wanted.labels()),
                "only_in_model": sorted(wanted.labels() - set(log.activities.values())),
            }
            say_json(
                {"source": log_file, "model": str(model), **conformance_document(found), **names, "deviations": told}
            )
            return
        warn(log.account)
        click.echo(_summary(found))
        show(deviant)


def conformance_document(found: Conformance) -> dict[str, Any]:
    return {
        "cases": found.cases,
        "aligned_cases": found.aligned_cases,
        "not_aligned_share": found.not_aligned_share,
        "not_aligned": {"too_long": found.too_long, "too_hard": found.too_hard, "out_of_time": found.out_of_time},
        "variants_aligned": len(found.alignments),
        "fitness": found.fitness,
        "mean_trace_fitness": found.mean_fitness,
        "perfect_cases": found.perfect_cases,
        "perfect_share": found.perfect_share,
    }


def _deviation_document(each: Deviation, keys: list[str]) -> dict[str, Any]:
    interval = each.extra_days
    return {
        "kind": each.kind.value,
        "activity": each.activity,
        "after": each.after,
        "cases": {"count": each.cases, "keys": keys},
        "times": each.times,
        "share": {"value": each.share.value, "low": each.share.low, "high": each.share.high},
        "extra_days": None
        if interval is None
        else {"value": interval.value, "low": interval.low, "high": interval.high},
        "total_days": each.total_days,
        "sentence": {"zh": each.zh, "en": each.en},
    }


def _summary(found: Conformance) -> str:
    if found.fitness is None or found.perfect_share is None:
        return _("No case could be aligned.")
    text = _("Fitness %(fitness).3f; %(share).1f %% of cases follow the model exactly.") % {
        "fitness": found.fitness,
        "share": 100 * found.perfect_share,
    }
    if found.aligned_cases < found.cases:
        text += " " + _("Not aligned and not counted: %(share).1f %% of cases (%(long)s too long, %(hard)s too hard, %(time)s out of time).") % {
            "share": 100 * found.not_aligned_share,
            "long": found.too_long,
            "hard": found.too_hard,
            "time": found.out_of_time,
        }  # fmt: skip
    return text


def show(deviant: list[Deviation], most: int = 20) -> None:
    if not deviant:
        return
    table = Table(title=_("Deviations, the costliest first"), title_justify="left")
    table.add_column(_("Cases"), justify="right")
    table.add_column(_("Deviation"), overflow="fold")
    for each in deviant[:most]:
        table.add_row(f"{each.cases:,}", said(Text(each.zh, each.en)))
    Console().print(table)
    if len(deviant) > most:
        click.echo(_("  … and %(number)d more.") % {"number": len(deviant) - most})
