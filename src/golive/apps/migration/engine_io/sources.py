"""Files of the legacy system, opened and read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.models import DataObject, Extract, Source
from golive.connectors.open_source import open_source
from golive.connectors.protocol import SourceError
from golive.engines.migration.table import as_text
from golive.foundation.errors import Refused
from golive.foundation.files import storage

ORIGIN = "_source"  # the column that says from which of several sources a row came


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file turned out to hold. `sure`: its encoding was not a guess."""

    encoding: str
    sure: bool
    tables: dict[str, dict[str, Any]]


def inspect(source: Source, encoding: str = "") -> Opened:
    """Look into the file; raises Refused when it cannot be read."""
    file = _open(source, encoding)
    found = getattr(file, "encoding_found", None)
    tables = {
        info.name: {"rows": file.count(info.name), "columns": [field.name for field in info.fields]}
        for info in file.describe()
    }
    name = encoding or (found.name if found is not None else "")
    return Opened(name, bool(encoding) or found is None or found.sure, tables)


def read_rows(source: Source, table: str) -> list[dict[str, str | None]]:
    """All rows of a table as text, in the order of the file."""
    try:
        rows = _open(source, source.encoding).read(table)
        return [{name: as_text(value) for name, value in row.items()} for row in rows]
    except SourceError as error:
        raise _refused(error) from error


def _open(source: Source, encoding: str) -> Any:
    assert source.file is not None
    try:
        return open_source(str(storage.path_of(source.file)), encoding=encoding or None)
    except SourceError as error:
        raise _refused(error) from error


def _refused(error: SourceError) -> Refused:
    return Refused(
        "source_unreadable",
        _("The file could not be read (%(said)s). Nothing was taken from it; check the file or its encoding."),
        said=error.text,
    )


def as_lines(rows: list[dict[str, str | None]]) -> bytes:
    """Rows as they are kept: one JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def rows_of(extract: Extract) -> Iterator[dict[str, str | None]]:
    assert extract.file is not None
    with storage.open_file(extract.file) as file:
        for line in file:
            yield json.loads(line)


def current(data_object: DataObject) -> list[Extract]:
    rows = data_object.extracts.filter(is_current=True).select_related("source", "file")
    return list(rows.order_by("source_id", "id"))


def all_rows(extracts: list[Extract]) -> Iterator[dict[str, str | None]]:
    for extract in extracts:
        for row in rows_of(extract):
            yield {**row, ORIGIN: extract.source.name}
