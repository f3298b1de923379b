from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io
from golive.apps.plan.effects import effects
from golive.apps.plan.models import DAY, Difficulty, Task
from golive.apps.plan.permissions import may_plan, may_raise
from golive.apps.plan.proposed import Proposed
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import Words, words


@use_case("plan.raise_difficulty", permission=may_raise, label=_("Say that it is harder than planned"))
def raise_difficulty(actor: Any, task: Task, *, text: str, new_remaining_days: Decimal | float) -> Difficulty:
    """The owner says early how much work is really left; what that does to the dates is computed and kept at once,
    and the project manager is told. The plan itself does not move before he has answered."""
    if task.is_summary or task.percent == 100:
        raise Refused("difficulty_no_work", _("A difficulty is raised about a task with work left; this one has none."))
    if not text.strip():
        raise Refused("difficulty_empty", _("Say what is harder than planned."))
    if Difficulty.objects.filter(task=task, answer="").exists():
        raise Refused("difficulty_open", _("A difficulty of this task is waiting for its answer already."))
    remaining = round(Decimal(str(new_remaining_days)) * DAY)
    if remaining <= 0:
        raise Refused("difficulty_no_estimate", _("Estimate how many working days are left."))
    found = effects(task.project, Proposed({task.pk: _reestimated(task, remaining)}))
    before, after = found.tasks[task.pk]
    Project.objects.select_for_update(no_key=True).get(pk=task.project_id)
    last = Difficulty.objects.filter(project=task.project).aggregate(n=Max("number"))["n"] or 0
    row = Difficulty.objects.create(
        project=task.project,
        number=last + 1,
        task=task,
        raised_by=actor,
        raised_at=clock.now(),
        text=text.strip(),
        new_remaining_minutes=remaining,
        finish_before=before,
        finish_after=after,
        go_live_before=found.go_live_before,
        go_live_after=found.go_live_after,
    )
    _tell_managers(actor, row)
    return row


@use_case("plan.answer_difficulty", permission=may_plan, label=_("Answer the difficulty"))
def answer_difficulty(actor: Any, difficulty: Difficulty, *, answer: str, text: str) -> Difficulty:
    """ "replan" takes the new estimate into the plan; "refuse" keeps the plan. Either way the reason is on record."""
    row = Difficulty.objects.select_for_update().select_related("task", "raised_by").get(pk=difficulty.pk)
    if row.answer:
        raise Refused("difficulty_answered", _("This difficulty has been answered; the answer stays."))
    if answer not in Difficulty.Answer.values:
        raise Refused("answer_unknown", _("Choose one of the answers."))
    if not text.strip():
        raise Refused("reason_missing", _("Give a reason: whoever raised it must understand the answer."))
    row.answer, row.answer_text = answer, text.strip()
    row.answered_by, row.answered_at = actor, clock.now()
    row.save()
    if answer == Difficulty.Answer.REPLAN:
        task = row.task
        for column, value in _reestimated(task, row.new_remaining_minutes).items():
            setattr(task, column, value)
        task.save()
        engine_io.recompute(row.project)
    send(
        row.raised_by,
        kind="plan.difficulty",
        text=words("Your difficulty %(code)s was answered: %(answer)s", code=row.code, answer=Words.of(_label(answer))),
        url=_address(row),
        project=row.project,
    )
    return row


def _label(answer: str) -> Any:
    return Difficulty.Answer(answer).label


def _reestimated(task: Task, remaining: int) -> dict[str, int]:
    """The columns of a task with a new estimate of the work left: done work stays done."""
    left = task.remaining_minutes
    if left is None:
        left = task.duration_minutes * (100 - task.percent) // 100
    return {"duration_minutes": task.duration_minutes - left + remaining, "remaining_minutes": remaining}


def _tell_managers(actor: Any, row: Difficulty) -> None:
    days = engine_io.calendar(row.project)
    before, after = (engine_io.local_day(m, days).isoformat() for m in (row.finish_before, row.finish_after))
    text = words(
        "%(person)s: “%(task)s” is harder than planned. It would finish on %(after)s instead of %(before)s.",
        person=str(actor),
        task=row.task.name,
        after=after,
        before=before,
    )
    for manager in access.people_as(row.project, Party.PM):
        if manager.pk != actor.pk:
            send(
                manager,
                kind="plan.difficulty",
                text=text,
                url=_address(row),
                project=row.project,
                level=Notification.Level.WARN,
            )


def _address(row: Difficulty) -> str:
    return reverse("plan:difficulties-detail", kwargs={"project": row.project.code, "pk": row.pk})
