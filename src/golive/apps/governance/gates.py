"""The state of every gate, measured now: what its phase asks, what is missing, what was waived, said and promised."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from golive.apps.governance import built_in
from golive.apps.governance.acts import Did
from golive.apps.governance.criteria import CRITERIA, Criterion, Measured, Owed, asked_at
from golive.apps.governance.models import Action, CriterionLimit, CriterionWaiver, Decision, GateReview
from golive.apps.projects.models import Phase
from golive.apps.projects.queries import method_deliverables
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.words import Words, words

ACT = "governance.gate"  # of the decision that passes or stops a gate
KEPT = 200  # missing things of one criterion that are kept by name with a decision; their number is kept in any case


@dataclass(frozen=True, slots=True)
class CriterionState:
    criterion: Criterion
    measured: Measured
    waiver: CriterionWaiver | None
    limit: CriterionLimit | None = None

    @property
    def holds_shut(self) -> bool:
        return not self.measured.ok and self.waiver is None

    @property
    def may_be_waived(self) -> bool:
        return self.holds_shut and not self.criterion.hard


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate as it stands now: what is asked, what is missing, what was waived, what was said."""

    phase: Phase
    criteria: list[CriterionState]
    reviews: list[GateReview]
    waived: list[tuple[Any, CriterionWaiver]]  # all there ever were, with the criterion's name: they stay in sight
    conditions: list[Action] = field(default_factory=list)  # given when this gate was passed
    asked: Decision | None = None  # the project manager's open request to pass it

    @property
    def is_open(self) -> bool:
        """Open means: nothing holds it shut. Passing it is still the sponsor's word."""
        return bool(self.criteria) and not any(c.holds_shut for c in self.criteria)

    @property
    def lacking(self) -> list[CriterionState]:
        return [c for c in self.criteria if c.holds_shut]

    @property
    def open_conditions(self) -> list[Action]:
        return [a for a in self.conditions if a.state == Action.State.OPEN]

    @property
    def code(self) -> str:
        """The state in the one vocabulary of states."""
        if self.phase.state == Phase.State.PASSED:
            return "conditional" if self.open_conditions else "passed"
        if self.phase.state == Phase.State.PLANNED:
            return "planned"
        return "open_gate" if self.is_open else "shut"

    @property
    def stage(self) -> str:
        """Where its review is: planned, preparing, in_review (asked for), mitigation (stopped, or conditions are open),
        complete."""
        if self.phase.state == Phase.State.PLANNED:
            return "planned"
        if self.phase.state == Phase.State.PASSED:
            return "mitigation" if self.open_conditions else "complete"
        if self.asked is not None:
            return "in_review"
        stopped = self.reviews and self.reviews[0].verdict == GateReview.Verdict.STOP
        return "mitigation" if stopped else "preparing"

    @property
    def deliverables(self) -> list[str]:
        """What the method asks for in this phase, by name."""
        return method_deliverables(self.phase.project, self.phase.key)

    @property
    def owed(self) -> list[Owed]:
        return built_in.owed(self.phase)


class Measuring:
    """Measures each criterion once, whatever number of gates ask it; lives as long as one request."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.found: dict[str, Measured] = {}
        self.limits: dict[str, CriterionLimit] = {}
        for limit in CriterionLimit.objects.filter(project=project).select_related("by").order_by("id"):
            self.limits[limit.criterion] = limit

    def raw(self, criterion: Criterion) -> Measured:
        if criterion.code not in self.found:
            self.found[criterion.code] = criterion.measure(self.project)
        return self.found[criterion.code]

    def of(self, criterion: Criterion) -> Measured:
        found, limit = self.raw(criterion), self.limits.get(criterion.code)
        if limit is not None and found.share is not None:
            return replace(found, ok=found.share >= limit.percent)
        return found


def gate(phase: Phase) -> GateState:
    """Measure one gate now."""
    return _gates(phase.project, [phase], measure={phase.pk})[0]


def gates(project: Project, *, passed: bool = False) -> list[GateState]:
    """All gates. What was passed is history: it is measured again only when asked."""
    phases = list(project.phases.select_related("project"))
    wanted = {p.pk for p in phases if passed or p.state != Phase.State.PASSED}
    return _gates(project, phases, measure=wanted)


def measured_now(project: Project, code: str) -> Measured | None:
    """One criterion, also one that a gate asks by itself ("duties:selection"); None where nobody asks it any more."""
    found = CRITERIA.get(code)
    if found is None:
        phase = Phase.objects.select_related("project").filter(project=project, key=code.partition(":")[2]).first()
        found = criterion_of(phase, code) if phase is not None else None
    return Measuring(project).of(found) if found is not None else None


def criterion_of(phase: Phase, code: str) -> Criterion | None:
    """What this gate asks by that code."""
    return next(
        (c for c in [*asked_at(phase.key), *built_in.Asked(phase.project, [phase]).of(phase)] if c.code == code), None
    )


def _gates(project: Project, phases: list[Phase], measure: set[int]) -> list[GateState]:
    """What was said, waived and promised is asked once for all."""
    waivers, reviews, conditions, asked = defaultdict(list), defaultdict(list), defaultdict(list), {}
    for waiver in CriterionWaiver.objects.filter(phase__in=phases).select_related("by"):
        waivers[waiver.phase_id].append(waiver)
    for review in GateReview.objects.filter(phase__in=phases).select_related("by", "decision__project"):
        reviews[review.phase_id].append(review)
    given = Action.objects.filter(project=project, decision__gate_review__phase__in=phases)
    for action in given.select_related("owner", "project", "decision__gate_review").order_by("due_on", "id"):
        conditions[action.decision.gate_review.phase_id].append(action)
    for decision in Decision.objects.filter(project=project, act=ACT, state=Decision.State.OPEN):
        asked[decision.subject_id] = decision
    now, today = Measuring(project), clock.today(project.timezone)
    own = built_in.Asked(project, [p for p in phases if p.pk in measure], now.raw)
    found = []
    for phase in phases:
        mine = waivers[phase.pk]
        valid = {w.criterion: w for w in mine if w.ended_at is None and w.until >= today}
        criteria = [*asked_at(phase.key), *own.of(phase)] if phase.pk in measure else []
        states = [CriterionState(c, now.of(c), valid.get(c.code), now.limits.get(c.code)) for c in criteria]
        found.append(
            GateState(phase, states, reviews[phase.pk], _named(phase, mine), conditions[phase.pk], asked.get(phase.pk))
        )
    return found


PASS, CONDITIONS, STOP = "A", "B", "C"  # the options of the decision that a gate is


def following(phase: Phase) -> Phase | None:
    return Phase.objects.filter(project=phase.project, order__gt=phase.order).order_by("order").first()


def what_it_would_do(state: GateState) -> dict[str, list[Words]]:
    """What stands against passing it, and which phase would begin; by option."""
    lacking = [
        words("%(what)s: %(value)s", what=Words.of(c.criterion.label), value=c.measured.value) for c in state.lacking
    ]
    after = following(state.phase)
    begins = [words("“%(phase)s” begins", phase=after.name)] if after else []
    met = words(
        "%(met)s of %(all)s criteria satisfied or waived",
        met=len(state.criteria) - len(lacking),
        all=len(state.criteria),
    )
    stays = [words("“%(phase)s” goes on", phase=state.phase.name)]
    return {PASS: [met, *lacking, *begins], CONDITIONS: begins, STOP: stays}


def did_pass(phase: Phase) -> Did:
    """What happened when it was passed, for the record of the decision."""
    here = reverse("governance:gate", kwargs={"project": phase.project.code, "pk": phase.pk})
    found: Did = [(words("“%(phase)s” is passed", phase=phase.name), here)]
    after = following(phase)
    if after is not None:
        page = reverse("governance:gate", kwargs={"project": phase.project.code, "pk": after.pk})
        found.append((words("“%(phase)s” begins", phase=after.name), page))
    return found


def did_stop(phase: Phase) -> Did:
    here = reverse("governance:gate", kwargs={"project": phase.project.code, "pk": phase.pk})
    return [(words("“%(phase)s” goes on", phase=phase.name), here)]


def as_kept(state: GateState) -> list[dict[str, Any]]:
    """What each criterion said, for the record: what was lacking, who waived it until when, who set the limit and why."""
    return [_criterion_as_kept(c) for c in state.criteria]


def _criterion_as_kept(c: CriterionState) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": c.criterion.code,
        "label": Words.of(c.criterion.label).to_json(),
        "ok": c.measured.ok,
        "value": c.measured.value.to_json(),
        "url": c.measured.url,
        "missing": [m.text.to_json() for m in c.measured.missing[:KEPT]],
        "missing_count": len(c.measured.missing),
        "waived": c.waiver.reason if c.waiver else "",
        "limit": c.limit.percent if c.limit else None,
    }
    if c.waiver:
        at, until = c.waiver.at.isoformat(), c.waiver.until.isoformat()
        found["waiver"] = {"id": c.waiver.pk, "by": str(c.waiver.by), "at": at, "until": until}
    if c.limit:
        found["limit_reason"], found["limit_by"] = c.limit.reason, str(c.limit.by)
    return found


def _named(phase: Phase, waivers: list[CriterionWaiver]) -> list[tuple[Any, CriterionWaiver]]:
    names = built_in.NAMES | {c.code: c.label for c in CRITERIA.values()}
    return [(names.get(w.criterion.partition(":")[0], w.criterion), w) for w in waivers]
