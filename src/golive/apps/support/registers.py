"""The list of the service desk."""

from django.utils.translation import gettext_lazy as _

from golive.apps.support import queries
from golive.apps.support.forms import AssignForm, ReopenForm, TextForm
from golive.apps.support.models import Ticket
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
