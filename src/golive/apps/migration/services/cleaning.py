"""The worklist: check, correct one cell or a whole value, take a correction back, accept what may stay."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.checking import changed, rescore, take_over
from golive.apps.migration.engine_io import snapshot, sources, tables
from golive.apps.migration.engine_io.broken import broken
from golive.apps.migration.models import Correction, DataObject, Finding
from golive.apps.migration.permissions import may_correct, may_work
from golive.apps.migration.suggestions import for_rule
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("migration.check", permission=may_correct, label=_("Check an object"))
def check(actor: Any, data_object: DataObject) -> DataObject:
    """Ask every rule of the corrected data and renew the worklist and the score; in the background."""
    tables.require_extracts(data_object)
    return changed(actor, data_object)


@use_case("migration.keep_check", permission=may_work, label=_("Keep the result of a check"), secret=("found",))
def keep_check(actor: Any, data_object: DataObject, *, found: tables.Checked) -> DataObject:
    """The job's result."""
    take_over(actor, data_object, found)
    return data_object


@use_case("migration.apply_standard_cleaning", permission=may_correct, label=_("Apply the standard cleaning"))
def apply_standard_cleaning(actor: Any, data_object: DataObject) -> DataObject:
    """Blanks, full-width signs, amounts and the like, column by column, as the object's preparation says. What turns out
    to change nothing is not kept."""
    tables.require_extracts(data_object)
    standing = set(data_object.corrections.filter(undone_at=None, keys=[]).values_list("kind", "column"))
    for column, kinds in data_object.preparation.get("cleaning", {}).items():
        for kind in kinds:
            if (kind, column) not in standing:
                _record(actor, data_object, kind=kind, column=column, reason="", tentative=True)
    return changed(actor, data_object)


@use_case("migration.transform", permission=may_correct, label=_("Clean a whole column"))
def transform(actor: Any, data_object: DataObject, *, column: str, kind: str, reason: str = "") -> Correction:
    """One standard transformation of one column, looked at before in the preview."""
    if kind not in tables.TRANSFORMATIONS or column not in _columns(data_object):
        raise Refused("no_such_column", _("There is no such column or transformation. Nothing was changed."))
    made = _record(actor, data_object, kind=kind, column=column, reason=reason)
    changed(actor, data_object)
    return made


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
    """One value for all records that break `rule` with the value `before` ("" for blank, None for whatever value they
    have), of one group if it is named; also for those that the worklist is too short to show."""
    correction = _correct(actor, data_object, rule, before, after, group, reason)
    changed(actor, data_object)
    return correction


@use_case("migration.correct_cell", permission=may_correct, label=_("Correct one record"))
def correct_cell(
    actor: Any, data_object: DataObject, *, key: str, column: str, after: str, reason: str = ""
) -> Correction:
    """One cell. What stood there is read from the corrected data and kept beside the new value."""
    with snapshot.opened(data_object) as now:
        row = now.records([key]).get(key)
    if row is None or column not in row or column.startswith("_"):
        raise Refused("no_such_cell", _("There is no such record or column in the extract. Nothing was changed."))
    value = after.strip() or None
    if (row[column] or "").strip() == (value or ""):
        raise Refused("nothing_changed", _("The record has this value already, so nothing was recorded."))
    correction = _record(
        actor, data_object, kind="set_rows", column=column, keys=[key], before=row[column], after=value, reason=reason
    )  # fmt: skip
    _settle(data_object.findings.filter(row_key=key, column=column))
    changed(actor, data_object)
    return correction


@use_case("migration.apply_suggestions", permission=may_correct, label=_("Apply the suggestions of a rule"))
def apply_suggestions(actor: Any, data_object: DataObject, *, rule: str) -> DataObject:
    """Every value of the rule for which a correction is suggested is corrected, one recorded correction a value."""
    wanted = [each for each in for_rule(data_object, rule) if each.suggestion]
    if not wanted:
        raise Refused("no_suggestion", _("Nothing is suggested for this rule. Correct the values by hand."))
    for each in wanted:
        _correct(actor, data_object, rule, each.value, each.suggestion, each.group, "")
    return changed(actor, data_object)


@use_case("migration.undo_correction", permission=may_correct, label=_("Take a correction back"))
def undo_correction(actor: Any, correction: Correction) -> Correction:
    """The data is derived anew without it."""
    if correction.undone_at is not None:
        raise Refused("undone_already", _("This correction was taken back already."))
    correction.undone_by, correction.undone_at = actor, clock.now()
    correction.save(update_fields=["undone_by", "undone_at"])
    changed(actor, correction.data_object)
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
    hits = broken(data_object, rule, before, group)
    if not hits:
        raise Refused(
            "nothing_to_correct", _("No record of the worklist has this value any more. Load the page again.")
        )
    if hits[0].column not in _columns(data_object):
        raise Refused(
            "several_columns", _("This rule looks at several columns. Correct the records one by one, cell by cell.")
        )
    listed = data_object.findings.filter(rule=rule)
    _settle(listed if group is None else listed.filter(group=group), None if before is None else before.strip())
    column, value = hits[0].column, after.strip() or None
    if before is None:
        values = {(hit.value or "").strip(): value for hit in hits}
        return _record(actor, data_object, kind="value_map", column=column, values=values, reason=reason)
    keys = [hit.key for hit in hits]
    return _record(
        actor, data_object, kind="set_rows", column=column, keys=keys, before=hits[0].value, after=value, reason=reason
    )  # fmt: skip


def _settle(findings: Any, value: str | None = None) -> None:
    """They leave the worklist at once; the check that follows brings back what is still wrong."""
    rows = findings.filter(state=Finding.State.OPEN)
    if value is not None:
        wanted = [f.pk for f in rows.only("pk", "value") if (f.value or "").strip() == value]
        for start in range(0, len(wanted), 500):
            _settle(Finding.objects.filter(pk__in=wanted[start : start + 500]))
        return
    rows.update(state=Finding.State.CORRECTED, settled_at=clock.now())


def _columns(data_object: DataObject) -> set[str]:
    return {column for extract in sources.current(data_object) for column in extract.columns}


def _record(actor: Any, data_object: DataObject, **values: Any) -> Correction:
    return Correction.objects.create(data_object=data_object, by=actor, at=clock.now(), **values)
