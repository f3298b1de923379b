"""`golive data simulate / load / reconcile / undo PROJECT.yaml`: the migration itself, on files, against a target."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from golive.cli import Refused
from golive.cli.data_sources import SHOWN, Source, grid_of, in_words, say_json
from golive.cli.migrate_words import difference_words, guarantee_words, mapping_words, refusal_words, state_words
from golive.cli.words import _, language
from golive.connectors.open_source import open_source
from golive.connectors.open_target import open_target
from golive.connectors.protocol import Refused as TargetSaidNo
from golive.connectors.protocol import SourceError, Unavailable
from golive.engines.evidence.seal import new_private_key
from golive.engines.migration import load as loading
from golive.engines.migration.certificate import ObjectEvidence, build, issue, sign
from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.ledger import State
from golive.engines.migration.mapping import MappingError, write_mapping
from golive.engines.migration.migrate import Migration
from golive.engines.migration.project import Project, read_project
from golive.engines.migration.reconcile import Reconciliation
from golive.engines.migration.table import Workbench

PROJECT = click.argument("project", type=click.Path(exists=True, dir_okay=False, path_type=Path))
RUN = click.option(
    "--run", "run_id", help=_("Name of the run; batches in the target carry it. A new one if not given.")
)
OBJECTS = click.option("--object", "names", multiple=True, help=_("Only this object; may be repeated."))
AS_JSON = click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))


class Tables:
    """A connector's source as the engine asks it."""

    def __init__(self, opened: Source) -> None:
        self.opened = opened
        self._fields = {info.name: [field.name for field in info.fields] for info in opened.describe()}

    def columns(self, table: str) -> Sequence[str]:
        if table not in self._fields:
            raise SourceError("no_such_table", table, table=table)
        return self._fields[table]

    def rows(self, table: str) -> Iterable[Mapping[str, Any]]:
        return self.opened.read(table, batch=10_000)


@contextmanager
def migration(file: Path) -> Iterator[tuple[Project, Migration, dict[str, Tables]]]:
    """The project opened: sources on a workbench, the target, and the ledger beside the project's file."""
    with errors(), ExitStack() as stack:
        project = read_project(file)
        bench = stack.enter_context(Workbench())
        opened = {name: Tables(_source(project, spec)) for name, spec in project.sources.items()}
        target = open_target(project.target, project.folder, "zh_CN" if language() == "zh_Hans" else "en")
        ledger = stack.enter_context(FileLedger(file.with_suffix(".ledger.db")))
        told = stack.enter_context(bars())
        # What a test kills or breaks is named by the step; nobody else sets it.
        yield project, Migration(project, bench, opened, target, ledger, told, clock=time.monotonic), opened


def _source(project: Project, spec: Mapping[str, Any]) -> Source:
    location = str(os.environ.get(str(spec["location_env"]), "") if "location_env" in spec else spec["location"])
    reading = {name: spec[name] for name in ("encoding", "delimiter", "header_row") if name in spec}
    return open_source(location if "://" in location else str(project.folder / location), **reading)


@contextmanager
def errors() -> Iterator[None]:
    """What may go wrong, in the words of the person who called."""
    with in_words():
        try:
            yield
        except MappingError as error:
            raise Refused(mapping_words(error)) from error
        except Unavailable as error:
            text = _("The target does not answer: %(said)s. What was decided until now is kept; run the command again.")
            raise Refused(text % {"said": str(error)}) from error
        except TargetSaidNo as error:
            raise Refused(_("The target refuses: %(said)s") % {"said": str(error)}) from error


@contextmanager
def bars() -> Iterator[Callable[[str, loading.Progress], None]]:
    """A bar an object with the time left, on a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        tasks: dict[str, TaskID] = {}

        def told(name: str, now: loading.Progress) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=now.total)
            progress.update(tasks[name], completed=now.done)

        yield told


@click.command("simulate", help=_("Ask the target's own validation about every row; nothing is left behind."))
@PROJECT
@OBJECTS
@AS_JSON
def simulate_command(project: Path, names: tuple[str, ...], as_json: bool) -> None:
    with migration(project) as (_project, work, _opened):
        found = list(work.simulate(names))
    refused = sum(len(each.refused) for each in found)
    if as_json:
        say_json({"objects": [{**asdict(each), "refused": [asdict(one) for one in each.refused]} for each in found]})
    else:
        grid = grid_of(_("Simulation"), (_("Object"), _("Rows"), _("Accepted"), _("Left out"), _("Refused rows")))
        for each in found:
            grid.add_row(each.object, *map(str, (each.rows, each.accepted, each.left_out, len(each.refused))))
        Console().print(grid)
        show_reasons([(each.object, one.key, one.reason_code, one.text) for each in found for one in each.refused])
    if refused:
        raise Refused(
            _("%(rows)s rows would be refused. Correct them or leave them out by a decision.") % {"rows": refused}
        )


@click.command("load", help=_("Load into the target; started again after any interruption it continues."))
@PROJECT
@RUN
@OBJECTS
@AS_JSON
def load_command(project: Path, run_id: str | None, names: tuple[str, ...], as_json: bool) -> None:
    run = run_id or f"run-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    with migration(project) as (_project, work, _opened):
        results = {name: asdict(result) for name, result in work.load(run, names, _who())}
        rejected = [
            (spec.name, entry.key, entry.reason_code, entry.text)
            for spec in work.project.chosen(names)
            for entry in work.ledger.entries(work.prefix(spec), {State.REJECTED})
        ]
        guarantee = work.target.guarantees()
    if as_json:
        listed = [dict(zip(("object", "key", "code", "text"), each, strict=True)) for each in rejected]
        say_json({"run": run, "guarantees": asdict(guarantee), "objects": results, "rejected": listed})
    else:
        headings = (_("Object"), _("Loaded"), _("Loaded before"), _("Left out"), _("Rejected rows"))
        grid = grid_of(_("Run %(run)s") % {"run": run}, headings)
        for name, result in results.items():
            grid.add_row(name, *(str(result[part]) for part in ("loaded", "already", "excluded", "refused")))
        Console().print(grid)
        click.echo(guarantee_words(guarantee))
        show_reasons(rejected)
    if rejected:
        raise Refused(_("%(rows)s rows were rejected; their reasons are kept.") % {"rows": len(rejected)})


@click.command("reconcile", help=_("Compare source, ledger and target row by row, and write the certificate."))
@PROJECT
@RUN
@click.option("--sign", "person", help=_("Name of the data owner who signs the certificate."))
@click.option("--role", default="data owner", help=_("His or her role."))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help=_("Folder of the certificate."))
@AS_JSON
def reconcile_command(
    project: Path, run_id: str | None, person: str | None, role: str, out: Path | None, as_json: bool
) -> None:
    with migration(project) as (read, work, opened):
        evidence = [_evidence(read, opened, spec.name, found) for spec, found in work.reconcile()]
        name, guarantees = work.target.name, work.target.guarantees()
    folder = out or project.parent
    last = _latest(folder, project.stem)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    certificate = build(
        project=read.name,
        cycle=run_id or "",
        target_name=name,
        guarantee=guarantees.key,
        limits=guarantees.limits,
        objects=evidence,
        issued_at=now,
        issued_by=_who(),
        previous=json.loads(last.read_text("utf-8"))["content_hash"] if last else "",
    )
    if person:
        certificate = sign(certificate, person, role, now)
    file = folder / f"{project.stem}.certificate-{_number(last) + 1}.json"
    folder.mkdir(parents=True, exist_ok=True)
    issued = issue(certificate, _seal_key(project))
    _write_new(file, json.dumps(issued, ensure_ascii=False, indent=1).encode())
    from golive.cli.certificate_paper import print_certificate

    _write_new(file.with_suffix(".pdf"), print_certificate(issued, language()))
    differences = [
        (each.name, one.key, one.code, difference_words(one))
        for each in evidence
        for one in each.reconciliation.differences
    ]
    if as_json:
        say_json(
            {"certificate": str(file), "balanced": issued["balanced"], "objects": [_summary(each) for each in evidence]}
        )
    else:
        _show_reconciliation(evidence, differences)
        click.echo(_("Certificate: %(file)s") % {"file": file})
        click.echo(guarantee_words(guarantees))
    if not issued["balanced"]:
        raise Refused(_("Not balanced: open rows or differences remain. The certificate says so."))


@click.command(
    "undo", help=_("Take loaded records back in the reverse order; what changed or is used stays and is named.")
)
@PROJECT
@RUN
@OBJECTS
@click.option("--reason", required=True, help=_("Why; it stays in the ledger."))
@AS_JSON
def undo_command(project: Path, run_id: str | None, names: tuple[str, ...], reason: str, as_json: bool) -> None:
    with migration(project) as (_project, work, _opened):
        answers = dict(work.undo(_who(), reason, names, run_id or ""))
    refused = [
        (name, one.key, one.reason_code, one.text)
        for name, found in answers.items()
        for one in found
        if not one.undone and one.reason_code != "not_found"
    ]
    if as_json:
        undone = {name: sum(one.undone for one in found) for name, found in answers.items()}
        listed = [dict(zip(("object", "key", "code", "text"), each, strict=True)) for each in refused]
        say_json({"undone": undone, "refused": listed})
    else:
        grid = grid_of(_("Taken back"), (_("Object"), _("Taken back"), _("Refused rows")))
        for name, found in answers.items():
            grid.add_row(name, str(sum(one.undone for one in found)), str(sum(one[0] == name for one in refused)))
        Console().print(grid)
        show_reasons(refused)
    if refused:
        raise Refused(_("%(rows)s records could not be taken back.") % {"rows": len(refused)})


def show_reasons(refused: list[tuple[str, str, str, str]]) -> None:
    if not refused:
        return
    grid = grid_of(_("First reasons"), (_("Object"), _("Key"), _("Reason")))
    for name, key, code, text in refused[:SHOWN]:
        grid.add_row(name, key.split("/", 2)[-1], refusal_words(code, text))
    Console().print(grid)


def _show_reconciliation(evidence: list[ObjectEvidence], differences: list[tuple[str, str, str, str]]) -> None:
    states = (State.LOADED, State.MERGED, State.EXCLUDED, State.REJECTED)
    headings = (_("Object"), _("Rows"), *(state_words(state) for state in states), _("Differences"))
    grid = grid_of(_("Reconciliation"), headings)
    for each in evidence:
        found = each.reconciliation
        counts = [found.by_state[state] for state in states]
        grid.add_row(each.name, *map(str, (found.rows, *counts, len(found.differences))))
    Console().print(grid)
    totals = grid_of(
        _("Control totals"), (_("Object"), _("Figure"), _("Group"), _("Source"), _("Loaded"), _("Target system"))
    )
    for each in evidence:
        for total in each.reconciliation.totals:
            figures = (total.source, total.by_state[State.LOADED], total.target)
            totals.add_row(each.name, total.name, total.group, *(f"{figure:,f}" for figure in figures))
    if totals.row_count:
        Console().print(totals)
    if differences:
        grid = grid_of(_("First differences"), (_("Object"), _("Key"), _("Difference")))
        for name, key, _code, text in differences[:SHOWN]:
            grid.add_row(name, key.split("/", 2)[-1], text)
        Console().print(grid)


def _summary(each: ObjectEvidence) -> dict[str, Any]:
    found = each.reconciliation
    return {
        "object": each.name,
        "rows": found.rows,
        "states": {state.value: number for state, number in found.by_state.items()},
        "balanced": found.balanced,
        "not_compared": sorted(found.not_compared),
        "totals": [
            {"name": t.name, "group": t.group, "source": str(t.source), "loaded": str(t.by_state[State.LOADED]), "target": str(t.target)}
            for t in found.totals
        ],
        "differences": [one._asdict() for one in found.differences],
    }  # fmt: skip


def _evidence(project: Project, opened: dict[str, Tables], name: str, found: Reconciliation) -> ObjectEvidence:
    (spec,) = project.chosen((name,))
    source = opened[spec.source].opened
    mapping = write_mapping(spec.mapping)
    return ObjectEvidence(
        name,
        spec.mapping.target,
        project.system,
        source.path.name if hasattr(source, "path") else source.name,
        getattr(source, "sha256", ""),
        found.rows,
        found,
        _sha256(mapping),
        _sha256(spec.rules) if spec.rules else "",
    )


def _sha256(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def _who() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "golive"


def _number(file: Path | None) -> int:
    return int(file.stem.rpartition("-")[2]) if file else 0


def _latest(folder: Path, stem: str) -> Path | None:
    files = [f for f in folder.glob(f"{stem}.certificate-*.json") if f.stem.rpartition("-")[2].isdigit()]
    return max(files, key=_number, default=None)


def _write_new(file: Path, content: bytes) -> None:
    """A certificate is never overwritten."""
    with file.open("xb") as out:
        out.write(content)


def _seal_key(project: Path) -> bytes:
    """The key of GOLIVE_SEAL_KEY_FILE, else one beside the project, made at the first certificate."""
    file = Path(os.environ.get("GOLIVE_SEAL_KEY_FILE") or project.with_suffix(".seal-key"))
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(new_private_key().hex())
    return bytes.fromhex(file.read_text().strip())
