"""Questions asked and decided, and the gate ahead."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.governance import queries as governance
from golive.apps.governance.models import Decision, GateReview
from golive.apps.governance.registers import DECISIONS
from golive.apps.projects.models import Phase
from golive.apps.reports.period import Kind, Period
from golive.apps.reports.sentences.registry import Row, Sentence, sentence
from golive.foundation.words import Words, words


def asked(project: Any, period: Period) -> list[Decision]:
    rows = Decision.objects.filter(project=project, asked_at__lte=period.until).exclude(state=Decision.State.WITHDRAWN)
    found: list[Decision] = period.once("decisions", lambda: list(rows.select_related("decider").order_by("number")))
    return found


def waiting(project: Any, period: Period) -> list[Decision]:
    return [d for d in asked(project, period) if not period.by_then(d.decided_at)]


def current_phase(project: Any, period: Period) -> Phase | None:
    """The phase whose gate lay ahead at that time."""
    phases = period.once("phases", lambda: list(project.phases.select_related("project")))
    return next((p for p in phases if p.starts_on <= period.last and not period.by_then(p.passed_at)), None)


def gate(project: Any, period: Period) -> governance.GateState | None:
    """The gate ahead, measured; of a running period only, because a gate is measured now or never."""
    phase = current_phase(project, period)
    if phase is None or not period.live:
        return None
    found: governance.GateState = period.once("gate", lambda: governance.gate(phase))
    return found


def gates_page(project: Any) -> str:
    return reverse("governance:gates", kwargs={"project": project.code})


@sentence("gate", section="gate", order=10)
def gate_ahead(project: Any, period: Period) -> list[Sentence]:
    state = gate(project, period)
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
def gate_reviews(project: Any, period: Period) -> list[Sentence]:
    rows = GateReview.objects.filter(project=project, at__gte=period.begin, at__lte=period.until).select_related(
        "phase"
    )
    verdicts = {
        GateReview.Verdict.PASS: "ok",
        GateReview.Verdict.CONDITIONS: "warn",
        GateReview.Verdict.STOP: "bad",
    }
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
def decisions(project: Any, period: Period) -> list[Sentence]:
    rows = asked(project, period)
    new = [d for d in rows if period.has(d.asked_at)]
    decided = [d for d in rows if period.has(d.decided_at)]
    text = words(
        "Questions asked %(this)s: %(asked)s, decided: %(decided)s.",
        asked=len(new),
        decided=len(decided),
        this=period.said.this,
    )
    both = {d.pk: d for d in [*new, *decided]}.values()
    return [Sentence(text, DECISIONS.url("", project), [_row(project, d) for d in both])]


@sentence("decisions_waiting", section="decisions", order=20)
def decisions_waiting(project: Any, period: Period) -> list[Sentence]:
    rows = waiting(project, period)
    late = [d for d in rows if d.deadline < period.until]
    if not rows:
        return []
    text = words("Questions waiting for a decision: %(n)s, past their deadline: %(late)s.", n=len(rows), late=len(late))
    return [Sentence(text, DECISIONS.url("", project), [_row(project, d) for d in rows], "bad" if late else "")]


def _row(project: Any, decision: Decision) -> Row:
    return Row(f"{decision} · {decision.decider}", DECISIONS.url("detail", project, decision.pk))


@sentence("questions", section="decisions", order=25, kinds=(Kind.STEERING,))
def questions(project: Any, period: Period) -> list[Sentence]:
    """What the committee is to decide: each open question with its options, the nearest deadline first."""
    said = []
    for decision in sorted(waiting(project, period), key=lambda d: d.deadline):
        text = words(
            "%(code)s %(question)s — options: %(options)s; decided by %(decider)s until %(day)s.",
            code=decision.code,
            question=decision.question,
            options=" / ".join(o["text"] for o in decision.options),
            decider=str(decision.decider),
            day=period.day(decision.deadline),
        )
        said.append(Sentence(text, DECISIONS.url("detail", project, decision.pk)))
    return said
