from __future__ import annotations

from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io, history
from golive.apps.plan.history import Change
from golive.apps.plan.models import Edit, Link, Task, TaskPerson
from golive.apps.plan.permissions import may_plan
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("plan.undo_edit", permission=may_plan, label=_("Take the last edit back"))
def undo_edit(actor: Any, project: Project) -> Edit:
    """One's own last edit by hand that stands. What others did meanwhile stays; where they built on it, it stays too."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    edit = Edit.objects.filter(project=project, person=actor, state=Edit.State.DONE).order_by("-id").first()
    if edit is None:
        raise Refused("nothing_to_undo", _("There is no edit of yours to take back."))
    _apply(edit, Change(**edit.change).reversed)
    edit.state = Edit.State.UNDONE
    edit.save(update_fields=["state"])
    return edit


@use_case("plan.redo_edit", permission=may_plan, label=_("Make the edit again"))
def redo_edit(actor: Any, project: Project) -> Edit:
    """The one that was taken back last."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    edit = Edit.objects.filter(project=project, person=actor, state=Edit.State.UNDONE).order_by("id").first()
    if edit is None:
        raise Refused("nothing_to_redo", _("There is no edit of yours to make again."))
    _apply(edit, Change(**edit.change))
    edit.state = Edit.State.DONE
    edit.save(update_fields=["state"])
    return edit


def _apply(edit: Edit, change: Change) -> None:
    """`change` leads from what the plan must be now to what it shall be."""
    project = edit.project
    now = history.capture(project)
    _check(edit, change, now)
    for key in [key for key, pair in change.links.items() if pair[1] is None]:
        pred, succ = key.split(">")
        Link.objects.filter(pred=pred, succ=succ).delete()
    _bring_back(project, change)
    for pk, row in change.columns.items():
        columns = history.as_columns({c: pair[1] for c, pair in row.items()})
        if columns.get("go_live"):
            Task.objects.filter(project=project, go_live=True).exclude(pk=pk).update(go_live=False)
        task = Task.objects.get(pk=pk)
        for column, value in columns.items():
            setattr(task, column, value)
        task.save()
    for key, (_was, becomes) in change.links.items():
        if becomes is not None:
            pred, succ = key.split(">")
            kind, lag, counted = becomes
            values = {"type": kind, "lag": lag, "lag_kind": counted}
            Link.objects.update_or_create(pred_id=int(pred), succ_id=int(succ), defaults=values)
    _take_away(change)
    _order(project, change)
    engine_io.recompute(project)


def _check(edit: Edit, change: Change, now: history.Shot) -> None:
    """Refused where somebody has built on what is taken back."""
    for pk, row in change.columns.items():
        stands = now.tasks.get(int(pk))
        if stands is None or any(stands[c] != pair[0] for c, pair in row.items()):
            raise _overtaken(edit, int(pk), now)
    for pk, row in change.gone.items():
        if now.tasks.get(int(pk)) != row:
            raise _overtaken(edit, int(pk), now)
        linked = {k for k in now.links if pk in k.split(">")} - change.links.keys()
        if linked or str(pk) in now.orders:
            raise _overtaken(edit, int(pk), now)
    numbers = {row["number"] for row in now.tasks.values()}
    for row in change.made.values():
        gone = row["parent_id"] and row["parent_id"] not in now.tasks and str(row["parent_id"]) not in change.made
        if gone or row["number"] in numbers:
            raise _overtaken(edit, 0, now)
    for key, (was, becomes) in change.links.items():
        ends = {int(end) for end in key.split(">")} - {int(pk) for pk in change.made}
        if now.links.get(key) != was or (becomes is not None and not ends <= now.tasks.keys()):
            raise _overtaken(edit, int(key.split(">")[1]), now)
    for key, (was, _becomes) in change.orders.items():
        stands_in_order = [pk for pk in now.orders.get(key, []) if pk in was]
        if stands_in_order != was:
            raise _overtaken(edit, int(key or 0), now)


def _overtaken(edit: Edit, pk: int, now: history.Shot) -> Refused:
    name = now.tasks[pk]["name"] if pk in now.tasks else edit.about
    later = Edit.objects.filter(project=edit.project, pk__gt=edit.pk, state=Edit.State.DONE).select_related("person")
    who = next((e.person for e in later if pk in Change(**e.change).touched), None)
    if who is not None:
        text = _("“%(task)s” was changed since by %(person)s, so this edit stays. Nothing was changed.")
        return Refused("edit_overtaken", text, task=name, person=str(who))
    text = _("“%(task)s” was changed since, so this edit stays. Nothing was changed.")
    return Refused("edit_overtaken", text, task=name)


def _bring_back(project: Project, change: Change) -> None:
    """Under their old keys, so that comments and files find them again; parents before their parts."""
    waiting = dict(change.made)
    last = Task.objects.filter(project=project).order_by("-position").values_list("position", flat=True).first() or 0
    while waiting:
        for pk, row in list(waiting.items()):
            if str(row["parent_id"]) not in waiting:
                last += 1
                Task.objects.create(pk=int(pk), project=project, position=last, **history.as_columns(row))
                for person, units in row.get("people", []):
                    TaskPerson.objects.create(task_id=int(pk), person_id=person, units=units)
                del waiting[pk]


def _take_away(change: Change) -> None:
    for pk in change.gone:
        task = Task.objects.get(pk=pk)
        text = _("“%(task)s” has progress or stands in a baseline, so it stays. Mark it as done or shorten it.")
        history_of_it = Refused("task_has_history", text, task=task.name)
        if task.updates.exists() or task.difficulties.exists() or task.baselines.exists():
            raise history_of_it
        try:
            task.delete()
        except ProtectedError as error:
            raise history_of_it from error


def _order(project: Project, change: Change) -> None:
    """The positions that the siblings have among all lines are given to them in their new order."""
    gone = {int(pk) for pk in change.gone}
    for key, (was, becomes) in change.orders.items():
        rows = Task.objects.filter(project=project, parent=int(key) if key else None).order_by("position", "id")
        at = dict(rows.values_list("pk", "position"))
        left = gone | (set(was) - at.keys()) | (set(becomes) - at.keys())
        order = history.rearranged(list(at), becomes, left)
        for pk, position in zip(order, sorted(at.values()), strict=True):
            if at[pk] != position:
                Task.objects.filter(pk=pk).update(position=position)
