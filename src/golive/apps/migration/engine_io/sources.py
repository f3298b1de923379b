"""Sources of the legacy system, opened and read: files as they were handed over, databases, a running ERP."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.models import DataObject, Extract, Source
from golive.apps.migration.said import source_sentence
from golive.apps.migration.targets import target_of
from golive.connectors.open_source import open_source
from golive.connectors.protocol import SourceError
from golive.engines.migration.port import Unavailable
from golive.engines.migration.table import Workbench, as_text, literal, quoted
from golive.foundation import vault
from golive.foundation.errors import Refused
from golive.foundation.files import storage

ORIGIN = "_source"  # the column that says from which of several sources a row came
FIRST = 8  # rows shown for confirmation
EVERY = 5_000  # rows between two reports
WIDEST = 300  # signs of a cell that are shown for confirmation
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a source turned out to hold. `sure`: its encoding was not a guess."""

    encoding: str
    sure: bool
    tables: dict[str, dict[str, Any]]
    oddities: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taken:
    """A table as it was read, in a file that lives as long as the block it was made in."""

    path: Path
    columns: list[str]
    rows: int


def inspect(source: Source, encoding: str = "", header_row: int | None = None) -> Opened:
    """Look into it; raises Refused when it cannot be read."""
    try:
        opened = _open(source, encoding, header_row)
        found = getattr(opened, "encoding_found", None)
        tables = {}
        for info in opened.describe():
            first = islice(opened.read(info.name), FIRST)
            tables[_shown(source, info.name)] = {
                "rows": opened.count(info.name),
                "columns": [each.name for each in info.fields],
                "first": [[(as_text(v) or "")[:WIDEST] for v in row.values()] for row in first],
            }
    except (SourceError, Unavailable) as error:
        raise _refused(error, source) from error
    odd = [
        {
            "code": i.code,
            "table": _shown(source, i.table),
            "line": i.line,
            "params": {name: str(v) for name, v in i.params},
        }
        for i in getattr(opened, "issues", [])[:50]
    ]
    name = encoding or (found.name if found is not None else "")
    return Opened(name, bool(encoding) or found is None or found.sure, tables, odd)


@contextmanager
def taken(source: Source, table: str, told: Told = lambda done, total: None) -> Iterator[Taken]:
    """Read all rows of a table as text, in the order of the source, into a Parquet file."""
    known = source.tables[table]
    root = Path(settings.DATA) / "workbench"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=root, prefix="taking-") as folder:
        here = Path(folder)
        path = here / "extract.parquet"
        try:
            opened = _open(source, source.encoding, source.header_row)
            real = next((i.name for i in opened.describe() if _shown(source, i.name) == table), table)
            rows = _watched(opened.read(real), known["rows"], told)
            with Workbench(here / "extract.duckdb", export_to=here) as bench:
                read = bench.load("extract", known["columns"], rows)
                names = ", ".join(quoted(column) for column in known["columns"])
                bench.ask(f"COPY (SELECT {names} FROM extract ORDER BY _row) TO {literal(path)} (FORMAT PARQUET)")
        except (SourceError, Unavailable) as error:
            raise _refused(error, source) from error
        yield Taken(path, known["columns"], read.rows)


def _shown(source: Source, table: str) -> str:
    """A text file has one table, named after the file; in the store the file is named after its hash."""
    if source.file is not None and table == source.file.sha256:
        return Path(source.name).stem
    return table


def _watched(rows: Iterator[dict[str, Any]], total: int, told: Told) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows):
        if number % EVERY == 0:
            told(number, max(total, number))
        yield row


def _open(source: Source, encoding: str, header_row: int | None) -> Any:
    if source.kind == Source.Kind.ERP:
        target = target_of(source.project)
        if target is None:
            raise Refused("no_target", _("There is no running ERP to read from. Set up the test environment first."))
        return target
    if source.kind == Source.Kind.DATABASE:
        return open_source(vault.reveal(source.secret, f"migration.source:{source.pk}"))
    assert source.file is not None
    return open_source(str(storage.path_of(source.file)), encoding=encoding or None, header_row=header_row)


def _refused(error: Exception, source: Source | None = None) -> Refused:
    """What is wrong with the source, where, and what to do; else what the other side said."""
    code = getattr(error, "code", "")
    if (sentence := source_sentence(code)) is not None:
        facts = dict(getattr(error, "params", {}))
        if source is not None and "file" in facts:
            facts["file"] = source.name  # in the store it is named after its hash
        return Refused(f"source_{code}", sentence, **facts)
    return Refused(
        "source_unreadable",
        _("The source could not be read (%(said)s). Nothing was taken from it; check the file, its encoding or the "
          "connection."),
        said=getattr(error, "text", "") or str(error),
    )  # fmt: skip


OF_THIS_MACHINE = ("sqlite", "duckdb")


def without_password(url: str) -> str:
    """The address as it may be shown. Raises Refused for what is no address of a database, and for databases that are
    files: their path would be one of this server's."""
    if "://" not in url or url.split("://")[0].split("+")[0].lower() in OF_THIS_MACHINE:
        raise Refused(
            "url_not_taken",
            _("Give the address of a database server, such as postgresql+psycopg://reader:password@host/name. "
              "A database that is a file is uploaded as a file. Nothing was saved."),
        )  # fmt: skip
    try:
        return str(open_source(url).name)  # type: ignore[union-attr]
    except (SourceError, AttributeError) as error:
        raise _refused(error) from error


def current(data_object: DataObject) -> list[Extract]:
    rows = data_object.extracts.filter(is_current=True).select_related("source", "file")
    return list(rows.order_by("source_id", "id"))


def path_of(extract: Extract) -> Path:
    assert extract.file is not None
    return storage.path_of(extract.file)


def rows_of(extract: Extract) -> Iterator[dict[str, str | None]]:
    """The rows of an extract in their order; for extracts small enough to be read here."""
    path = path_of(extract)
    with Workbench(files=[path]) as bench:
        table = bench.load_parquet("extract", extract.columns, [(path, "")], ORIGIN)
        for row in bench.rows(table):
            yield {column: row[column] for column in extract.columns}


def sample(extract: Extract, most: int) -> list[dict[str, str | None]]:
    """The first rows of an extract, however large it is."""
    path = path_of(extract)
    with Workbench(files=[path]) as bench:
        names = ", ".join(quoted(column) for column in extract.columns)
        sql = f"SELECT {names} FROM read_parquet({literal(path.resolve())}) LIMIT {int(most)}"
        return [dict(zip(extract.columns, row, strict=True)) for row in bench.ask(sql)]
