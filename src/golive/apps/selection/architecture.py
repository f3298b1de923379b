"""How candidates fit the firm's architecture: the lines of the assessment, and what they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from golive.apps.selection.models import Candidate, Element, ElementFit
from golive.foundation import clock
from golive.foundation.accounts.models import Project

Answer = ElementFit.Answer


@dataclass(frozen=True, slots=True)
class Line:
    element: Element
    fit: ElementFit | None

    @property
    def outdated(self) -> bool:
        """What the element asks was changed after it was examined."""
        return self.fit is not None and self.fit.element_version != self.element.version

    @property
    def standing(self) -> str:
        """The answer; "unassessed" where nobody looked, or not since the demand was changed."""
        return "unassessed" if self.fit is None or self.outdated else str(self.fit.answer)


@dataclass(frozen=True, slots=True)
class Compatibility:
    """One candidate against all elements that are asked. Effort in person-days, cost in fen: of what fits with work."""

    lines: list[Line]

    def count(self, standing: str) -> int:
        return sum(line.standing == standing for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """For pages: how many fit, fit with work, do not fit, are not examined."""
        return {standing: self.count(standing) for standing in (*Answer.values, "unassessed")}

    @property
    def blocking(self) -> list[Element]:
        """Mandatory elements that it does not fit: while there is one, the product is not recommended."""
        return [x.element for x in self.lines if x.element.mandatory and x.standing == Answer.OBSTACLE]

    @property
    def open(self) -> list[Element]:
        """Mandatory elements that nobody examined as they stand now."""
        return [x.element for x in self.lines if x.element.mandatory and x.standing == "unassessed"]

    @property
    def effort_days(self) -> Decimal:
        return sum((x.fit.effort_days for x in self.lines if x.fit and x.standing == Answer.WORK), Decimal(0))

    @property
    def cost_fen(self) -> int:
        return sum(x.fit.cost_fen for x in self.lines if x.fit and x.standing == Answer.WORK)

    @property
    def verdict(self) -> str:
        """ "" where the architecture is not written down; a wish that is not met costs no verdict."""
        if not self.lines:
            return ""
        if self.blocking:
            return str(Answer.OBSTACLE)
        if self.open:
            return "unassessed"
        return str(Answer.WORK if self.count(Answer.WORK) or self.count(Answer.OBSTACLE) else Answer.FITS)


def asked(project: Project) -> QuerySet[Element]:
    """What holds today."""
    today = clock.today(project.timezone)
    return Element.objects.filter(Q(until=None) | Q(until__gte=today), project=project).order_by("kind", "code")


def compatibilities(project: Project, candidates: Iterable[Candidate]) -> dict[int, Compatibility]:
    """By candidate; two queries for any number of them."""
    elements, found = list(asked(project)), list(candidates)
    fits: dict[int, dict[int, ElementFit]] = defaultdict(dict)
    for fit in ElementFit.objects.filter(candidate__in=found, element__in=elements).select_related("by"):
        fits[fit.candidate_id][fit.element_id] = fit
    return {c.pk: Compatibility([Line(e, fits[c.pk].get(e.pk)) for e in elements]) for c in found}


def compatibility(candidate: Candidate) -> Compatibility:
    return compatibilities(candidate.project, [candidate])[candidate.pk]


def named(elements: Iterable[Any]) -> str:
    return "、".join(str(e) for e in elements)
