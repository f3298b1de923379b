"""Corrections that come back in a workbook: looked at first, then taken over."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.checking import changed
from golive.apps.migration.engine_io import snapshot, workbooks
from golive.apps.migration.models import Batch, Correction, DataObject, Finding
from golive.apps.migration.permissions import may_correct
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case
from golive.foundation.words import Words, words


@use_case(
    "migration.import_batch", permission=may_correct, label=_("Take corrections from a workbook"), secret=("upload",)
)
def import_batch(actor: Any, data_object: DataObject, *, upload: Any) -> Batch:
    """Read it and say cell by cell what cannot be taken. Nothing is corrected yet."""
    lines = workbooks.read(upload)
    if not lines:
        raise Refused("nothing_filled", _("No line of the workbook has a new value. Nothing was changed."))
    good, faults = _judge(data_object, lines)
    return Batch.objects.create(
        data_object=data_object, name=str(upload.name)[:160], lines=good, faults=faults, by=actor, at=clock.now()
    )


@use_case("migration.apply_batch", permission=may_correct, label=_("Take over corrections of a workbook"))
def apply_batch(actor: Any, batch: Batch) -> Batch:
    """Every line without a fault becomes a recorded correction. What changed meanwhile is judged again."""
    if batch.applied_at is not None:
        raise Refused("applied_already", _("These corrections were taken over already."))
    good, faults = _judge(batch.data_object, batch.lines)
    if not good:
        raise Refused("nothing_left", _("No line can be taken over any more. Download the worklist again."))
    grouped: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for line in good:
        grouped[line["column"], line["before"], line["after"], line["reason"]].append(line["key"])
    for (column, before, after, reason), keys in grouped.items():
        Correction.objects.create(
            data_object=batch.data_object, kind="set_rows", column=column, keys=keys, before=before or None,
            after=after, reason=(reason or batch.name)[:300], by=actor, at=clock.now(),
        )  # fmt: skip
        rows = batch.data_object.findings.filter(column=column, row_key__in=keys[:5000], state=Finding.State.OPEN)
        rows.update(state=Finding.State.CORRECTED, settled_at=clock.now())
    batch.lines, batch.faults, batch.applied_at = good, [*batch.faults, *faults], clock.now()
    batch.save(update_fields=["lines", "faults", "applied_at"])
    changed(actor, batch.data_object)
    return batch


def _judge(data_object: DataObject, lines: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(lines that can be taken, faults by cell)."""
    with snapshot.opened(data_object) as now:
        records, columns = now.records(sorted({line["key"] for line in lines})), set(now.columns)
    good, faults = [], []
    seen: set[tuple[str, str]] = set()
    for line in lines:
        if line["before"] is None:  # a whole row came back: only what differs is meant
            present = (records.get(line["key"], {}).get(line["column"]) or "").strip()
            if line["after"] == present and line["key"] in records:
                continue
            line = {**line, "before": present}
        fault = _fault(line, records, columns, seen)
        if fault is None:
            seen.add((line["key"], line["column"]))
            good.append(line)
        else:
            letter, said = fault
            faults.append({"cell": f"{letter}{line['line']}", "words": said.to_json()})
    return good, faults


def _fault(
    line: dict[str, Any], records: dict[str, dict[str, Any]], columns: set[str], seen: set[tuple[str, str]]
) -> tuple[str, Words] | None:
    record = records.get(line["key"])
    if record is None:
        return "A", words("there is no record “%(key)s”", key=line["key"][:80])
    if line["column"] not in columns or line["column"].startswith("_"):
        return "B", words("there is no column “%(column)s”", column=line["column"][:80])
    present = (record[line["column"]] or "").strip()
    if present != line["before"]:
        return "D", words("the value is “%(now)s” by now, not “%(then)s”", now=present[:80], then=line["before"][:80])
    if line["after"] == present:
        return "E", words("the new value is the old one")
    if len(line["after"]) > 400:
        return "E", words("the new value is longer than 400 signs")
    if (line["key"], line["column"]) in seen:
        return "E", words("this record and column stand in an earlier line as well")
    return None
