"""The list of the service desk."""

from django.utils.translation import gettext_lazy as _

from golive.apps.selection.permissions import may_view_contracts
from golive.apps.support import queries
from golive.apps.support.forms import AssignForm, ReopenForm, ServiceLevelForm, TextForm
from golive.apps.support.models import ServiceLevel, Ticket
from golive.apps.support.service_levels import attained
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Flag, Person, Search

TICKETS = Register(
    name="tickets",
    app="support",
    model=Ticket,
    visible=queries.visible,
    label=_("Service desk"),
    one=_("ticket"),
    columns=[
        Column("code", _("No."), link=True, sort="number"),
        Column("title", link=True),
        Column("kind"),
        Column("priority"),
        Column("department"),
        Column("reported_by", _("Reported by")),
        Column("assignee"),
        Column("due_at", sort=True),
        Column("state", kind="status"),
        Column("text", shown=False),
    ],
    filters=[
        Search("title", "text"),
        Choice("state"),
        Choice("kind"),
        Choice("priority"),
        Person("assignee"),
        Flag("overdue", _("Overdue"), lambda rows, actor: queries.overdue(rows)),
    ],
    order="-number",
    pills="state",
    actions=[
        Action("support.answer", form=TextForm, when=lambda t: t.is_open, icon="message-circle", primary=True),
        Action("support.assign", form=AssignForm, when=lambda t: t.state != "closed", icon="user-plus"),
        Action("support.confirm", when=lambda t: t.state == "answered", icon="check", primary=True),
        Action("support.reopen", form=ReopenForm, when=lambda t: t.state in ("answered", "closed"), icon="refresh"),
    ],
    icon="headset",
    empty=_("Nobody has reported anything. Reporting takes less than a minute, from a phone too."),
    list_template="support/tickets.html",
    detail_template="support/ticket.html",
    detail_context=lambda request, record: {"messages_of": record.messages.select_related("by")},
)


def _levels(request: object, project: object) -> dict[str, object]:
    rows = queries.visible_levels(request.user).filter(project=project).order_by("obligation", "id")
    return {"measured": list(attained(project, rows).values())}


def _level(request: object, record: ServiceLevel) -> dict[str, object]:
    """Tickets that the reader may not open are named by their number only."""
    found = attained(record.project, [record]).get(record.pk)
    timed = sorted(found.timed, key=lambda t: -t.minutes) if found else []
    tickets = [t.ticket.pk for t in timed]
    readable = set(queries.visible(request.user).filter(pk__in=tickets).values_list("pk", flat=True))
    return {"measured": [found] if found else [], "timed": timed[:200], "readable": readable}


SERVICE_LEVELS = Register(
    name="service_levels",
    app="support",
    model=ServiceLevel,
    visible=queries.visible_levels,
    permission=may_view_contracts,
    label=_("Service levels"),
    one=_("service level"),
    columns=[
        Column("id", _("No."), kind="text", sort=True),
        Column("obligation", link=True),
        Column("measure"),
        Column("priority"),
        Column("hours", _("Working hours"), kind="number", sort="minutes"),
        Column("percent"),
    ],
    filters=[Choice("measure"), Choice("priority")],
    related=["obligation__contract"],
    order="id",
    key="id",
    form=ServiceLevelForm,
    create="support.add_service_level",
    edit="support.edit_service_level",
    icon="clock-exclamation",
    empty=_("No service level is written down in figures. Write one under a contract first, then its hours here."),
    list_template="support/service_levels.html",
    list_context=_levels,
    detail_template="support/service_level.html",
    detail_context=_level,
)
