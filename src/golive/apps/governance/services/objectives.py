from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance import engine_io, erp_figures
from golive.apps.governance.formula import Formula, FormulaError, read
from golive.apps.governance.locks import go_live_gate_is_passed
from golive.apps.governance.models import Measurement, Objective
from golive.apps.governance.numbering import lock, must_have_reason, next_code
from golive.apps.governance.permissions import may_approve, may_measure, may_record_measurement, may_write_objective
from golive.apps.projects.models import Phase
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case

LOCKED = ("indicator", "unit", "baseline", "measured_by", "formula")  # what a locked baseline holds fast
MOST = Decimal(10) ** 12


@use_case("governance.add_objective", permission=may_write_objective, label=_("State an objective"))
def add_objective(actor: Any, project: Project, **values: Any) -> Objective:
    _different(values)
    _readable(values.get("formula", ""))
    code = values.pop("code", "") or f"O-{Objective.objects.filter(project=project).count() + 1:02d}"
    if Objective.objects.filter(project=project, code=code).exists():
        raise Refused("code_taken", _("The number %(code)s is taken in this project."), code=code)
    return Objective.objects.create(project=project, code=code, created_at=clock.now(), **values)


@use_case("governance.edit_objective", permission=may_write_objective, label=_("Change an objective"))
def edit_objective(actor: Any, objective: Objective, **values: Any) -> Objective:
    """Any change makes the sponsor's signature out of date: he is asked again. A locked baseline does not change."""
    _different({"baseline": objective.baseline, "target": objective.target, **values})
    _readable(values.get("formula", ""))
    if objective.locked_at and any(values.get(n, getattr(objective, n)) != getattr(objective, n) for n in LOCKED):
        raise Refused(
            "baseline_locked",
            _("The baseline is locked: indicator, unit, baseline and the way it is measured stay as they were signed."),
        )
    for name, value in values.items():
        setattr(objective, name, value)
    objective.version += 1
    objective.save()
    return objective


@use_case("governance.link_phases", permission=may_write_objective, label=_("Say which phases work for it"))
def link_phases(actor: Any, objective: Objective, *, phases: Iterable[str]) -> Objective:
    """By the keys of the phases. It is no part of what the sponsor signs: indicator, baseline, target and date stay."""
    wanted = list(Phase.objects.filter(project=objective.project, key__in=list(phases)))
    objective.phases.set(wanted)
    return objective


@use_case("governance.approve_objective", permission=may_approve, label=_("Approve the objective"))
def approve_objective(actor: Any, objective: Objective, *, comment: str = "", seen_hash: str = "") -> Objective:
    """The sponsor signs exactly this indicator, baseline, target and date."""
    signatures.sign(actor, objective, meaning="approved", comment=comment, seen_hash=seen_hash)
    return objective


@use_case("governance.lock_baseline", permission=may_approve, label=_("Lock the baseline"))
def lock_baseline(actor: Any, objective: Objective) -> Objective:
    """Before go-live the sponsor signs where the indicator stands, so that nobody can move it when the gain is reckoned.
    Once the go-live gate has been passed it can still be locked, and is marked as locked late for ever."""
    lock(objective.project)
    row = Objective.objects.get(pk=objective.pk)
    if row.locked_at:
        raise Refused("baseline_locked_already", _("The baseline is locked already."))
    row.locked_at, row.locked_late = clock.now(), go_live_gate_is_passed(row.project)
    row.save()
    signatures.sign(actor, row, meaning="baseline")
    return row


@use_case("governance.measure_objective", permission=may_measure, label=_("Measure the objective"))
def measure_objective(
    actor: Any, objective: Objective, *, figures: dict[str, Decimal] | None = None, note: str = ""
) -> Measurement:
    """Reckon the indicator by its formula, now: entered figures by name, and what the ERP answers."""
    formula = _readable(objective.formula)
    if formula is None:
        raise Refused("no_formula", _("This objective has no formula: enter the value that was measured."))
    given, today = figures or {}, clock.today(objective.project.timezone)
    lacking = [name for name in formula.inputs if given.get(name) is None]
    if lacking:
        raise Refused("figure_missing", _("Still missing: %(names)s."), names=", ".join(lacking))
    known = {n: Decimal(given[n]) for n in formula.inputs}
    known |= erp_figures.ask(objective.project, formula.questions, today)
    value = engine_io.calculated(formula.rest, known)
    if value is None or abs(value) >= MOST:
        raise Refused("not_computable", _("The formula gives no number with these figures. Nothing was recorded."))
    source = Measurement.Source.ERP if formula.questions else Measurement.Source.FORMULA
    kept = {name: str(figure) for name, figure in known.items()}
    return _record(actor, objective, today, value, note, source, kept)


@use_case("governance.add_measurement", permission=may_record_measurement, label=_("Record a measurement"))
def add_measurement(
    actor: Any, project: Project, *, objective: Objective, on: date, value: Decimal, note: str = "", code: str = ""
) -> Measurement:
    """A value that was measured outside: by a count, a statistic, a survey."""
    if objective.project_id != project.pk:
        raise Refused("objective_elsewhere", _("Choose an objective of this project."))
    if on > clock.today(project.timezone):
        raise Refused("day_ahead", _("Nothing can have been measured on a day that is still to come."))
    return _record(actor, objective, on, value, note, Measurement.Source.HAND, {}, code)


@use_case("governance.cancel_measurement", permission=may_measure, label=_("Cancel the measurement"))
def cancel_measurement(actor: Any, measurement: Measurement, *, reason: str) -> Measurement:
    """It counts no more and stays to be seen, with the reason."""
    if measurement.cancelled_at:
        raise Refused("measurement_cancelled", _("This measurement is cancelled already."))
    measurement.cancelled_at, measurement.cancel_reason = clock.now(), must_have_reason(reason)[:200]
    measurement.save()
    return measurement


def _record(
    actor: Any,
    objective: Objective,
    on: date,
    value: Decimal,
    note: str,
    source: str,
    figures: dict[str, str],
    code: str = "",
) -> Measurement:
    lock(objective.project)
    rows = Measurement.objects.filter(project=objective.project)
    if code and rows.filter(code=code).exists():
        raise Refused("code_taken", _("The number %(code)s is taken in this project."), code=code)
    return rows.create(
        project=objective.project,
        objective=objective,
        code=code or next_code(rows, "ME"),
        on=on,
        value=round(value, 2),
        source=source,
        figures=figures,
        note=note.strip(),
        by=actor,
        at=clock.now(),
    )


def _different(values: dict[str, Any]) -> None:
    if values["baseline"] == values["target"]:
        raise Refused("target_is_baseline", _("The target equals the baseline, so nothing would have to change."))


def _readable(text: str) -> Formula | None:
    try:
        return read(text) if text.strip() else None
    except FormulaError as error:
        raise Refused("formula_unreadable", _("The formula cannot be read at “%(part)s”."), part=error.part) from error
