from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io, loads
from golive.apps.plan.models import Levelling, LoadCheck, Task, TaskPerson
from golive.apps.plan.permissions import may_plan
from golive.foundation import clock
from golive.foundation.accounts.models import Project, User
from golive.foundation.errors import Refused
from golive.foundation.jobs.queue import enqueue
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import words

SECONDS = 10
LONGEST = 300  # seconds


@use_case("plan.level", permission=may_plan, label=_("Level the plan"))
def level(actor: Any, project: Project, *, seconds: int = SECONDS, seed: int = 1) -> Project:
    """Look in the background for the alternative in which nobody is overbooked. The plan itself does not move."""
    if not 1 <= seconds <= LONGEST:
        raise Refused("levelling_seconds", _("Levelling may take from 1 to 300 seconds. Nothing was started."))
    if not Task.objects.filter(project=project, is_summary=False, actual_finish__isnull=True).exists():
        raise Refused("plan_done", _("There is no open task whose people could be relieved."))
    enqueue(actor, "plan.level", project, seconds=seconds, seed=seed)
    return project


@use_case("plan.propose_levelling", permission=may_plan, label=_("Keep a levelled alternative"), secret=("proposal",))
def propose_levelling(actor: Any, project: Project, *, proposal: engine_io.Proposal, seed: int = 1) -> Levelling:
    """What the search found, which ran outside of this transaction. It takes the place of the one that waits."""
    waiting = Levelling.objects.filter(project=project, state=Levelling.State.PROPOSED)
    waiting.update(state=Levelling.State.OUTDATED)
    current = proposal.code == engine_io.compute(project).code
    return Levelling.objects.create(
        project=project,
        made_by=actor,
        made_at=clock.now(),
        seed=seed,
        plan_code=proposal.code,
        finish_before=proposal.finish_before,
        finish_after=proposal.finish_after,
        go_live_before=proposal.go_live_before,
        go_live_after=proposal.go_live_after,
        over_before=proposal.over_before,
        over_after=proposal.over_after,
        moves=proposal.moves,
        staffing=proposal.staffing,
        load=proposal.load,
        state=Levelling.State.PROPOSED if current else Levelling.State.OUTDATED,
    )


@use_case("plan.accept_moves", permission=may_plan, label=_("Accept moves of the levelling"))
def accept_moves(
    actor: Any, levelling: Levelling, *, taken: Iterable[Task] = (), staffed: Iterable[Task] = ()
) -> Levelling:
    """Take the moves of the tasks `taken` and the persons proposed for the tasks `staffed` into the plan; what follows
    them by its links moves by itself."""
    row = _waiting(levelling)
    found = engine_io.compute(row.project)
    if not engine_io.is_current(row, found):
        text = _("The plan has changed since this alternative was computed, so it was not accepted. Level it again.")
        raise Refused("levelling_outdated", text)
    own = {m["task"] for m in row.moves if m["own"]}
    proposed = {s["task"]: s["person"] for s in row.staffing if s["person"]}
    moved = own & {task.pk for task in taken}
    manned = {task.pk: proposed[task.pk] for task in staffed if task.pk in proposed}
    if not moved and not manned:
        raise Refused("levelling_nothing_chosen", _("Choose the moves to accept, or refuse the alternative."))
    changed = engine_io.chosen(found, row, moved, manned)
    for task in Task.objects.filter(project=row.project, pk__in=changed):
        for column, value in changed[task.pk].items():
            setattr(task, column, value)
        task.save()
    _put_on(found, manned)
    row.taken, row.staffed = sorted(moved), sorted(manned)
    everything = moved == own and manned.keys() == proposed.keys()
    _decide(actor, row, Levelling.State.ACCEPTED if everything else Levelling.State.PARTLY)
    engine_io.recompute(row.project)
    _tell_owners(actor, row)
    _tell_people(actor, row, manned)
    _look(actor, row.project)
    return row


def _put_on(found: engine_io.Computed, manned: Mapping[int, int]) -> None:
    """Each with all he gives to the project."""
    gives = {r.uid: round(r.max_units * 100) for r in found.plan.resources}
    rows = [TaskPerson(task_id=task, person_id=who, units=gives[who]) for task, who in manned.items()]
    TaskPerson.objects.bulk_create(rows)


@use_case("plan.refuse_levelling", permission=may_plan, label=_("Refuse the levelling"))
def refuse_levelling(actor: Any, levelling: Levelling) -> Levelling:
    """The plan stays as it is, with whatever is overbooked in it."""
    row = _waiting(levelling)
    _decide(actor, row, Levelling.State.REFUSED)
    _look(actor, row.project)
    return row


@use_case("plan.reset_levelling", permission=may_plan, label=_("Take levelling back"))
def reset_levelling(actor: Any, project: Project) -> Project:
    """Everything that has not begun lies where its links alone put it."""
    rows = Task.objects.filter(project=project, levelling_minutes__gt=0, actual_start__isnull=True)
    if not rows.update(levelling_minutes=0):
        raise Refused("nothing_levelled", _("No open task was moved by levelling; there is nothing to take back."))
    engine_io.recompute(project)
    return project


@use_case("plan.check_load", permission=may_plan, label=_("Record a look at the load"))
def check_load(actor: Any, project: Project) -> LoadCheck:
    """What the coming weeks ask of everybody, as it stands now, on record."""
    return _look(actor, project)


def _look(actor: Any, project: Project) -> LoadCheck:
    found = engine_io.compute(project)
    today = engine_io.local_day(clock.now(), found.calendar)
    until = today + loads.AHEAD
    over = [o.as_row() for o in loads.overbooked(found, today, until)]
    return LoadCheck.objects.create(project=project, by=actor, at=clock.now(), until=until, over=over)


def _waiting(levelling: Levelling) -> Levelling:
    Project.objects.select_for_update(no_key=True).get(pk=levelling.project_id)
    row = Levelling.objects.select_related("project").get(pk=levelling.pk)
    if row.state == Levelling.State.OUTDATED:
        text = _("The plan has changed since this alternative was computed, so it was not accepted. Level it again.")
        raise Refused("levelling_outdated", text)
    if row.state != Levelling.State.PROPOSED:
        raise Refused("levelling_decided", _("This alternative was decided on already; the decision stays."))
    return row


def _decide(actor: Any, row: Levelling, state: str) -> None:
    row.state, row.decided_by, row.decided_at = state, actor, clock.now()
    row.save()


def _tell_owners(actor: Any, row: Levelling) -> None:
    for task in Task.objects.filter(pk__in=row.taken, owner__isnull=False).select_related("owner", "project"):
        if task.owner_id == actor.pk or task.early_start is None:
            continue
        day = engine_io.local_day(task.early_start, engine_io.calendar(task.project)).isoformat()
        send(
            task.owner,
            kind="plan.levelling",
            text=words("“%(task)s” starts on %(day)s now: its people are booked before.", task=task.name, day=day),
            url=reverse("plan:tasks-detail", args=[task.project.code, task.pk]),
            project=task.project,
        )


def _tell_people(actor: Any, row: Levelling, manned: Mapping[int, int]) -> None:
    people = User.objects.in_bulk(set(manned.values()))
    for task in Task.objects.filter(pk__in=manned).select_related("project"):
        who = people[manned[task.pk]]
        if who.pk == actor.pk or task.early_start is None:
            continue
        day = engine_io.local_day(task.early_start, engine_io.calendar(task.project)).isoformat()
        send(
            who,
            kind="plan.levelling",
            text=words(
                "You are on “%(task)s” from %(day)s: it asks for a skill that you have.", task=task.name, day=day
            ),
            url=reverse("plan:tasks-detail", args=[task.project.code, task.pk]),
            project=task.project,
        )
