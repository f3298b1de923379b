"""`golive data match`: which records are one, how surely, and why."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table as Grid

from golive.cli.data_sources import SHOWN, about, bar, columns, in_words, only, reading_options, say_json, take, warn
from golive.cli.words import _, language
from golive.connectors.open_source import open_source
from golive.connectors.protocol import ObjectInfo
from golive.engines.migration.match import (
    MatchError,
    Matching,
    Pair,
    at_threshold,
    choose_threshold,
    match,
    next_to_label,
    propose_spec,
    read_spec,
    write_spec,
)
from golive.engines.migration.match.labels import Quality, Scored
from golive.engines.migration.table import Table, Workbench

SIDE = "source"
FILE = click.Path(dir_okay=False, path_type=Path)
YES = {"1", "y", "yes", "true", "是", "same"}


@click.command("match", help=_("Find duplicates within a source, or between two: clusters with probability and why."))
@click.argument("source")
@click.argument("other", required=False)
@click.option("--spec", "spec_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help=_("What is compared and how (YAML). Without it a spec is proposed from the profile."))  # fmt: skip
@click.option("--out", type=FILE, help=_("The pairs within clusters, as CSV."))
@click.option("--spec-out", type=FILE, help=_("Write the spec that was used, to be adapted."))
@click.option("--threshold", type=click.FloatRange(0, 1, min_open=True, max_open=True), help=_("Least probability."))
@click.option("--labels", "labels_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help=_("Pairs that people judged (CSV: key_a, key_b, same); the threshold is chosen by them."))  # fmt: skip
@click.option("--ask", type=FILE, help=_("Write the 20 pairs that are most worth judging next, as CSV."))
@click.option("--key", help=_("Key columns, separated by commas."))
@reading_options
def match_command(
    source: str, other: str | None, spec_file: Path | None, out: Path | None, spec_out: Path | None,
    threshold: float | None, labels_file: Path | None, ask: Path | None, key: str | None, table_name: str | None,
    as_json: bool, **reading: Any,
) -> None:  # fmt: skip
    with in_words(), Workbench() as bench, bar() as tick:
        table, read = both(bench, [each for each in (source, other) if each], table_name, columns(key), reading)
        spec = (
            read_spec(spec_file.read_text("utf-8")) if spec_file else propose_spec(bench, table, SIDE if other else "")
        )
        spec = replace(spec, threshold=threshold) if threshold else spec
        found = match(bench, table, spec, tick(table.name), prepared=spec_file is None)
        labels, shown = read_labels(labels_file) if labels_file else {}, None
        if labels:
            shown = choose_threshold(judged(found, labels))
            found = at_threshold(found, within(shown.threshold))
        if spec_out:
            spec_out.write_text(write_spec(found.spec), "utf-8")
        if out:
            write_rows(out, pair_rows(found))
        if ask:
            write_rows(ask, asked_rows(found, labels))
        if as_json:
            say_json({**read, **document(found, shown)})
        else:
            show(found, shown)


def both(
    bench: Workbench, locations: list[str], name: str | None, key: tuple[str, ...], reading: dict[str, Any]
) -> tuple[Table, dict[str, Any]]:
    """One table of one source or of two; two are told apart by a column in front of the key."""
    opened = [open_source(location, **reading) for location in locations]
    for each in opened:
        warn(each)
    if len(opened) == 1:
        return take(bench, opened[0], only(opened[0], name), key), about(opened[0])
    infos = [only(each, name) for each in opened]
    shared = [field.name for field in infos[0].fields if field.name in {other.name for other in infos[1].fields}]
    unknown = [column for column in key if column not in shared]
    if unknown or not shared:
        raise MatchError("no_common_column", columns=", ".join(unknown) or "-")
    key = key or common_key(infos, shared)
    feeds = (
        ({**row, SIDE: side} for row in each.read(info.name, batch=10_000))
        for side, each, info in zip("AB", opened, infos, strict=True)
    )
    kept = [column for column in shared if column != SIDE]
    table = bench.load("A + B", [SIDE, *kept], chain.from_iterable(feeds), (SIDE, *key) if key else ())
    return table, {"sources": [about(each) for each in opened]}


def common_key(infos: list[ObjectInfo], shared: list[str]) -> tuple[str, ...]:
    return infos[0].key if infos[0].key == infos[1].key and set(infos[0].key) <= set(shared) else ()


def read_labels(path: Path) -> dict[tuple[str, str], tuple[bool, str]]:
    """Pair of keys -> (the same or not, how the pair was drawn)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"key_a", "key_b", "same"} <= set(rows[0]):
        raise MatchError("labels_not_understood")
    judged_rows = [row for row in rows if (row["same"] or "").strip()]
    return {
        in_order(row["key_a"], row["key_b"]): (row["same"].strip().lower() in YES, row.get("drawn") or "random")
        for row in judged_rows
    }


def judged(found: Matching, labels: Mapping[tuple[str, str], tuple[bool, str]]) -> list[Scored]:
    """The labelled pairs with what the model says; a pair that was never compared has probability 0."""
    keys = key_of_row(found)
    scores = {in_order(keys[each.first], keys[each.second]): each.probability for each in found.pairs()}
    return [
        Scored(scores.get(pair, 0.0), same, "near" if drawn == "near" else "random")
        for pair, (same, drawn) in labels.items()
    ]


def within(threshold: float) -> float:
    """A threshold that a spec accepts, although a model may be as good as certain."""
    return min(max(threshold, 1e-6), 1 - 1e-9)


def in_order(first: str, second: str) -> tuple[str, str]:
    return (first, second) if first <= second else (second, first)


def key_of_row(found: Matching) -> dict[int, str]:
    return {row["_row"]: row["_key"] for row in found.bench.rows(found.table)}


def why_words(pair: Pair) -> str:
    """The reasons that speak at all, the strongest first: 名称 相同 ×2500; 电话 不同 ×0.2."""
    chinese = language() == "zh_Hans"
    speaking = sorted((each for each in pair.why if each.level), key=lambda each: -each.bayes_factor)
    return "; ".join(f"{each.column}: {each.zh if chinese else each.en} ×{each.bayes_factor:.3g}" for each in speaking)


def pair_rows(found: Matching) -> Iterator[dict[str, Any]]:
    """Every compared pair within a cluster; then pairs that only a key brought together."""
    by_pair: dict[tuple[int, int], dict[str, Any]] = {}
    for place, pair in found.pairs_inside():
        by_pair[pair.first, pair.second] = line(
            found, place, pair.first, pair.second, pair.probability, why_words(pair)
        )
    for place, each in enumerate(found.clusters):
        for reason in each.reasons:
            for row in reason.rows[1:]:
                said = f"{reason.match_key} = {reason.value}"
                by_pair.setdefault((reason.rows[0], row), line(found, place, reason.rows[0], row, 1.0, said))
    return iter(
        sorted(by_pair.values(), key=lambda row: (row["cluster"], -row["probability"], row["row_a"], row["row_b"]))
    )


def line(found: Matching, place: int, first: int, second: int, probability: float, why: str) -> dict[str, Any]:
    cluster = found.clusters[place]
    keys = dict(zip(cluster.rows, cluster.keys, strict=True))
    return {
        "cluster": place + 1,
        "key_a": keys[first],
        "key_b": keys[second],
        "row_a": first,
        "row_b": second,
        "probability": round(probability, 6),
        "chained": int(cluster.chained),
        "survivor": cluster.survivor,
        "why": why,
    }


def asked_rows(found: Matching, labels: Mapping[tuple[str, str], Any]) -> Iterator[dict[str, Any]]:
    """Pairs to judge: the file comes back as --labels when the column "same" is filled."""
    keys = key_of_row(found)
    pairs = {(each.first, each.second): each for each in found.pairs()}
    rows = {key: row for row, key in keys.items()}
    known = [(rows[a], rows[b]) for a, b in labels if a in rows and b in rows]
    scored = [(first, second, pair.probability) for (first, second), pair in pairs.items()]
    for each in next_to_label(scored, known, found.spec.threshold, SHOWN, found.spec.seed):
        pair = pairs[each.first, each.second]
        yield {"key_a": keys[each.first], "key_b": keys[each.second], "same": "", "drawn": each.drawn,
               "probability": round(each.probability, 6), "why": why_words(pair)}  # fmt: skip


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """CSV with a mark of its encoding, so that a spreadsheet program shows Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer: Any = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(file, list(row))
                writer.writeheader()
            writer.writerow(row)
        if writer is None:
            csv.writer(file).writerow(["cluster", "key_a", "key_b", "probability", "why"])


def document(found: Matching, shown: Quality | None) -> dict[str, Any]:
    pairs: dict[int, list[dict[str, Any]]] = {}
    for place, pair in found.pairs_inside():
        pairs.setdefault(place, []).append(pair_document(found, place, pair))
    clusters = [
        {"id": place + 1, "keys": each.keys, "rows": each.rows, "survivor": each.survivor}
        | {"probability": round(each.probability, 6), "chained": each.chained, "linked_rows": each.component}
        | {"agree": [asdict(reason) for reason in each.reasons], "pairs": pairs.get(place, [])}
        for place, each in enumerate(found.clusters)
    ]
    return {
        "table": found.table.name,
        "rows": found.table.rows,
        "threshold": found.spec.threshold,
        "learned": bool(found.model and found.model.learned),
        "quality": asdict(shown) if shown else None,
        "spec": write_spec(found.spec),
        "clusters": clusters,
    }


def pair_document(found: Matching, place: int, pair: Pair) -> dict[str, Any]:
    keys = dict(zip(found.clusters[place].rows, found.clusters[place].keys, strict=True))
    return {
        "a": keys[pair.first],
        "b": keys[pair.second],
        "probability": round(pair.probability, 6),
        "why": [asdict(each) for each in pair.why],
    }


def show(found: Matching, shown: Quality | None) -> None:
    records = sum(len(each.rows) for each in found.clusters)
    text = _("%(clusters)s clusters of %(records)s records, from a probability of %(threshold)s on.")
    facts = {"clusters": len(found.clusters), "records": records, "threshold": f"{found.spec.threshold:.4g}"}
    click.echo(text % facts)
    if found.model and not found.model.learned:
        click.echo(
            _("Too few duplicates to learn from: usual weights were taken. Judge pairs (--ask, --labels)."), err=True
        )
    if shown:
        click.echo(quality_words(shown))
    grid = Grid()
    for heading in (_("Cluster"), _("Records"), _("Probability"), _("Stays"), _("Why")):
        grid.add_column(heading, overflow="fold")
    why = {row["cluster"]: row["why"] for row in reversed(list(pair_rows(found)))}
    for place, each in enumerate(found.clusters[:SHOWN], start=1):
        mark = " (" + _("chain: look closely") + ")" if each.chained else ""
        grid.add_row(
            str(place), ", ".join(each.keys), f"{each.probability:.4f}{mark}", each.survivor, why.get(place, "")
        )
    if grid.row_count:
        Console().print(grid)


def quality_words(shown: Quality) -> str:
    text = _("On the labels: precision %(p)s (%(p_low)s to %(p_high)s), recall %(r)s (%(r_low)s to %(r_high)s).")
    (p_low, p_high), (r_low, r_high) = shown.precision_interval, shown.recall_interval
    shares = {"p": shown.precision, "p_low": p_low, "p_high": p_high}
    shares |= {"r": shown.recall, "r_low": r_low, "r_high": r_high}
    return text % {name: f"{share:.1%}" for name, share in shares.items()}
