"""After go-live: rules on the live records, clean-ups with undo, stock and ledger reconciled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.checking import keep_score
from golive.apps.migration.engine_io import live
from golive.apps.migration.models import CleanUp, DataObject, LiveFinding, LiveReconciliation, QualityScore
from golive.apps.migration.permissions import may_care, may_work
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.jobs.queue import enqueue
from golive.foundation.use_cases import use_case

State = LiveFinding.State
MOST = 500  # records of one clean-up


@use_case("migration.check_live", permission=may_work, label=_("Check the live ERP"))
def check_live(actor: Any, data_object: DataObject) -> DataObject:
    """Ask the object's rules of the ERP's records as they are now; in the background."""
    live.reader(data_object.project)
    data_object.job = enqueue(actor, "migration.check_live", data_object.project, object_id=data_object.pk)
    data_object.save(update_fields=["job"])
    return data_object


@use_case("migration.keep_live", permission=may_work, label=_("Keep a check of the live ERP"), secret=("looked",))
def keep_live(actor: Any, data_object: DataObject, *, looked: live.Looked) -> DataObject:
    """The job's result: the worklist follows the records, the score is kept for the day."""
    old = {(f.rule, f.record, f.field): f for f in data_object.live_findings.all()}
    now, fresh, altered = clock.now(), [], []
    for rule, severity, record, label, field, value in looked.findings:
        was = old.pop((rule, record, field), None)
        if was is None:
            fresh.append(
                LiveFinding(
                    data_object=data_object, rule=rule, severity=severity, record=record[:200], label=(label or "")[:200],
                    field=field[:120], value=None if value is None else value[:400], found_at=now,
                )
            )  # fmt: skip
        elif was.state == State.CORRECTED or was.value != value:
            was.state, was.value, was.settled_at = State.OPEN, value, None
            altered.append(was)
    for gone in old.values():
        if gone.state != State.CORRECTED:
            gone.state, gone.settled_at = State.CORRECTED, now
            altered.append(gone)
    LiveFinding.objects.bulk_create(fresh, batch_size=300)
    LiveFinding.objects.bulk_update(altered, ["state", "value", "settled_at"], batch_size=200)
    keep_score(actor, data_object, QualityScore.Origin.ERP, looked.rows, looked.wrong, looked.by_rule)
    return data_object


@use_case("migration.propose_clean_up", permission=may_care, label=_("Propose a clean-up"))
def propose_clean_up(
    actor: Any, data_object: DataObject, *, title: str, reason: str, records: Sequence[dict[str, str]]
) -> CleanUp:
    """Records of the live ERP ({"id", "label", "why"}) that are to be archived together. Nothing happens in the ERP yet."""
    if not records or len(records) > MOST:
        raise Refused("no_records", _("Name between 1 and 500 records. Nothing was proposed."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the records are left out. Nothing was changed."))
    kept = [
        {
            "id": str(r["id"])[:60],
            "label": str(r.get("label", ""))[:200],
            "why": str(r.get("why", ""))[:200],
            "answer": "",
        }
        for r in records
    ]
    return CleanUp.objects.create(
        data_object=data_object, title=title.strip()[:160] or str(data_object), reason=reason.strip()[:300],
        records=kept, by=actor, at=clock.now(),
    )  # fmt: skip


@use_case("migration.run_clean_up", permission=may_care, label=_("Run a clean-up"))
def run_clean_up(actor: Any, clean_up: CleanUp) -> CleanUp:
    """Archive the records in the ERP; in the background. Those that the ERP keeps are listed with its reason."""
    if clean_up.state != CleanUp.State.PROPOSED:
        raise Refused("not_proposed", _("This clean-up has run already."))
    return _start(actor, clean_up, undo=False)


@use_case("migration.undo_clean_up", permission=may_care, label=_("Take a clean-up back"))
def undo_clean_up(actor: Any, clean_up: CleanUp) -> CleanUp:
    """Everything that it archived is active again."""
    if clean_up.state != CleanUp.State.DONE:
        raise Refused("not_done", _("Only a clean-up that has run can be taken back."))
    return _start(actor, clean_up, undo=True)


@use_case("migration.keep_clean_up", permission=may_care, label=_("Keep the result of a clean-up"))
def keep_clean_up(actor: Any, clean_up: CleanUp, *, answers: dict[str, str], undo: bool) -> CleanUp:
    """The job's result, record by record."""
    clean_up.records = [{**r, "answer": answers.get(r["id"], r["answer"])} for r in clean_up.records]
    if undo:
        clean_up.state, clean_up.undone_by, clean_up.undone_at = CleanUp.State.UNDONE, actor, clock.now()
    else:
        clean_up.state, clean_up.done_by, clean_up.done_at = CleanUp.State.DONE, actor, clock.now()
    clean_up.save()
    return clean_up


@use_case("migration.reconcile_live", permission=may_care, label=_("Reconcile the live ERP"))
def reconcile_live(actor: Any, project: Project) -> Project:
    """Stock against the last count, stock value against the ledger; in the background."""
    live.reader(project)
    enqueue(actor, "migration.reconcile_live", project)
    return project


@use_case(
    "migration.keep_live_reconciliation",
    permission=may_care,
    label=_("Keep a reconciliation of the live ERP"),
    secret=("compared",),
)
def keep_live_reconciliation(actor: Any, project: Project, *, kind: str, compared: live.Compared) -> LiveReconciliation:
    """The job's result; the last one of a day stands for the day."""
    values = {
        "at": clock.now(), "by": actor, "lines": compared.lines, "differing": compared.differing,
        "sides": {"left": compared.left, "right": compared.right}, "differences": compared.differences[:100],
        "balanced": not compared.differing,
    }  # fmt: skip
    day = clock.today(project.timezone)
    return LiveReconciliation.objects.update_or_create(project=project, kind=kind, day=day, defaults=values)[0]


def _start(actor: Any, clean_up: CleanUp, *, undo: bool) -> CleanUp:
    clean_up.job = enqueue(actor, "migration.clean_up", clean_up.project, clean_up_id=clean_up.pk, undo=undo)
    if not undo:
        clean_up.state = CleanUp.State.RUNNING
    clean_up.save(update_fields=["job", "state"])
    return clean_up
