"""What the jobs do. It runs outside of any transaction: the ledger commits each step before the ERP is touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from golive.apps.migration import queries
from golive.apps.migration.engine_io import loading, tables
from golive.apps.migration.models import DataObject, Refusal, Run
from golive.apps.migration.targets import target_or_refusal
from golive.engines.migration.port import Unavailable, WriteRow
from golive.foundation.errors import Refused
from golive.foundation.words import Words

AT_RATE = N_("%(object)s, %(rate)s rows per second")


class Watch(Protocol):
    """What a job's context offers; tests give their own."""

    def progress(self, done: int, total: int | None = None, detail: Any = None) -> None: ...

    def cancelled(self) -> bool: ...


def objects_of(run: Run) -> list[DataObject]:
    return tables.in_load_order(list(DataObject.objects.filter(project=run.project).select_related("project")))


def load(watch: Watch, run: Run, fault: Callable[[str], None] = lambda step: None) -> dict[str, dict[str, int]]:
    """All objects of the cycle in order of dependence. Started again it goes on where it was; see engine_io.loading."""
    target = target_or_refusal(run.project)
    objects = objects_of(run)
    _settle(run, objects)
    total = sum(each.rows for each in objects)
    before = 0
    for each in objects:

        def told(done: int, rate: float | None, each: DataObject = each, before: int = before) -> None:
            watch.progress(before + done, total, _detail(each, rate))

        try:
            result = loading.load(target, run, each, told, watch.cancelled, fault)
        except Unavailable as error:
            raise silent(error) from error
        if not result.finished:
            watch.progress(before, total)  # raises what was asked
        before += each.rows
    return {each.key: loading.totals(run.cycle, each) for each in objects}


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
    total, before, counts = sum(each.rows for each in objects), 0, {}
    earlier: dict[str, tuple[str, list[WriteRow]]] = {}
    for each in objects:
        excluded, merged = queries.decisions(each)
        name, rows = loading.rows_to_simulate(run.cycle, each, excluded.keys() | merged.keys())
        asked = loading.Assuming(target, earlier, each.preparation.get("needs", {}))

        def told(done: int, rate: float | None, each: DataObject = each, before: int = before) -> None:
            watch.progress(before + done, total, _detail(each, rate))

        try:
            answers = list(loading.simulate(asked, name, rows, told, watch.cancelled))
        except Unavailable as error:
            raise silent(error) from error
        refused = [answer for answer in answers if not answer.accepted]
        Refusal.objects.bulk_create(
            (
                Refusal(
                    run=run,
                    object=each.key,
                    row_key=loading.source_key(run.cycle, each, answer.key)[:200],
                    code=answer.reason_code[:60],
                    text=answer.text,
                )
                for answer in refused
            ),
            batch_size=500,
        )
        no = {answer.key for answer in refused}
        earlier[each.key] = (name, [row for row in rows if isinstance(row, WriteRow) and row.key not in no])
        left = each.rows - len(rows)
        counts[each.key] = {"accepted": len(answers) - len(refused), "refused": len(refused), "left_out": left}
        before += each.rows
        watch.progress(before, total, _detail(each, None))
    return counts


def take_back(watch: Watch, run: Run) -> dict[str, dict[str, int]]:
    """Everything that the cycle loaded, in the reverse order. What changed since or is depended on stays, and is
    counted by its reason."""
    target = target_or_refusal(run.project)
    objects = objects_of(run)
    counts: dict[str, dict[str, int]] = {}
    for done, each in enumerate(reversed(objects)):
        watch.progress(done, len(objects), _detail(each, None))
        try:
            answers = loading.take_back(target, run.cycle, each, str(run.started_by), run.reason, watch.cancelled)
        except Unavailable as error:
            raise silent(error) from error
        counts[each.key] = {"undone": sum(answer.undone for answer in answers)}
        for answer in answers:
            if not answer.undone:
                counts[each.key][answer.reason_code] = counts[each.key].get(answer.reason_code, 0) + 1
    watch.progress(len(objects), len(objects))
    return counts


def _detail(data_object: DataObject, rate: float | None) -> Words:
    name = Words.of(DataObject.Key(data_object.key).label)
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
