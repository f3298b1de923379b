"""Drawing up the statements of a cycle: the ERP is asked first, then all statements are kept in one go."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from golive.apps.migration import running
from golive.apps.migration.engine_io import lines, loading, papers, tables
from golive.apps.migration.models import Reconciliation, Run
from golive.apps.migration.targets import target_or_refusal
from golive.engines.migration.port import Unavailable
from golive.foundation import clock
from golive.foundation.files import storage


def draw_up(watch: running.Watch, run: Run) -> dict[str, dict[str, int]]:
    """One statement an object. Each stands until something is loaded or taken back."""
    target = target_or_refusal(run.project)
    objects = running.objects_of(run)
    total, before, found, stated = sum(each.rows for each in objects), 0, [], []
    for each in objects:
        stated.append(each)
        try:
            found.append(loading.compare(target, run.cycle, each, lambda n, b=before: watch.progress(b + n, total)))
        except Unavailable as error:
            raise running.silent(error) from error
        before += each.rows
        if (of_lines := _lines(each)) is not None:
            stated.append(of_lines)
            found.append(_compared(target, run, each))
    counts = {}
    with transaction.atomic():
        run.reconciliations.all().delete()  # of an attempt that was killed here
        for each, result in zip(stated, found, strict=True):
            _keep(run, each, result)
            counts[each.key] = {state.value: n for state, n in result.by_state.items()}
            counts[each.key]["differences"] = len(result.differences)
    return counts


def _compared(target: Any, run: Run, each: Any) -> Any:
    try:
        return lines.compare(target, run.cycle, each, lambda number: None)
    except Unavailable as error:
        raise running.silent(error) from error


def _lines(each: Any) -> Any:
    """The object of its lines, where they come from a table of their own."""
    return lines.lines_of(each) if lines.field_of(tables.mapping_of(each)) is not None else None


def _keep(run: Run, data_object: Any, result: Any) -> Reconciliation:
    all_differences = papers.differences(result)
    row = Reconciliation.objects.create(
        cycle=run.cycle,
        data_object=data_object,
        run=run,
        rows=result.rows,
        by_state={state.value: n for state, n in result.by_state.items()},
        totals=papers.totals(result),
        differences=all_differences[: papers.SHOWN],
        difference_count=len(all_differences),
        remarks=papers.remarks(result),
        balanced=result.balanced,
        at=clock.now(),
    )
    name = f"{run.cycle.system}-{data_object.key}.json"
    row.file = storage.store(run.project, run.started_by, name, papers.statement(result), subject=row)
    row.save()
    return row
