"""A decision, and the register of them, on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from golive.apps.governance.decision_record import Kept, Record
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


def decision_document(record: Record, language: str) -> Document:
    """One decision with what was known when it was made. Its code is the hash of exactly these facts."""
    decision = record.decision
    with override(language):
        return Document(
            title=_("Decision record"),
            subtitle=decision.question,
            project=decision.project.name,
            number=f"{decision.project.code.upper()}-{decision.code}",
            meta=tuple(_meta(decision)),
            sections=tuple(blocks(record)),
            signatures=(_signature(decision),) if decision.decided_at else (),
            evidence_code=decision.evidence_code,
            url=settings.BASE_URL + decision.get_absolute_url(),
            language=language,
            cover=False,
            numbered=False,
        )


def _meta(decision: Decision) -> Iterator[tuple[str, str]]:
    yield _("Asked by"), f"{decision.asked_by}, {moment(decision.project, decision.asked_at)}"
    yield _("Who decides"), str(decision.decider)
    yield _("Deadline"), moment(decision.project, decision.deadline)
    if decision.decided_at:
        yield _("Decided at"), moment(decision.project, decision.decided_at)
    if decision.meeting is not None:
        yield _("Meeting"), str(decision.meeting)
    yield _("State"), decision.get_state_display()


def blocks(record: Record, level: int = 2) -> Iterator[Block]:
    """What was asked, known, chosen and set going; headings begin at `level`."""
    decision = record.decision
    if decision.background:
        yield Heading(_("Background"), level)
        yield Paragraph(decision.background)
    yield Heading(_("Options"), level)
    rows = tuple(
        (
            o["key"] + (" ✓" if o["key"] == decision.choice else ""),
            o["text"],
            "\n".join(str(w) for w in record.effects.get(o["key"], [])) or "—",
            o.get("effect") or "—",
        )
        for o in decision.options
    )
    columns = (_("Key"), _("Option"), _("Computed effect"), _("In the words of who asks"))
    yield Table(columns, rows, "clll", (0.6, 2.4, 3.6, 2.4))
    if record.effects.get(""):
        yield Bullets(tuple(str(w) for w in record.effects[""]))
    if record.gate:
        yield Heading(_("What the gate said at that moment"), level)
        columns = (_("Criterion"), _("State"), _("Measured then"), _("Missing or waived then"))
        yield Table(columns, tuple(_criterion(c, decision.project) for c in record.gate), "llll", (2.2, 1, 2.6, 3.6))
    if decision.decided_at:
        yield Heading(_("Choice and reason"), level)
        yield Note(f"{decision.choice}. {decision.chosen_text}", "ok")
        yield Paragraph(decision.reason)
        if decision.is_late:
            yield Note(_("Decided after its deadline."), "warn")
    yield from _afterwards(record, level)


def _afterwards(record: Record, level: int) -> Iterator[Block]:
    if record.delegations:
        yield Heading(_("Handed on"), level)
        yield Bullets(tuple(f"{d.giver} → {d.taker}：{d.reason}" for d in record.delegations))
    if record.outcomes:
        yield Heading(_("What it set going"), level)
        yield Bullets(tuple(str(o) for o in record.outcomes))
    if record.conditions:
        yield Heading(_("What has to be done for it"), level)
        rows = tuple((str(a), str(a.owner), f"{a.due_on:%Y-%m-%d}", a.get_state_display()) for a in record.conditions)
        yield Table((_("Action item"), _("Owner"), _("Due"), _("State")), rows, "llll", (4, 1.3, 1.3, 1.2))
    if record.history:
        yield Heading(_("Lines of the audit trail"), level)
        project = record.decision.project
        rows = tuple(
            (
                str(line["entry"].seq),
                moment(project, line["entry"].at),
                line["entry"].actor_name,
                line["what"],
                line["entry"].subject_label,
                line["entry"].hash[:16],
            )
            for line in reversed(record.history)
        )
        columns = (_("Line"), _("When"), _("Who"), _("What"), _("On"), _("Fingerprint"))
        yield Table(columns, rows, "llllll", (0.6, 1.5, 1, 1.8, 3, 1.6))


STATES = {"satisfied": gettext_lazy("Satisfied"), "waived": gettext_lazy("Waived"), "lacking": gettext_lazy("Lacking")}


def _criterion(c: Kept, project: Project) -> tuple[str, str, str, str]:
    label = f"{c.label}（≥ {c.limit} %：{c.limit_reason}）" if c.limit else str(c.label)
    said = [str(m) for m in c.missing]
    if c.more:
        said.append(_("and %(n)s more") % {"n": c.more})
    if c.waived:
        by = f"{c.waived_by} {moment(project, c.waived_at)}" if c.waived_by else ""
        until = " → ".join(p for p in (by, f"{c.waived_until:%Y-%m-%d}" if c.waived_until else "") if p)
        said.append(f"{_('Waived')}：{c.waived}" + (f"（{until}）" if until else ""))
    return label, str(STATES[c.state]), str(c.value), "\n".join(said) or "—"


def _signature(decision: Decision) -> SigningParty:
    at = moment(decision.project, decision.decided_at)
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
            meta=((_("As of"), moment(project, clock.now())), (_("Decisions"), str(len(found)))),
            sections=(table,),
            evidence_code=content_hash([d.facts() for d in found if d.decided_at]),
            url=settings.BASE_URL + reverse("governance:decisions", kwargs={"project": project.code}),
            language=language,
            cover=False,
            numbered=False,
        )


def dossier_document(project: Project, records: list[Record], language: str) -> Document:
    """Every decision with what was known when it was made, in the order of their numbers: what an auditor takes away."""
    with override(language):
        decisions = [r.decision for r in records]
        listed = register_document(project, decisions, language)
        whole: list[Block] = [Heading(_("Decisions"), 1), *listed.sections]
        for record in sorted(records, key=lambda r: r.decision.number):
            decision = record.decision
            whole.append(Heading(f"{decision.code}  {decision.question}", 1))
            whole.append(Table((_("Fact"), _("Value")), tuple(_facts_of(record)), "ll", (1.4, 6)))
            whole.extend(blocks(record))
        return replace(
            listed,
            title=_("Decisions with what was known"),
            number=f"{project.code.upper()}-DK",
            sections=tuple(whole),
            cover=True,
        )


def _facts_of(record: Record) -> Iterator[tuple[str, str]]:
    yield from _meta(record.decision)
    if record.waited is not None:
        yield _("Waited (working days)"), f"{record.waited:.1f}"
    if record.decision.decided_at:
        yield _("Evidence code"), record.decision.evidence_code
        line = _("line %(n)s of the audit trail") % {"n": record.seal.seq} if record.seal else "—"
        yield _("Sealed in"), line if record.holds or not record.seal else f"{line} · {_('not as sealed')}"


def _row(project: Project, d: Decision) -> tuple[str, ...]:
    decided = moment(project, d.decided_at) if d.decided_at else d.get_state_display()
    if d.is_late:
        decided += " · " + _("late")
    return (
        d.code,
        d.question,
        d.chosen_text or "—",
        str(d.decider),
        moment(project, d.deadline),
        decided,
        d.reason or "—",
    )


def moment(project: Project, at: datetime | None) -> str:
    return f"{at.astimezone(ZoneInfo(project.timezone)):%Y-%m-%d %H:%M}" if at else "—"
