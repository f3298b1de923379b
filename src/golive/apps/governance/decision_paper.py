"""A decision, and the register of them, on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from golive.apps.governance.acts import effects_of
from golive.apps.governance.models import Decision
from golive.engines.evidence.canonical import content_hash
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.documents.content import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Paragraph,
    Signer,
    SigningParty,
    Table,
)
from golive.foundation.words import Words


def decision_document(decision: Decision, language: str) -> Document:
    """One decision with what was known when it was made. Its code is the hash of exactly these facts."""
    with override(language):
        return Document(
            title=_("Decision record"),
            subtitle=decision.question,
            project=decision.project.name,
            number=f"{decision.project.code.upper()}-{decision.code}",
            meta=tuple(_meta(decision)),
            sections=tuple(_blocks(decision)),
            signatures=(_signature(decision),) if decision.decided_at else (),
            evidence_code=content_hash(facts(decision)) if decision.decided_at else "",
            url=settings.BASE_URL + decision.get_absolute_url(),
            language=language,
            cover=False,
            numbered=False,
        )


def facts(decision: Decision) -> dict[str, Any]:
    """What the code under the paper stands for."""
    return {
        "number": decision.number,
        "question": decision.question,
        "options": decision.options,
        "decider": decision.decider_id,  # type: ignore[attr-defined]
        "choice": decision.choice,
        "reason": decision.reason,
        "decided_at": decision.decided_at.isoformat() if decision.decided_at else "",
        "known": decision.known,
    }


def _meta(decision: Decision) -> Iterator[tuple[str, str]]:
    yield _("Asked by"), f"{decision.asked_by}, {_moment(decision.project, decision.asked_at)}"
    yield _("Who decides"), str(decision.decider)
    yield _("Deadline"), _moment(decision.project, decision.deadline)
    if decision.decided_at:
        yield _("Decided at"), _moment(decision.project, decision.decided_at)
    yield _("State"), decision.get_state_display()


def _blocks(decision: Decision) -> Iterator[Block]:
    if decision.background:
        yield Heading(_("Background"), 2)
        yield Paragraph(decision.background)
    yield Heading(_("Options"), 2)
    effects = effects_of(decision)
    rows = tuple(
        (
            o["key"] + (" ✓" if o["key"] == decision.choice else ""),
            o["text"],
            "\n".join(str(w) for w in effects.get(o["key"], [])) or "—",
            o.get("effect") or "—",
        )
        for o in decision.options
    )
    columns = (_("Key"), _("Option"), _("Computed effect"), _("In the words of who asks"))
    yield Table(columns, rows, "clll", (0.6, 2.4, 3.6, 2.4))
    if effects.get(""):
        yield Bullets(tuple(str(w) for w in effects[""]))
    if decision.known.get("gate"):
        yield Heading(_("What the gate said at that moment"), 2)
        yield Bullets(
            tuple(
                f"{Words.from_json(c['label'])}：{Words.from_json(c['value'])}"
                + (f"（{_('Waived')}：{c['waived']}）" if c["waived"] else "")
                for c in decision.known["gate"]
            )
        )
    if decision.decided_at:
        yield Heading(_("Choice and reason"), 2)
        yield Note(f"{decision.choice}. {decision.chosen_text}", "ok")
        yield Paragraph(decision.reason)
        if decision.is_late:
            yield Note(_("Decided after its deadline."), "warn")
    handed = [f"{d.giver} → {d.taker}：{d.reason}" for d in decision.delegations.select_related("giver", "taker")]
    if handed:
        yield Heading(_("Handed on"), 2)
        yield Bullets(tuple(handed))


def _signature(decision: Decision) -> SigningParty:
    at = _moment(decision.project, decision.decided_at)
    return SigningParty(decision.project.client.name, (Signer(str(decision.decider), _("Who decides"), at),))


def register_document(project: Project, decisions: Iterable[Decision], language: str) -> Document:
    """All decisions in the order of their numbers."""
    with override(language):
        found = sorted(decisions, key=lambda d: d.number)
        rows = tuple(_row(project, d) for d in found)
        columns = (_("No."), _("Question"), _("Choice"), _("Who decides"), _("Deadline"), _("Decided at"), _("Reason"))
        table = Table(columns, rows, "lllllll", (0.8, 3, 2, 1.1, 1.3, 1.3, 3), empty=_("No question has been put."))
        return Document(
            title=_("Decision register"),
            project=project.name,
            number=f"{project.code.upper()}-DR",
            meta=((_("As of"), _moment(project, clock.now())), (_("Decisions"), str(len(found)))),
            sections=(table,),
            evidence_code=content_hash([facts(d) for d in found if d.decided_at]),
            url=settings.BASE_URL + reverse("governance:decisions", kwargs={"project": project.code}),
            language=language,
            cover=False,
            numbered=False,
        )


def _row(project: Project, d: Decision) -> tuple[str, ...]:
    decided = _moment(project, d.decided_at) if d.decided_at else d.get_state_display()
    if d.is_late:
        decided += " · " + _("late")
    return (
        d.code,
        d.question,
        d.chosen_text or "—",
        str(d.decider),
        _moment(project, d.deadline),
        decided,
        d.reason or "—",
    )


def _moment(project: Project, at: datetime | None) -> str:
    return f"{at.astimezone(ZoneInfo(project.timezone)):%Y-%m-%d %H:%M}" if at else "—"
