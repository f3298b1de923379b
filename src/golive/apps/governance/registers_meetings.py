"""The lists of coordination: meetings, stakeholders, the communication plan."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance import queries
from golive.apps.governance.forms_meetings import (
    ChannelForm,
    MeetingForm,
    ObjectionForm,
    ReasonForm,
    StakeholderForm,
)
from golive.apps.governance.minutes import readable
from golive.apps.governance.models import Channel, Guest, Meeting, Stakeholder
from golive.apps.governance.permissions import is_inside, may_know_stakeholders
from golive.apps.governance.pictures import grid
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Person, Search
from golive.foundation.use_cases import may


def _detail(request: Any, meeting: Meeting) -> dict[str, Any]:
    inside = is_inside(request.user, meeting.project)
    guests = list(meeting.guests.select_related("person"))
    mine = next((g for g in guests if g.person_id == request.user.pk), None)
    agenda = list(meeting.agenda.all())
    runs = may("governance.write_minutes", request.user, meeting)
    return {
        "inside": inside,
        "guests": guests,
        "agenda": [i for i in agenda if inside or not i.inside],
        "left_out": not inside and any(i.inside for i in agenda),
        "decisions": meeting.decisions.select_related("decider", "project") if inside else [],
        "actions": meeting.actions.select_related("owner", "project"),
        "issued": readable(meeting.issued, inside=inside) if meeting.issued else None,
        "runs": runs,
        "may_answer": bool(
            mine and mine.came and meeting.state == Meeting.State.ISSUED and mine.answer in ("", Guest.Answer.SILENT)
        ),
        "open_answers": sum(bool(g.came) and not g.answer for g in guests),
        "objections": [g for g in guests if g.answer == Guest.Answer.OBJECTED],
    }


MEETINGS = Register(
    name="meetings",
    app="governance",
    model=Meeting,
    visible=queries.visible_meetings,
    label=_("Meetings"),
    one=_("meeting"),
    columns=[
        Column("code", _("No."), link=True, sort="number"),
        Column("title", link=True),
        Column("kind"),
        Column("starts_at", sort=True),
        Column("place"),
        Column("chair"),
        Column("writer", shown=False),
        Column("state", kind="status"),
        Column("issued_at", sort=True),
    ],
    filters=[Search("title", "place", "summary"), Choice("kind"), Choice("state"), Person("chair")],
    order="-starts_at",
    pills="kind",
    form=MeetingForm,
    create="governance.plan_meeting",
    edit="governance.move_meeting",
    actions=[
        Action("governance.refresh_agenda", when=lambda m: m.state in ("planned", "held"), icon="refresh"),
        Action("governance.cancel_meeting", form=ReasonForm, when=lambda m: m.state == "planned", icon="x"),
        Action("governance.issue_minutes", when=lambda m: m.state == "held", icon="send", primary=True),
        Action("governance.confirm_minutes", when=lambda m: m.state == "issued", icon="check", primary=True),
        Action("governance.object_to_minutes", form=ObjectionForm, when=lambda m: m.state == "issued", icon="ban"),
        Action("governance.reopen_minutes", when=lambda m: m.state == "issued", icon="pencil"),
    ],
    icon="users-group",
    empty=_("No meeting has been called. What is agreed in the corridor is remembered by nobody."),
    detail_template="governance/meeting.html",
    detail_context=_detail,
)

STAKEHOLDERS = Register(
    name="stakeholders",
    app="governance",
    model=Stakeholder,
    visible=queries.visible_stakeholders,
    permission=may_know_stakeholders,
    label=_("Stakeholders"),
    one=_("stakeholder"),
    columns=[
        Column("name", link=True, sort=True),
        Column("role"),
        Column("power", sort=True),
        Column("interest", sort=True),
        Column("attitude"),
        Column("wanted"),
        Column("approach"),
        Column("owner"),
        Column("looked_at", sort=True, shown=False),
    ],
    filters=[Search("name", "role", "approach"), Choice("attitude"), Person("owner")],
    order="-power",
    key="name",
    form=StakeholderForm,
    create="governance.add_stakeholder",
    edit="governance.edit_stakeholder",
    icon="users-group",
    empty=_("Nobody has written down who can help or hinder the project."),
    list_template="governance/stakeholders.html",
    list_context=lambda request, project: {
        "picture": grid(list(queries.visible_stakeholders(request.user).filter(project=project)))
    },
)

CHANNELS = Register(
    name="channels",
    app="governance",
    model=Channel,
    visible=queries.visible_channels,
    label=_("Communication plan"),
    one=_("line of the communication plan"),
    columns=[
        Column("code", link=True, sort=True),
        Column("audience", link=True),
        Column("content"),
        Column("way"),
        Column("cadence"),
        Column("owner"),
        Column("written_at", sort=True, shown=False),
    ],
    filters=[Search("audience", "content", "way"), Choice("cadence"), Person("owner")],
    order="code",
    key="code",
    form=ChannelForm,
    create="governance.add_channel",
    edit="governance.edit_channel",
    icon="speakerphone",
    empty=_("Nobody has written down who learns what, and by which way."),
)
