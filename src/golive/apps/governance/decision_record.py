"""Who decided what, when, and knowing what: everything that is on record about a decision, gathered for page and paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from golive.apps.governance.acts import effects_of
from golive.apps.governance.latency import DAY
from golive.apps.governance.models import Action, CriterionWaiver, Decision, Delegation, GateReview, Outcome
from golive.engines.worktime import Calendar
from golive.foundation.accounts.models import Project
from golive.foundation.audit.services import entries_about, subject_key
from golive.foundation.duties.registry import calendar_of
from golive.foundation.trail.readable import rows
from golive.foundation.words import Words


@dataclass(frozen=True, slots=True)
class Kept:
    """A criterion of a gate as it stood when the gate was judged."""

    label: Words
    ok: bool
    value: Words
    missing: list[Words]
    more: int  # missing things beyond those kept by name
    waived: str
    waived_by: str
    waived_at: datetime | None
    waived_until: date | None
    limit: int | None
    limit_reason: str

    @property
    def state(self) -> str:
        return "satisfied" if self.ok else "waived" if self.waived else "lacking"


@dataclass(frozen=True, slots=True)
class Record:
    """`waited`: working days from the question to the answer; None while it is open, and where nobody had to wait."""

    decision: Decision
    effects: dict[str, list[Words]]
    gate: list[Kept]
    outcomes: list[Outcome]
    conditions: list[Action]
    delegations: list[Delegation]
    history: list[dict[str, Any]]  # newest first: {entry, what, kind, url, details}
    waited: float | None
    subjects: list[str]  # what the lines of the audit trail are about: the decision, its conditions, review and waivers

    @property
    def seal(self) -> Any:
        """The line of the audit trail that carries the code of the decision, or None."""
        return next((r["entry"] for r in self.history if r["entry"].detail.get("evidence_code")), None)

    @property
    def holds(self) -> bool:
        """Whether the decision is still what was sealed."""
        return self.seal is not None and self.seal.detail["evidence_code"] == self.decision.evidence_code


def record_of(actor: Any, decision: Decision) -> Record:
    return records_of(actor, decision.project, [decision])[0]


def records_of(actor: Any, project: Project, decisions: Iterable[Decision]) -> list[Record]:
    """In the order given; the same few questions to the database for one as for all. `actor` reads: subjects that he may
    not open have no address."""
    found = list(decisions)
    keys = [d.pk for d in found]
    outcomes, conditions = defaultdict(list), defaultdict(list)
    delegations, reviews = defaultdict(list), {}
    for outcome in Outcome.objects.filter(decision__in=keys).order_by("id"):
        outcomes[outcome.decision_id].append(outcome)
    for action in Action.objects.filter(decision__in=keys).select_related("owner", "project").order_by("id"):
        conditions[action.decision_id].append(action)
    for handed in Delegation.objects.filter(decision__in=keys).select_related("giver", "taker").order_by("id"):
        delegations[handed.decision_id].append(handed)
    for review in GateReview.objects.filter(decision__in=keys):
        reviews[review.decision_id] = review
    subjects = {
        d.pk: [subject_key(d), *map(subject_key, conditions[d.pk]), *_of_the_gate(d, reviews.get(d.pk))] for d in found
    }
    lines = defaultdict(list)
    about = entries_about({key for mine in subjects.values() for key in mine})
    for line in rows(actor, project, about):
        lines[line["entry"].subject].append(line)
    calendar = calendar_of(project)
    return [
        Record(
            d,
            effects_of(d),
            _kept(d, reviews.get(d.pk)),
            outcomes[d.pk],
            conditions[d.pk],
            delegations[d.pk],
            sorted((e for key in subjects[d.pk] for e in lines[key]), key=lambda e: -e["entry"].seq),
            _waited(d, calendar),
            subjects[d.pk],
        )
        for d in found
    ]


def _of_the_gate(decision: Decision, review: GateReview | None) -> list[str]:
    """The review, and the waivers that counted in it."""
    waivers = [w["waiver"]["id"] for w in _measured(decision, review) if w.get("waiver")]
    keys = [f"{CriterionWaiver._meta.label_lower}:{pk}" for pk in waivers]
    return [subject_key(review), *keys] if review is not None else keys


def _measured(decision: Decision, review: GateReview | None) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = decision.known.get("gate") or (review.measured if review is not None else [])
    return kept


def _kept(decision: Decision, review: GateReview | None) -> list[Kept]:
    """What was lacking first: that is what an auditor looks for."""
    found = [_criterion(c) for c in _measured(decision, review)]
    return sorted(found, key=lambda c: ("lacking", "waived", "satisfied").index(c.state))


def _criterion(c: dict[str, Any]) -> Kept:
    waiver, missing = c.get("waiver") or {}, [Words.from_json(m) for m in c.get("missing", [])]
    return Kept(
        Words.from_json(c["label"]),
        c["ok"],
        Words.from_json(c["value"]),
        missing,
        max(0, c.get("missing_count", 0) - len(missing)),
        c.get("waived", ""),
        waiver.get("by", ""),
        datetime.fromisoformat(waiver["at"]) if waiver else None,
        date.fromisoformat(waiver["until"]) if waiver else None,
        c.get("limit"),
        c.get("limit_reason", ""),
    )


def _waited(decision: Decision, calendar: Calendar) -> float | None:
    """A gate that the sponsor passes unasked was never waited for."""
    if decision.decided_at is None or decision.decided_at == decision.asked_at:
        return None
    return calendar.minutes_between(decision.asked_at, decision.decided_at) / DAY


def as_history(record: Record) -> list[dict[str, Any]]:
    """For the history beside the record: each line with its number in the audit trail, and what it was about."""
    mine = subject_key(record.decision)
    return [
        {
            "when": line["entry"].at,
            "who": line["entry"].actor_name,
            "what": line["what"],
            "note": f"#{line['entry'].seq}"
            + (f" · {line['entry'].subject_label}" if line["entry"].subject != mine else ""),
            "url": line["url"] if line["entry"].subject != mine else "",
            "changes": [{"field": d["field"], "old": "", "new": d["new"]} for d in line["details"]],
        }
        for line in record.history
    ]
