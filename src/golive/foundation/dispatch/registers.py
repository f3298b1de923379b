"""The robots of a project, and what each was given."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.foundation.dispatch import queries
from golive.foundation.dispatch.forms import RobotForm
from golive.foundation.dispatch.models import Robot, status_of
from golive.foundation.dispatch.permissions import may_view_robots
from golive.foundation.dispatch.registry import TOPICS
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Search
from golive.foundation.use_cases import may


def _active(robot: Any) -> bool:
    return bool(robot.state == Robot.State.ACTIVE)


def _stopped(robot: Any) -> bool:
    return not _active(robot)


def _topics(robot: Robot) -> str:
    return "、".join(str(TOPICS[key]) for key in robot.topics if key in TOPICS) or _("nothing by itself")


def _last(robot: Any) -> str:
    return status_of(getattr(robot, "last_state", None) or "")


def _page(request: Any, robot: Robot) -> dict[str, Any]:
    rows = list(queries.of_robot(request.user, robot))
    return {
        "dispatches": rows,
        "moving": any(row.moving for row in rows),
        "may_send_again": may("dispatch.edit_robot", request.user, robot),
    }


ROBOTS = Register(
    name="robots",
    app="dispatch",
    model=Robot,
    visible=queries.visible_robots,
    permission=may_view_robots,
    label=gettext_lazy("Group robots"),
    one=gettext_lazy("robot"),
    columns=[
        Column("name", link=True),
        Column("kind"),
        Column("topics", kind="text", value=_topics),
        Column("state", kind="status"),
        Column("last_state", gettext_lazy("Last message"), kind="status", value=_last),
        Column("last_at", gettext_lazy("Last message on"), kind="time"),
        Column("signs", kind="yes", shown=False),
        Column("keyword", shown=False),
        Column("added_by", shown=False),
        Column("added_at", shown=False),
    ],
    filters=[Search("name"), Choice("kind"), Choice("state")],
    form=RobotForm,
    create="dispatch.add_robot",
    edit="dispatch.edit_robot",
    actions=[
        Action(
            "dispatch.test_robot",
            when=_active,
            icon="send",
            primary=True,
            done=gettext_lazy("The test message is on its way. How it ended is said below."),
        ),
        Action(
            "dispatch.stop_robot", when=_active, icon="player-pause", done=gettext_lazy("The robot gets nothing more.")
        ),
        Action(
            "dispatch.start_robot", when=_stopped, icon="player-play", done=gettext_lazy("The robot is active again.")
        ),
    ],
    comments=False,
    icon="speakerphone",
    empty=gettext_lazy(
        "No group has a robot yet. Add one to a group of DingTalk, WeCom or Feishu, then enter its address here."
    ),
    detail_template="dispatch/robot.html",
    detail_context=_page,
)
