from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance import queries
from golive.apps.governance.models import Action
from golive.apps.governance.numbering import lock, must_be_member, must_have_reason, next_code
from golive.apps.governance.permissions import may_add_action, may_drop_action, may_end_action, may_see_to_action
from golive.foundation import clock
from golive.foundation.accounts.models import Project, User
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import words


@use_case("governance.add_action", permission=may_add_action, label=_("Add an action item"))
def add_action(
    actor: Any, project: Project, *, title: str, owner: User, due_on: date, code: str = "", **links: Any
) -> Action:
    """What somebody has to do, by when. `links`: the decision, meeting or gate it came out of."""
    return _made(actor, project, title=title, owner=owner, due_on=due_on, code=code, **links)


def _made(
    actor: Any, project: Project, *, title: str, owner: User, due_on: date, code: str = "", **links: Any
) -> Action:
    must_be_member(owner, project)
    lock(project)
    rows = Action.objects.filter(project=project)
    if code and rows.filter(code=code).exists():
        raise Refused("code_taken", _("The number %(code)s is taken in this project."), code=code)
    made = Action.objects.create(
        project=project,
        code=code or next_code(rows, "A"),
        title=title.strip(),
        owner=owner,
        due_on=due_on,
        raised_by=actor,
        raised_at=clock.now(),
        **links,
    )
    if owner != actor:
        text = words("%(code)s is yours: %(title)s, by %(day)s", code=made.code, title=made.title, day=str(due_on))
        send(owner, kind="governance.action", text=text, url=made.get_absolute_url(), project=project)
    return made


@use_case("governance.edit_action", permission=may_see_to_action, label=_("Change an action"))
def edit_action(actor: Any, action: Action, **values: Any) -> Action:
    _open(action)
    if "owner" in values:
        must_be_member(values["owner"], action.project)
    for name, value in values.items():
        setattr(action, name, value)
    action.save()
    return action


@use_case("governance.finish_action", permission=may_end_action, label=_("Done"))
def finish_action(actor: Any, action: Action, *, result: str) -> Action:
    """Done, with what came of it. A condition of a gate that stands for a criterion is done when its evidence is there."""
    if action.criterion:
        state = queries.measured_now(action.project, action.criterion)
        if state is not None and not state.ok:
            raise Refused(
                "criterion_lacking",
                _("The evidence for this condition is still lacking: %(value)s. The action stays open."),
                value=str(state.value),
            )
    return _ended(action, Action.State.DONE, result)


@use_case("governance.drop_action", permission=may_drop_action, label=_("Drop the action"))
def drop_action(actor: Any, action: Action, *, result: str) -> Action:
    """It is no longer needed, and why."""
    return _ended(action, Action.State.DROPPED, result)


@use_case("governance.reopen_action", permission=may_see_to_action, label=_("Open the action again"))
def reopen_action(actor: Any, action: Action, *, due_on: date) -> Action:
    action = Action.objects.select_for_update().get(pk=action.pk)
    if action.state == Action.State.OPEN:
        raise Refused("action_open", _("This action is not done yet. Nothing was changed."))
    action.state, action.ended_at, action.due_on = Action.State.OPEN, None, due_on
    action.save()
    return action


def _ended(action: Action, state: str, result: str) -> Action:
    action = Action.objects.select_for_update(of=("self",)).select_related("project").get(pk=action.pk)
    _open(action)
    action.state, action.result, action.ended_at = state, must_have_reason(result)[:500], clock.now()
    action.save()
    return action


def _open(action: Action) -> None:
    if action.state != Action.State.OPEN:
        raise Refused("action_ended", _("This action has been ended already. Open it again if it is not settled."))
