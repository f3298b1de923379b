"""What is said before and after a deadline: open questions, actions, waivers. Each is said once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance import services
from golive.apps.governance.formula import read
from golive.apps.governance.gates import CRITERIA
from golive.apps.governance.models import Action, CriterionWaiver, Decision, Meeting, Objective
from golive.apps.governance.outgoing import announce_overdue
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused
from golive.foundation.jobs.registry import job, periodic
from golive.foundation.notify.sending import send
from golive.foundation.words import Words, words

SOON = timedelta(hours=24)
AGAIN = timedelta(days=3)  # after which a question that nobody answers is put before the sponsor and the manager again
Message = tuple[Any, Words, str, str, str]  # person, text, address, level, once


@periodic("5 8-18 * * *")
@job("governance.remind", label=_("Remind of decisions, actions and waivers"), single=True)
def remind(ctx: Any) -> dict[str, int]:
    """Every working hour; what was said once is not said again."""
    sent, running = 0, (Project.State.PREPARING, Project.State.RUNNING, Project.State.IN_CARE)
    projects = list(Project.objects.filter(state__in=running).order_by("id"))
    for n, project in enumerate(projects, 1):
        for person, text, url, level, once in reminders(project):
            send(person, kind="governance.remind", text=text, url=url, project=project, level=level, once=once)
            sent += 1
        announce_overdue(project)
        ctx.progress(n, len(projects), project.name)
    return {"messages": sent}


def reminders(project: Project) -> Iterator[Message]:
    """Everything that has to be said now about a project."""
    heads = access.people_as(project, Party.SPONSOR, Party.PM)
    yield from _decisions(project, heads)
    yield from _actions(project, heads)
    yield from _waivers(project, heads)


def _decisions(project: Project, heads: list[Any]) -> Iterator[Message]:
    now = clock.now()
    rows = Decision.objects.filter(project=project, state=Decision.State.OPEN, deadline__lt=now + SOON)
    for row in rows.select_related("decider", "asked_by", "project"):
        facts, url, key = {"code": row.code, "question": row.question}, row.get_absolute_url(), f"decision:{row.pk}"
        if row.deadline > now:
            text = words("%(code)s is to be decided within a day: %(question)s", **facts)
            yield row.decider, text, url, "warn", f"{key}:before"
            continue
        text = words("%(code)s is past its deadline and not decided: %(question)s", **facts)
        everybody = [row.decider, row.asked_by, *heads]
        yield from ((person, text, url, "bad", f"{key}:after") for person in _once(everybody))
        if now > row.deadline + AGAIN:
            days = (now - row.deadline).days
            text = words("%(code)s has waited %(days)s days past its deadline: %(question)s", days=days, **facts)
            yield from ((person, text, url, "bad", f"{key}:again") for person in _once([row.decider, *heads]))


def _actions(project: Project, heads: list[Any]) -> Iterator[Message]:
    today = clock.today(project.timezone)
    rows = Action.objects.filter(project=project, state=Action.State.OPEN, due_on__lte=today + timedelta(days=1))
    for row in rows.select_related("owner", "raised_by", "project"):
        facts, key = {"action": str(row), "day": row.due_on.isoformat()}, f"action:{row.pk}:{row.due_on}"
        if row.due_on >= today:
            text = words("%(action)s is due on %(day)s", **facts)
            yield row.owner, text, row.get_absolute_url(), "warn", f"{key}:before"
            continue
        text = words("%(action)s was due on %(day)s and is not done", **facts)
        people = [row.owner, row.raised_by, *(heads if row.blocks_id else [])]
        yield from ((person, text, row.get_absolute_url(), "bad", f"{key}:after") for person in _once(people))


def _waivers(project: Project, heads: list[Any]) -> Iterator[Message]:
    """A waiver that ends within three days, or ended: its evidence is owed again."""
    today = clock.today(project.timezone)
    rows = CriterionWaiver.objects.filter(Q(until__lte=today + timedelta(days=3)), project=project, ended_at=None)
    for row in rows.select_related("phase__project"):
        label = Words.of(CRITERIA[row.criterion].label) if row.criterion in CRITERIA else Words.of(row.criterion)
        facts = {"what": label, "phase": row.phase.name, "day": row.until.isoformat()}
        over = row.until < today
        text = (
            words("The waiver of “%(what)s” at the gate of “%(phase)s” ended on %(day)s: its evidence is owed", **facts)
            if over
            else words("The waiver of “%(what)s” at the gate of “%(phase)s” ends on %(day)s", **facts)
        )
        key, url = f"waiver:{row.pk}:{'over' if over else 'soon'}", row.phase_url
        yield from ((person, text, url, "bad" if over else "warn", key) for person in _once(heads))


def _once(people: Iterable[Any]) -> list[Any]:
    return list({p.pk: p for p in people if p.is_active and not p.is_system}.values())


@periodic("15 18 * * *")
@job("governance.take_silence", label=_("Minutes to which nobody objected"), single=True)
def take_silence(ctx: Any) -> dict[str, int]:
    """When the time to object is over, whoever said nothing has confirmed."""
    due = Meeting.objects.filter(state=Meeting.State.ISSUED, confirm_by__lt=clock.now())
    rows = list(due.filter(guests__came=True, guests__answer="").distinct().select_related("project"))
    for n, meeting in enumerate(rows, 1):
        services.take_silence(ctx.actor, meeting)
        ctx.progress(n, len(rows), str(meeting))
    return {"meetings": len(rows)}


@periodic("40 6 1 * *")
@job("governance.measure", label=_("Measure the objectives"), single=True)
def measure(ctx: Any) -> dict[str, int]:
    """On the first of a month: every objective whose formula asks nobody but the ERP. One that cannot be asked is told."""
    running = (Project.State.PREPARING, Project.State.RUNNING, Project.State.IN_CARE)
    rows = Objective.objects.filter(project__state__in=running).exclude(formula="").select_related("project", "owner")
    alone = [o for o in rows.order_by("id") if not read(o.formula).inputs]
    measured = 0
    for n, objective in enumerate(alone, 1):
        try:
            services.measure_objective(ctx.actor, objective)
            measured += 1
        except Refused as refusal:
            text = words("%(objective)s was not measured: %(why)s", objective=str(objective), why=refusal.words)
            url = reverse("governance:objectives-detail", args=[objective.project.code, objective.pk])
            send(objective.owner, kind="governance.measure", text=text, url=url, project=objective.project)
        ctx.progress(n, len(alone), str(objective))
    return {"measured": measured}
