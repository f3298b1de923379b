"""Files and stores of logs, opened; the engine's refusals in words."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.engine_io.words import WHY
from golive.apps.diagnosis.models import LogPart, ProcessLog
from golive.connectors.open_source import open_source as open_table
from golive.connectors.protocol import SourceError
from golive.engines.mining.filters import as_steps, filtered, filters_from_json
from golive.engines.mining.log import EventLog, LogError, LogMapping, open_store, read_store, write_parquet, write_store
from golive.engines.mining.log.refresh import refresh
from golive.engines.mining.ocel import is_ocel, open_log
from golive.engines.mining.read import read_log, sniff
from golive.foundation.errors import Refused
from golive.foundation.files import storage

HEAD_BYTES, SAMPLE = 1 << 20, 8
TABLES = ("text", "zip")


@dataclass(frozen=True)
class Head:
    """The columns of a file and its first rows; `mapping`: what they probably mean. `ask`: a person must say."""

    mapping: dict[str, Any]
    ask: bool
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[Any, ...], ...] = ()
    why: tuple[tuple[str, str], ...] = ()


def head_of(path: Path, tz: str) -> Head:
    """Only the first megabyte of a text is looked at, so that no page waits. A format that names its fields asks nothing."""
    try:
        kind = sniff(path)
    except LogError as error:
        raise refused(error) from error
    if kind not in TABLES or is_ocel(path):
        return Head({}, ask=False)
    try:
        with _head_file(path, kind) as part:
            columns, sample = _rows(part)
            try:
                with read_log(part, tz=tz) as found:
                    proposal = found.meta["proposal"]
                    mapping = dict(found.meta["mapping"])
                    why = tuple((name, reason[1]) for name, reason in proposal["why"].items())
            except LogError as error:
                if error.code != "mapping_incomplete":
                    raise
                mapping, why = {"tz": tz}, ()
    except LogError as error:
        raise refused(error) from error
    return Head(mapping, ask=True, columns=columns, sample=sample, why=why)


@contextmanager
def _head_file(path: Path, kind: str) -> Iterator[Path]:
    if kind != "text" or path.stat().st_size <= HEAD_BYTES or path.suffix.lower() == ".gz":
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / path.name
        with path.open("rb") as file:
            taken = file.read(HEAD_BYTES)
        part.write_bytes(taken[: taken.rfind(b"\n") + 1])
        yield part


def _rows(path: Path) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    try:
        source = open_table(str(path))
        table = max(source.describe(), key=lambda t: source.count(t.name))
        columns = tuple(field.name for field in table.fields)
        rows = tuple(tuple(row.get(c) for c in columns) for row in islice(source.read(table.name), SAMPLE))
    except SourceError as error:
        raise Refused(
            "source_unreadable",
            _("The file could not be read (%(said)s). Nothing was taken from it; check the file or its encoding."),
            said=error.text,
        ) from error
    return columns, rows


def open_source(log: ProcessLog) -> EventLog:
    """The log as its file gives it, by its mapping, with what was delivered later."""
    assert log.file is not None
    found = _open_file(log, log.file)
    parts = list(log.parts.select_related("file"))
    return grown(log, found, parts) if parts else found


def _open_file(log: ProcessLog, file: Any) -> EventLog:
    given = {k: v for k, v in log.mapping.items() if v}
    mapping = LogMapping.from_json(given) if given.get("case") else None
    found = as_steps(open_log(storage.path_of(file), mapping, tz=log.project.timezone))
    if not found.events:
        why = "；".join(f"{WHY.get(d.reason, d.reason)}: {d.rows}" for d in found.account.dropped)
        n = found.account.rows_read
        found.close()
        raise Refused("nothing_kept", NOTHING_KEPT, n=n, why=why)
    return found


def grown(log: ProcessLog, known: EventLog, parts: list[LogPart]) -> EventLog:
    """`known`, which is closed, with the events of later deliveries: only their cases are touched. Events that overlap
    with what is there already are left out and accounted for."""
    with tempfile.TemporaryDirectory() as folder:
        with known:
            if known.meta.get("paired"):
                raise Refused(
                    "log_paired",
                    _(
                        "This log records begin and end as two events, which a later delivery may tear apart. Nothing was changed; "
                        "bring the whole file."
                    ),
                )
            write_store(known, folder)
        for part in parts:
            with _open_file(log, part.file) as late:
                refresh(folder, late, skip_known=True)
        return read_store(folder)


@contextmanager
def opened_before(log: ProcessLog) -> Iterator[EventLog | None]:
    """The last reading, as a file that is asked and not loaded; None where there is none, or an older version kept it."""
    found = None
    if log.store is not None:
        try:
            found = open_store(storage.path_of(log.store))
        except LogError:
            found = None
    try:
        yield found
    finally:
        if found is not None:
            found.close()


@contextmanager
def opened(log: ProcessLog, steps: list[dict[str, Any]], lazy: bool = False) -> Iterator[EventLog]:
    """What was read of a log, without reading its file again; with filters, the part that they leave.

    `lazy`: for pages, which ask for a window of it: nothing is loaded but what they ask for.
    """
    if log.store is None:
        raise Refused("log_not_read", _("The event log has not been read yet. Wait for the end of its job."))
    try:
        with (open_store if lazy else read_store)(storage.path_of(log.store)) as whole:
            if not steps:
                yield whole
                return
            with filtered(whole, filters_from_json(steps)) as part:
                yield part
    except LogError as error:
        raise refused(error) from error


def save(found: EventLog) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.parquet"
        write_parquet(found, path)
        return path.read_bytes()


NOTHING_KEPT = _(
    "None of the %(n)s rows could be used (%(why)s). Nothing was kept of them; look at the meaning of the columns and the form of the time."
)
SAID = {
    "no_such_column": _("The file has no column %(columns)s. It has: %(known)s."),
    "mapping_incomplete": _(
        "Nothing says which columns are the case, the activity and the time. Name them, then read again."
    ),
    "empty_log": _("The file holds no events. Nothing was read."),
    "not_a_log": _("This is no event log (%(reason)s). Nothing was read."),
    "damaged": _("The file is damaged (%(reason)s). Nothing was kept of it; export it again."),
    "outdated": _("What was read of this log was kept by an older version. Read the log again."),
    "file_missing": _("The file is gone from the store. Restore it from a backup, or bring it in again."),
    "unknown_format": _("The format of this file is not known. Taken are XES, OCEL, CSV, Excel and Parquet."),
    "no_such_activity": _("The log has no activity “%(name)s”. Nothing was changed."),
    "bad_filter": _("This filter cannot be understood. Nothing was changed."),
    "not_readable": _("The file could not be read (%(reason)s). Check its encoding, or export it again."),
}


def refused(error: LogError) -> Refused:
    params = {k: str(v) for k, v in error.params.items()}
    text = SAID.get(error.code, _("The log could not be read (%(said)s)."))
    for name in ("columns", "known", "reason", "name"):
        params.setdefault(name, "")
    return Refused(f"log_{error.code}", text, said=str(error), **params)
