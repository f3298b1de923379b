"""The lists of open positions and of learning goals."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.team import queries
from golive.apps.team.forms import GoalForm, NoteForm, PositionForm, ProposeForm, ReasonForm
from golive.apps.team.models import LearningGoal, Position
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Days, Person, Search
from golive.foundation.use_cases import may

OPEN = Position.State.OPEN


def _candidates(request: Any, record: Position) -> dict[str, Any]:
    return {
        "candidates": record.candidates.select_related("person", "proposed_by"),
        "matches": queries.matches(record) if record.state == OPEN else [],
        "may_staff": record.state == OPEN and may("team.edit_position", request.user, record),
    }


POSITIONS = Register(
    name="positions",
    app="team",
    model=Position,
    visible=queries.visible_positions,
    label=_("Open positions"),
    one=_("position"),
    columns=[
        Column("title", link=True),
        Column("party"),
        Column("department"),
        Column("skill"),
        Column("level"),
        Column("share"),
        Column("needed_on", sort=True),
        Column("filled_by"),
        Column("reason", shown=False),
        Column("state", kind="status"),
    ],
    filters=[Search("title"), Choice("state"), Choice("party"), Days("needed_on")],
    order="needed_on",
    pills="state",
    form=PositionForm,
    create="team.add_position",
    edit="team.edit_position",
    actions=[
        Action(
            "team.propose_candidate", form=ProposeForm, when=lambda p: p.state == OPEN, icon="user-plus", primary=True
        ),
        Action("team.withdraw_position", form=ReasonForm, when=lambda p: p.state == OPEN, icon="ban"),
    ],
    icon="briefcase",
    empty=_("No position is open. Where the plan asks for a skill that nobody has, open one."),
    detail_template="team/position.html",
    detail_context=_candidates,
)


def _notes(request: Any, record: LearningGoal) -> dict[str, Any]:
    return {"notes": record.notes.select_related("by"), "reached": queries.reached([record])[record.pk]}


GOALS = Register(
    name="goals",
    app="team",
    model=LearningGoal,
    visible=queries.visible_goals,
    label=_("Learning goals"),
    one=_("learning goal"),
    columns=[
        Column("person", link=True),
        Column("skill", link=True),
        Column("level"),
        Column("how"),
        Column("due_on", sort=True),
        Column("set_by", shown=False),
    ],
    filters=[Search("skill__name", "how"), Person("person"), Days("due_on")],
    order="due_on",
    form=GoalForm,
    create="team.set_goal",
    edit="team.edit_goal",
    actions=[
        Action("team.note_learning", form=NoteForm, icon="pencil", primary=True),
        Action("team.withdraw_goal", icon="ban"),
    ],
    icon="school",
    empty=_(
        "No learning goal has been set. Gaps between what tasks ask for and what people know are the place to begin."
    ),
    detail_template="team/goal.html",
    detail_context=_notes,
)
