"""From the book of the opening stock to count sheets, and from what was counted to its rows."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import F, Q, QuerySet, Sum, Value
from django.db.models.functions import Abs, Coalesce

from golive.apps.migration.engine_io import counts, sources, tables
from golive.apps.migration.engine_io.snapshot import Snapshot
from golive.apps.migration.models import DataObject, Extract, Source, StockTake, TakeLine, TakeSheet
from golive.engines.evidence.canonical import decimal_text
from golive.engines.migration.table import Workbench, literal, quoted
from golive.foundation import clock
from golive.foundation.files import storage

MOST = 200_000
NAMES = ("物料名称", "名称", "品名", "name", "description")
UNITS = ("单位", "计量单位", "unit", "uom")
PLACES = ("库位", "货位", "location", "bin")


def stores(now: Snapshot, data_object: DataObject) -> dict[str, list[dict[str, Any]]]:
    """store -> its lines in the order of locations. A store is what one source names; a column `count.store` of the
    preparation says otherwise."""
    wanted = data_object.preparation["count"]
    key = tables.mapping_of(data_object).key
    named = {
        name: _column(now.columns, wanted.get(name), usual)
        for name, usual in (("name", NAMES), ("unit", UNITS), ("location", PLACES))
    }
    store = wanted.get("store") or sources.ORIGIN
    found: dict[str, list[dict[str, Any]]] = {}
    for row in now.window("true", [], 0, MOST, more=[sources.ORIGIN]):
        cells = {c: row[c] for c in now.columns}
        found.setdefault(_store_name(row.get(store)), []).append(
            {
                "product": " ".join(str(row[c] or "") for c in key)[:120],
                "name": str(row.get(named["name"]) or "")[:200],
                "unit": str(row.get(named["unit"]) or "")[:40],
                "location": str(row.get(named["location"]) or "")[:120],
                "book": counts.number(row.get(wanted["book"])),
                "cells": cells,
            }
        )
    return {
        name: sorted(rows, key=lambda each: (each["location"], each["product"])) for name, rows in sorted(found.items())
    }


def _store_name(value: Any) -> str:
    """A file's name without its ending and what is always in it."""
    return Path(str(value or "—")).stem.removesuffix("_盘点") or "—"


def _column(columns: list[str], named: Any, usual: tuple[str, ...]) -> str:
    return str(named) if named else next((c for c in columns if c.lower() in usual), "")


def differing(sheet: TakeSheet) -> QuerySet[TakeLine]:
    """Lines whose first count is not the book quantity."""
    return sheet.lines.exclude(first=Coalesce(F("book"), Value(Decimal(0))))


def to_count(sheet: TakeSheet) -> QuerySet[TakeLine]:
    """What is to count now: all lines, in a recount those that differ."""
    return differing(sheet) if sheet.state == TakeSheet.State.RECOUNTING else sheet.lines.all()


def still_differing(lines: QuerySet[TakeLine]) -> QuerySet[TakeLine]:
    """Lines whose count, or recount where there is one, is not the book quantity; uncounted ones are none of them."""
    counted = Coalesce("second", "first")
    rows = lines.annotate(final=counted, booked=Coalesce(F("book"), Value(Decimal(0)))).filter(final__isnull=False)
    return rows.exclude(final=F("booked")).annotate(gap=F("final") - F("booked"))


def figures(take: StockTake) -> list[dict[str, Any]]:
    """Sheet by sheet: lines, counted, to recount, differing, sum of absolute differences; three queries."""
    found = []
    for sheet in take.sheets.select_related("keeper", "take__data_object__project").order_by("id"):
        lines = sheet.lines.all()
        gaps = still_differing(lines)
        total = gaps.aggregate(sum=Sum(Abs(F("gap"))))["sum"]
        done = lines.filter(Q(first__isnull=False)).count()
        found.append(
            {
                "sheet": sheet,
                "lines": lines.count(),
                "done": done,
                "recounted": lines.filter(second__isnull=False).count(),
                "differing": gaps.count(),
                "gap": decimal_text(total) if total is not None else "0",
            }
        )
    return found


def post(actor: Any, take: StockTake, source: Source) -> Extract:
    """The counted rows as the one current extract of the object: the book's cells with the counted quantity."""
    data_object = take.data_object
    wanted = data_object.preparation["count"]
    before = sources.current(data_object)
    columns = list(dict.fromkeys(c for each in before for c in each.columns))
    if wanted["counted"] not in columns:
        columns.append(wanted["counted"])
    lines = TakeLine.objects.filter(sheet__take=take).order_by("sheet_id", "number")
    counted_places = {_store_name(each.source.name) for each in before} - set(
        take.sheets.values_list("place", flat=True)
    )
    with tempfile.TemporaryDirectory(prefix="golive-") as folder:
        path = Path(folder) / "count.parquet"
        with Workbench(export_to=Path(folder)) as bench:
            rows = ({**line.cells, wanted["counted"]: _text(line.counted)} for line in lines.iterator(2_000))
            read = bench.load("extract", columns, rows)
            names = ", ".join(quoted(c) for c in columns)
            bench.ask(f"COPY (SELECT {names} FROM extract ORDER BY _row) TO {literal(path.resolve())} (FORMAT PARQUET)")
        kept = [each.pk for each in before if _store_name(each.source.name) in counted_places]
        data_object.extracts.filter(is_current=True).exclude(pk__in=kept).update(is_current=False)
        extract = Extract.objects.create(
            data_object=data_object, source=source, table=take.title[:120], columns=columns, rows=read.rows,
            taken_by=actor, taken_at=clock.now(),
        )  # fmt: skip
        with path.open("rb") as file:
            name = f"{data_object.key}-{extract.pk}.parquet"
            extract.file = storage.store(data_object.project, actor, name, file, subject=extract)
        extract.save(update_fields=["file"])
    data_object.rows = sum(each.rows for each in sources.current(data_object))
    data_object.save(update_fields=["rows"])
    return extract


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)
