"""What the jobs do. It runs outside of any transaction: the ledger commits each step before the ERP is touched."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from golive.apps.migration import queries
from golive.apps.migration.engine_io import lines, loading, order, simulating, tables
from golive.apps.migration.models import DataObject, Refusal, Run
from golive.apps.migration.targets import target_or_refusal
from golive.engines.migration.assumed import Ready
from golive.engines.migration.port import RowResult, Target, Unavailable
from golive.foundation.errors import Refused
from golive.foundation.words import Words

LEAST = 20  # rows from which on a rate is measured
AT_RATE = N_("%(object)s, %(rate)s rows per second")


class Stopwatch:
    """How many rows of an object were tried in how many seconds: what the forecast of the cut-over is reckoned from."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._rows = 0

    def tick(self, done: int) -> None:
        self._rows = max(self._rows, done)

    def measured(self) -> dict[str, float] | None:
        """None where so few rows were tried that the time says nothing of a rate."""
        seconds = time.monotonic() - self._began
        return {"rows": self._rows, "seconds": round(seconds, 3)} if self._rows >= LEAST else None


class Watch(Protocol):
    """What a job's context offers; tests give their own."""

    def progress(self, done: int, total: int | None = None, detail: Any = None) -> None: ...

    def cancelled(self) -> bool: ...


def objects_of(run: Run) -> list[DataObject]:
    """What is loaded by itself: lines of another table go with their records."""
    return [each for each in _all(run) if each.lines_of_id is None]


def _all(run: Run) -> list[DataObject]:
    return order.in_load_order(list(DataObject.objects.filter(project=run.project).select_related("project")))


def load(watch: Watch, run: Run, fault: Callable[[str], None] = lambda step: None) -> dict[str, dict[str, int]]:
    """All objects of the cycle in order of dependence. Started again it goes on where it was; see engine_io.loading."""
    target = target_or_refusal(run.project)
    objects = objects_of(run)
    _settle(run, objects)
    total = sum(each.rows for each in objects)
    before = 0
    for each in objects:
        stopwatch = Stopwatch()

        def told(
            done: int, rate: float | None, each: DataObject = each, before: int = before, at: Stopwatch = stopwatch
        ) -> None:
            at.tick(done)
            watch.progress(before + done, total, _detail(each, rate))

        try:
            result = loading.load(target, run, each, told, watch.cancelled, fault)
        except Unavailable as error:
            raise silent(error) from error
        if not result.finished:
            watch.progress(before, total)  # raises what was asked
        before += each.rows
        if measured := stopwatch.measured():
            run.rates[each.key] = measured
            run.save(update_fields=["rates"])
        _settle_lines(run, each)
    return {each.key: loading.totals(run.cycle, each) for each in _all(run)}


def _settle_lines(run: Run, each: DataObject) -> None:
    """What became of the records became of their lines."""
    if lines.field_of(tables.mapping_of(each)) is not None:
        lines.settle(run.cycle, each, str(run.started_by))


def _settle(run: Run, objects: list[DataObject]) -> None:
    """Decisions first, in the ledger, once a run: a resumed run must not try its own refusals again."""
    if run.settled:
        return
    for each in objects:
        loading.settle(run.cycle, each, queries.decisions(each), str(run.started_by))
    run.settled = True
    run.save(update_fields=["settled"])


def simulate(watch: Watch, run: Run) -> dict[str, dict[str, int]]:
    """The ERP's own validation of every row that a load would try; what it would refuse is kept with the run."""
    target = target_or_refusal(run.project)
    run.refusals.all().delete()
    objects = objects_of(run)
    with closing(Ready(target)) as ready:
        return _simulated(watch, run, target, objects, simulating.Before(ready))


def _simulated(
    watch: Watch, run: Run, target: Target, objects: list[DataObject], before: simulating.Before
) -> dict[str, dict[str, int]]:
    total, done, counts = sum(each.rows for each in objects), 0, {}
    for each in objects:

        def told(n: int, rate: float | None, each: DataObject = each, done: int = done) -> None:
            watch.progress(done + n, total, _detail(each, rate))

        def keep(refused: list[RowResult], each: DataObject = each) -> None:
            _keep_refusals(run, each, refused)

        try:
            decided = queries.decisions(each)
            ends = simulating.Ends() if lines.field_of(tables.mapping_of(each)) is not None else None
            found = simulating.simulate(target, run.cycle, each, decided, before, keep, told, watch.cancelled, ends)
        except Unavailable as error:
            raise silent(error) from error
        counts[each.key] = asdict(found)
        if ends is not None:
            counts |= _simulated_lines(run, each, ends)
        done += each.rows
        watch.progress(done, total, _detail(each, None))
    return counts


def _simulated_lines(run: Run, each: DataObject, ends: simulating.Ends) -> dict[str, dict[str, int]]:
    """Lines would come to the end of their records; those without a record are refused."""
    of_lines = lines.lines_of(each)
    assert of_lines is not None
    counted, lost = lines.simulated(run.cycle, each, ends.accepted, ends.refused)
    _keep_refusals(run, of_lines, lost)
    return {of_lines.key: counted}


def _keep_refusals(run: Run, each: DataObject, answers: list[Any]) -> None:
    """What the ERP would refuse or did not take back, each with its reason."""
    Refusal.objects.bulk_create(
        (
            Refusal(
                run=run,
                object=each.key,
                row_key=loading.source_key(run.cycle, each, answer.key)[:200],
                code=answer.reason_code[:60],
                text=answer.text,
            )
            for answer in answers
        ),
        batch_size=500,
    )


def take_back(watch: Watch, run: Run) -> dict[str, dict[str, int]]:
    """Everything that the cycle loaded, in the reverse order. What changed since or is depended on stays, and is
    counted by its reason."""
    target = target_or_refusal(run.project)
    objects = objects_of(run)
    counts: dict[str, dict[str, int]] = {}
    run.refusals.all().delete()
    for done, each in enumerate(reversed(objects)):
        watch.progress(done, len(objects), _detail(each, None))
        try:
            answers = loading.take_back(target, run.cycle, each, str(run.started_by), run.reason, watch.cancelled)
        except Unavailable as error:
            raise silent(error) from error
        counts[each.key] = {"undone": sum(answer.undone for answer in answers)}
        _keep_refusals(run, each, [answer for answer in answers if not answer.undone])
        _settle_lines(run, each)
        for answer in answers:
            if not answer.undone:
                counts[each.key][answer.reason_code] = counts[each.key].get(answer.reason_code, 0) + 1
    watch.progress(len(objects), len(objects))
    return counts


def _detail(data_object: DataObject, rate: float | None) -> Words:
    name = Words.of(data_object.label)
    if not rate:
        return name
    return Words(AT_RATE, {"object": name, "rate": round(rate)})


def silent(error: Unavailable) -> Refused:
    return Refused(
        "erp_silent",
        _("The ERP does not answer (%(said)s). Every row that was decided is kept, and nothing is there twice. "
          "Start the ERP, then try again: it goes on where it stopped."),
        said=str(error)[:200],
    )  # fmt: skip
