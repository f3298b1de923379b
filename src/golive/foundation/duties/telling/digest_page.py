"""What the pages of digests and escalations show: each thing as it was told, and as it stands now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.duties import explain, queries
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.forms import AnswerForm, SnoozeForm
from golive.foundation.duties.lines import Line, Reader, address, line_of, reader
from golive.foundation.duties.models import Digest, Escalation, Obligation, Reminder, Snooze
from golive.foundation.duties.permissions import may_snooze, speaks_for
from golive.foundation.duties.registry import calendar_of
from golive.foundation.duties.states import OPEN
from golive.foundation.duties.telling.digest_words import ESCALATED, OVERDUE, SOON, TODAY, items_of, sentence, urgency
from golive.foundation.duties.telling.slots import snooze_days
from golive.foundation.duties.telling.told import STANDINGS, standing_of

KEYS = {OVERDUE: "overdue", TODAY: "due", SOON: "soon"}
CODES = {"open": "waiting", "broken": "overdue", "answered": "done", "settled": "closed"}  # for the status pill


@dataclass(slots=True)
class Entry:
    """An obligation in a digest. `snoozed`: until when its reminders are quiet; `form`: to snooze it."""

    line: Line
    row: Obligation
    snoozed: Any = None
    form: SnoozeForm | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """An escalation as a row; `form` when the reader is the one to answer it."""

    escalation: Escalation
    row: Obligation
    title: str
    period: str
    url: str
    code: str
    standing: Any
    form: AnswerForm | None


@dataclass(slots=True)
class Section:
    """One project of a digest."""

    project: Any
    groups: dict[str, list[Entry]] = field(default_factory=lambda: {key: [] for key in KEYS.values()})
    laid: list[Laid] = field(default_factory=list)

    @property
    def filled(self) -> list[dict[str, Any]]:
        return [{"key": key, "entries": entries} for key, entries in self.groups.items() if entries]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the rows of one project are made with."""

    section: Section
    reader: Reader
    days: Callable[[Obligation], list[date]]


def with_items(digests: QuerySet[Digest], actor: Any) -> QuerySet[Digest]:
    """What they told, except of projects that the reader has left."""
    here = access.projects_of(actor)
    reminders = Reminder.objects.filter(obligation__project__in=here).order_by("due_for", "id")
    escalations = Escalation.objects.filter(obligation__project__in=here).order_by("due_for", "id")
    also = ("obligation__project", "obligation__person", "obligation__acting")
    return digests.prefetch_related(
        Prefetch("reminders", reminders.select_related(*also)),
        Prefetch("escalations", escalations.select_related(*also, "to", "answered_by")),
    )


def digest_lines(digests: Iterable[Digest]) -> list[dict[str, Any]]:
    """One line a digest: what it said."""
    found = []
    for digest in digests:
        items = items_of(digest, digest.reminders.all(), digest.escalations.all())
        if items:
            worst = min(kind for kind, _due, _row in items)
            tone = {OVERDUE: "bad", ESCALATED: "bad", TODAY: "warn"}.get(worst, "")
            projects = sorted({str(row.project) for _kind, _due, row in items})
            found.append({"digest": digest, "text": str(sentence(items)), "tone": tone, "projects": projects})
    return found


def sections_of(actor: Any, digest: Digest) -> list[Section]:
    """A digest by project. The number of queries grows with the projects in it, not with the things told."""
    reminders = [r for r in digest.reminders.all() if r.obligation.duty_id in DUTIES]
    escalations = [e for e in digest.escalations.all() if e.obligation.duty_id in DUTIES]
    projects = {item.obligation.project for item in (*reminders, *escalations)}
    desks = {p.pk: Desk(Section(p), reader(actor, p, queries.places_of(p)), days_of(p)) for p in projects}
    quiet = quiet_of(actor, [r.obligation_id for r in reminders])
    answers = speaks_for(actor)
    for reminder in reminders:
        row = reminder.obligation
        desk = desks[row.project_id]
        entry = entry_of(row, line_of(row, desk.reader), actor, quiet, desk.days)
        desk.section.groups[KEYS[urgency(reminder, digest.sent_at)]].append(entry)
    for escalation in escalations:
        desk = desks[escalation.obligation.project_id]
        desk.section.laid.append(laid(escalation, actor, answers, desk.reader.may_see))
    return sorted((desk.section for desk in desks.values()), key=lambda s: str(s.project))


def laid(
    escalation: Escalation, actor: Any, answers: Callable[[Escalation], bool], may_see: Callable[[Duty], bool]
) -> Laid:
    """`answers`: whether the reader is the one to answer it; `may_see`: whether the events of a duty are for him."""
    row = escalation.obligation
    duty = DUTIES[row.duty_id]
    event, standing = "label" in row.why, standing_of(escalation)
    named = event and (may_see(duty) or actor.pk in (row.person_id, row.acting_id))
    return Laid(
        escalation=escalation,
        row=row,
        title=explain.period_name(row) if named else str(duty.title),
        period=str(duty.title) if named else "" if event else explain.period_name(row),
        url=address("duties:duty", row.project, duty=row.duty_id),
        code=CODES[standing],
        standing=STANDINGS[standing],
        form=AnswerForm(auto_id=f"e{escalation.pk}_%s") if standing == "open" and answers(escalation) else None,
    )


def entry_of(
    row: Obligation, line: Line, actor: Any, quiet: dict[int, Any], days: Callable[[Obligation], list[date]]
) -> Entry:
    entry = Entry(line, row, snoozed=quiet.get(row.pk))
    if row.state in OPEN and entry.snoozed is None and may_snooze(actor, row):
        choices = days(row)
        entry.form = SnoozeForm(auto_id=f"s{row.pk}_%s", days=choices) if choices else None
    return entry


def days_of(project: Any) -> Callable[[Obligation], list[date]]:
    calendar, today = calendar_of(project), clock.today(project.timezone)
    return lambda row: snooze_days(row, calendar, today)


def quiet_of(actor: Any, rows: list[int]) -> dict[int, Any]:
    found = Snooze.objects.filter(person=actor.pk, obligation__in=rows, until__gt=clock.now())
    return dict(found.values_list("obligation_id", "until"))
