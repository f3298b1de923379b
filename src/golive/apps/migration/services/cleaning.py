"""The worklist: check, correct one cell or a whole value, take a correction back, accept what may stay."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.checking import recheck, rescore
from golive.apps.migration.engine_io import sources, tables
from golive.apps.migration.models import Correction, DataObject, Finding
from golive.apps.migration.permissions import may_correct
from golive.apps.migration.suggestions import for_rule
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("migration.check", permission=may_correct, label=_("Check an object"))
def check(actor: Any, data_object: DataObject) -> DataObject:
    """Ask every rule of the corrected data and renew the worklist, the proposals of duplicates and the score."""
    recheck(actor, data_object)
    return data_object


@use_case("migration.apply_standard_cleaning", permission=may_correct, label=_("Apply the standard cleaning"))
def apply_standard_cleaning(actor: Any, data_object: DataObject) -> DataObject:
    """Blanks, full-width signs, amounts and the like, column by column, as the object's preparation says. Only what
    changes something is recorded."""
    standing = set(data_object.corrections.filter(undone_at=None, keys=[]).values_list("kind", "column"))
    for column, kinds in data_object.preparation.get("cleaning", {}).items():
        for kind in kinds:
            if (kind, column) not in standing:
                _record(actor, data_object, kind=kind, column=column, reason="")
    found = recheck(actor, data_object)
    idle = data_object.corrections.filter(undone_at=None).exclude(pk__in=[pk for pk, n in found.cells.items() if n])
    idle.exclude(pk__in=found.conflicts).filter(keys=[], values={}).delete()
    return data_object


@use_case("migration.correct", permission=may_correct, label=_("Correct a value in all records"))
def correct(
    actor: Any,
    data_object: DataObject,
    *,
    rule: str,
    before: str | None,
    after: str,
    group: str | None = None,
    reason: str = "",
) -> Correction:
    """One value for all records of the worklist that break `rule` with the value `before` ("" for blank, None for
    whatever value they have), of one group if it is named."""
    correction = _correct(actor, data_object, rule, before, after, group, reason)
    recheck(actor, data_object)
    return _effective(correction)


@use_case("migration.correct_cell", permission=may_correct, label=_("Correct one record"))
def correct_cell(
    actor: Any, data_object: DataObject, *, key: str, column: str, after: str, reason: str = ""
) -> Correction:
    """One cell. What stood there is read from the corrected data and kept beside the new value."""
    with tables.corrected(data_object) as now:
        row = next((r for r in now.rows() if r["_key"] == key), None)
    if row is None or column not in row or column.startswith("_"):
        raise Refused("no_such_cell", _("There is no such record or column in the extract. Nothing was changed."))
    correction = _record(
        actor, data_object, kind="set_rows", column=column, keys=[key], before=row[column], after=after or None, reason=reason
    )  # fmt: skip
    recheck(actor, data_object)
    return _effective(correction)


@use_case("migration.apply_suggestions", permission=may_correct, label=_("Apply the suggestions of a rule"))
def apply_suggestions(actor: Any, data_object: DataObject, *, rule: str) -> DataObject:
    """Every value of the rule for which a correction is suggested is corrected, one recorded correction a value."""
    wanted = [each for each in for_rule(data_object, rule) if each.suggestion]
    if not wanted:
        raise Refused("no_suggestion", _("Nothing is suggested for this rule. Correct the values by hand."))
    for each in wanted:
        _correct(actor, data_object, rule, each.value, each.suggestion, each.group, "")
    recheck(actor, data_object)
    return data_object


@use_case("migration.undo_correction", permission=may_correct, label=_("Take a correction back"))
def undo_correction(actor: Any, correction: Correction) -> Correction:
    """The data is derived anew without it."""
    if correction.undone_at is not None:
        raise Refused("undone_already", _("This correction was taken back already."))
    correction.undone_by, correction.undone_at = actor, clock.now()
    correction.save(update_fields=["undone_by", "undone_at"])
    recheck(actor, correction.data_object)
    return correction


@use_case("migration.accept_finding", permission=may_correct, label=_("Accept a value as it is"))
def accept_finding(actor: Any, finding: Finding, *, reason: str) -> Finding:
    """The value stays although it breaks the rule; the reason is kept."""
    if finding.state != Finding.State.OPEN:
        raise Refused("not_open", _("This line of the worklist is settled already. Load the page again."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the value may stay. Nothing was changed."))
    finding.state, finding.reason, finding.settled_at = Finding.State.ACCEPTED, reason.strip()[:300], clock.now()
    finding.save(update_fields=["state", "reason", "settled_at"])
    rescore(finding.data_object)
    return finding


def _correct(
    actor: Any, data_object: DataObject, rule: str, before: str | None, after: str, group: str | None, reason: str
) -> Correction:
    rows = data_object.findings.filter(state=Finding.State.OPEN, rule=rule)
    rows = rows if group is None else rows.filter(group=group)
    hits = [f for f in rows.order_by("row") if before is None or (f.value or "").strip() == before.strip()]
    if not hits:
        raise Refused(
            "nothing_to_correct", _("No record of the worklist has this value any more. Load the page again.")
        )
    if hits[0].column not in {column for extract in sources.current(data_object) for column in extract.columns}:
        raise Refused(
            "several_columns", _("This rule looks at several columns. Correct the records one by one, cell by cell.")
        )
    if before is None:
        values = {(f.value or "").strip(): after.strip() or None for f in hits}
        return _record(actor, data_object, kind="value_map", column=hits[0].column, values=values, reason=reason)
    return _record(
        actor,
        data_object,
        kind="set_rows",
        column=hits[0].column,
        keys=[f.row_key for f in hits],
        before=hits[0].value,
        after=after.strip() or None,
        reason=reason,
    )


def _record(actor: Any, data_object: DataObject, **values: Any) -> Correction:
    return Correction.objects.create(data_object=data_object, by=actor, at=clock.now(), **values)


def _effective(correction: Correction) -> Correction:
    correction.refresh_from_db()
    if not correction.cells:
        raise Refused("nothing_changed", _("The record has this value already, so nothing was recorded."))
    return correction
