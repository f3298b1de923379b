"""Questions asked and decided, and the gate ahead."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.governance import queries as governance
from golive.apps.governance.models import Decision, GateReview
from golive.apps.governance.registers import DECISIONS
from golive.apps.projects.models import Phase
from golive.apps.reports.sentences.registry import Row, Sentence, sentence
from golive.apps.reports.week import Week
from golive.foundation.words import Words, words


def asked(project: Any, week: Week) -> list[Decision]:
    rows = Decision.objects.filter(project=project, asked_at__lte=week.until).exclude(state=Decision.State.WITHDRAWN)
    found: list[Decision] = week.once("decisions", lambda: list(rows.select_related("decider").order_by("number")))
    return found


def waiting(project: Any, week: Week) -> list[Decision]:
    return [d for d in asked(project, week) if not week.by_then(d.decided_at)]


def current_phase(project: Any, week: Week) -> Phase | None:
    """The phase whose gate lay ahead at that time."""
    phases = week.once("phases", lambda: list(project.phases.select_related("project")))
    return next((p for p in phases if p.starts_on <= week.sunday and not week.by_then(p.passed_at)), None)


def gate(project: Any, week: Week) -> governance.GateState | None:
    """The gate ahead, measured; of the running week only, because a gate is measured now or never."""
    phase = current_phase(project, week)
    if phase is None or not week.live:
        return None
    found: governance.GateState = week.once("gate", lambda: governance.gate(phase))
    return found


def gates_page(project: Any) -> str:
    return reverse("governance:gates", kwargs={"project": project.code})


@sentence("gate", section="gate", order=10)
def gate_ahead(project: Any, week: Week) -> list[Sentence]:
    state = gate(project, week)
    if state is None or not state.criteria:
        return []
    lacking = [c for c in state.criteria if c.holds_shut]
    text = words(
        "Gate of “%(phase)s”: %(n)s of %(all)s criteria are satisfied or waived; due on %(day)s.",
        phase=state.phase.name,
        n=len(state.criteria) - len(lacking),
        all=len(state.criteria),
        day=state.phase.ends_on.isoformat(),
    )
    rows = [
        Row(words("%(what)s: %(value)s", what=Words.of(c.criterion.label), value=c.measured.value)) for c in lacking
    ]
    rows = [Row(r.label, c.measured.url) for r, c in zip(rows, lacking, strict=True)]
    return [Sentence(text, gates_page(project), rows, "warn" if lacking else "ok")]


@sentence("gate_reviews", section="gate", order=20)
def gate_reviews(project: Any, week: Week) -> list[Sentence]:
    rows = GateReview.objects.filter(project=project, at__gte=week.begin, at__lte=week.until).select_related("phase")
    verdicts = {GateReview.Verdict.PASS: "ok", GateReview.Verdict.STOP: "bad"}
    return [
        Sentence(
            words(
                "Gate of “%(phase)s”: %(verdict)s.",
                phase=r.phase.name,
                verdict=Words.of(GateReview.Verdict(r.verdict).label),
            ),
            gates_page(project),
            tone=verdicts[GateReview.Verdict(r.verdict)],
        )
        for r in rows.order_by("at")
    ]


@sentence("decisions", section="decisions", order=10)
def decisions(project: Any, week: Week) -> list[Sentence]:
    rows = asked(project, week)
    new = [d for d in rows if week.has(d.asked_at)]
    decided = [d for d in rows if week.has(d.decided_at)]
    text = words("Questions asked this week: %(asked)s, decided: %(decided)s.", asked=len(new), decided=len(decided))
    both = {d.pk: d for d in [*new, *decided]}.values()
    return [Sentence(text, DECISIONS.url("", project), [_row(project, d) for d in both])]


@sentence("decisions_waiting", section="decisions", order=20)
def decisions_waiting(project: Any, week: Week) -> list[Sentence]:
    rows = waiting(project, week)
    late = [d for d in rows if d.deadline < week.until]
    if not rows:
        return []
    text = words("Questions waiting for a decision: %(n)s, past their deadline: %(late)s.", n=len(rows), late=len(late))
    return [Sentence(text, DECISIONS.url("", project), [_row(project, d) for d in rows], "bad" if late else "")]


def _row(project: Any, decision: Decision) -> Row:
    return Row(f"{decision} · {decision.decider}", DECISIONS.url("detail", project, decision.pk))
