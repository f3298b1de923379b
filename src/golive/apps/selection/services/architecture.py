"""The firm's architecture, and each candidate against it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.requirements.numbering import next_code
from golive.apps.selection.architecture import asked
from golive.apps.selection.models import Candidate, Element, ElementFit
from golive.apps.selection.permissions import may_assess
from golive.apps.selection.services.collecting import MOST_FEN, _open, _set
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

SEALED = ("cost", "costs")  # what work on our side would cost tells a vendor's price


@use_case("selection.add_element", permission=may_assess, label=_("Add an element of the architecture"))
def add_element(actor: Any, project: Project, *, code: str = "", **values: Any) -> Element:
    rows = Element.objects.filter(project=project)
    if code and rows.filter(code=code).exists():
        raise Refused("code_taken", _("The number %(code)s is taken in this project."), code=code)
    return Element.objects.create(project=project, code=code or next_code(rows, "ARC", 2), **values)


@use_case("selection.edit_element", permission=may_assess, label=_("Change an element of the architecture"))
def edit_element(actor: Any, element: Element, **values: Any) -> Element:
    """What was examined against the former demand has to be looked at again."""
    values.pop("code", None)
    return _set(element, values)  # type: ignore[no-any-return]


@use_case("selection.add_element_fit", permission=may_assess, label=_("Assess one element"), secret=SEALED)
def add_element_fit(
    actor: Any, project: Project, *, candidate: Candidate, element: Element, cost: Decimal | None = None, **values: Any
) -> ElementFit:
    return _written(actor, candidate, element, values.pop("answer"), cost=cost, **values)


@use_case("selection.edit_element_fit", permission=may_assess, label=_("Assess one element again"), secret=SEALED)
def edit_element_fit(actor: Any, fit: ElementFit, *, cost: Decimal | None = None, **values: Any) -> ElementFit:
    values.pop("candidate", None)
    values.pop("element", None)
    return _written(actor, fit.candidate, fit.element, values.pop("answer"), cost=cost, **values)


@use_case(
    "selection.assess_elements",
    permission=may_assess,
    label=_("Assess against the architecture"),
    secret=SEALED,
)
def assess_elements(
    actor: Any,
    candidate: Candidate,
    *,
    answers: Mapping[int, str],
    evidence: Mapping[int, str],
    efforts: Mapping[int, str] | None = None,
    costs: Mapping[int, str] | None = None,
) -> Candidate:
    """Line by line, by the key of the element; lines without an answer, and those that are as they were, stay."""
    known = {f.element_id: f for f in candidate.element_fits.all()}
    for element in asked(candidate.project):
        answer = answers.get(element.pk, "")
        if not answer:
            continue
        said = (evidence.get(element.pk, "").strip(), _amount(efforts, element), _amount(costs, element))
        row = known.get(element.pk)
        same = row is not None and (row.answer, row.evidence, row.effort_days, row.cost) == (answer, *said)
        if same and row.element_version == element.version:
            continue
        _written(actor, candidate, element, answer, evidence=said[0], effort_days=said[1], cost=said[2])
    return candidate


def _amount(given: Mapping[int, str] | None, element: Element) -> Decimal:
    text = str((given or {}).get(element.pk, "") or "0").replace(",", "").replace("，", "").strip()
    try:
        found = Decimal(text or "0")
    except InvalidOperation as error:
        raise Refused(
            "amount_unreadable",
            _("%(element)s: “%(text)s” is no number. Nothing was saved."),
            element=str(element),
            text=text,
        ) from error
    if not found.is_finite():
        raise Refused("amount_invalid", _("The amount is missing or cannot be right. Nothing was booked."))
    return found


def _written(
    actor: Any,
    candidate: Candidate,
    element: Element,
    answer: str,
    *,
    evidence: str,
    effort_days: Decimal = Decimal(0),
    cost: Decimal | None = None,
) -> ElementFit:
    _open(candidate)
    if element.project_id != candidate.project_id:
        raise Refused("element_elsewhere", _("This element belongs to another project. Nothing was saved."))
    if answer not in ElementFit.Answer.values:
        raise Refused("answer_unknown", _("Choose one of the options."))
    if not evidence.strip():
        text = _("%(element)s: say what was examined; without it nobody can check the answer. Nothing was saved.")
        raise Refused("evidence_missing", text, element=str(element))
    fen = round((cost or Decimal(0)) * 100)
    if not 0 <= fen <= MOST_FEN or not 0 <= effort_days < 100_000:
        raise Refused("amount_invalid", _("The amount is missing or cannot be right. Nothing was booked."))
    values = {
        "answer": answer,
        "evidence": evidence.strip()[:500],
        "effort_days": effort_days,
        "cost_fen": fen,
        "element_version": element.version,
        "by": actor,
        "at": clock.now(),
    }
    row = ElementFit.objects.filter(candidate=candidate, element=element).first()
    if row is None:
        return ElementFit.objects.create(project=candidate.project, candidate=candidate, element=element, **values)
    return _set(row, values)  # type: ignore[no-any-return]
