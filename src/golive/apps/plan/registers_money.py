"""The lists of money and time: cost lines, rates, recorded time, deviations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import costs, queries
from golive.apps.plan.forms_money import CostForm, DeviationForm, RateForm, ReasonForm
from golive.apps.plan.models import CostLine, Deviation, Rate, TimeEntry
from golive.apps.plan.permissions import may_view_costs, may_view_rates
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Days, Flag, Person, Related, Search

COSTS = Register(
    name="costs",
    app="plan",
    model=CostLine,
    visible=costs.visible_costs,
    permission=may_view_costs,
    label=_("Cost lines"),
    one=_("cost line"),
    columns=[
        Column("id", _("No."), kind="text", sort=True),
        Column("on", sort=True),
        Column("kind"),
        Column("cost_class"),
        Column("text", link=True),
        Column("amount", _("Amount (yuan)"), kind="money", sort="amount_fen"),
        Column("phase"),
        Column("task", shown=False),
        Column("partner"),
        Column("voucher"),
        Column("by", shown=False),
        Column("at", shown=False),
        Column("state", _("State"), kind="status"),
        Column("cancelled_at", shown=False),
        Column("cancel_reason", shown=False),
    ],
    filters=[
        Search("text", "partner", "voucher"),
        Choice("kind"),
        Choice("cost_class"),
        Related("phase", source=lambda project: project.phases.all()),
        Days("on"),
        Flag("unphased", _("Of no phase"), lambda rows, actor: rows.filter(phase=None)),
        Flag("counted", _("Not cancelled"), lambda rows, actor: rows.filter(cancelled_at=None)),
    ],
    order="-on",
    key="id",
    form=CostForm,
    create="plan.add_cost",
    actions=[
        Action(
            "plan.cancel_cost",
            form=ReasonForm,
            icon="x",
            danger=True,
            when=lambda line: not line.cancelled_at,
            done=_("Cancelled: it counts no more, and stays to be seen."),
        )
    ],
    icon="coin",
    empty=_("Nothing is booked yet. Begin with the budget by phase and class, one by one or from Excel."),
    list_template="plan/costs.html",
)

RATES = Register(
    name="rates",
    app="plan",
    model=Rate,
    visible=costs.visible_rates,
    permission=may_view_rates,
    label=_("Rates"),
    one=_("rate"),
    columns=[
        Column("person", link=True, sort="person__display_name"),
        Column("fen_per_hour", kind="money"),
        Column("valid_from", sort=True),
    ],
    filters=[Person("person")],
    order="-valid_from",
    form=RateForm,
    create="plan.set_rate",
    comments=False,
    icon="coin",
    empty=_("Nobody has a rate, so recorded time is no cost yet."),
)


def may_view_times(actor: Any, project: Any) -> bool:
    return access.stands_for(actor, project, *INSIDE, Party.TEAM)


TIMES = Register(
    name="times",
    app="plan",
    model=TimeEntry,
    visible=costs.visible_times,
    permission=may_view_times,
    scope="task__project",
    label=_("Recorded time"),
    one=_("time entry"),
    columns=[
        Column("day", link=True, sort=True),
        Column("person", sort="person__display_name"),
        Column("task"),
        Column("hours", _("Hours"), kind="number", sort="minutes"),
        Column("note"),
        Column("state", _("State"), kind="status"),
        Column("at", shown=False),
        Column("cancel_reason", shown=False),
    ],
    filters=[
        Search("note", "task__name"),
        Person("person"),
        Related("phase", _("Phase"), path="task__phase", source=lambda project: project.phases.all()),
        Days("day"),
        Flag("counted", _("Not cancelled"), lambda rows, actor: rows.filter(cancelled_at=None)),
    ],
    order="-day",
    comments=False,
    actions=[
        Action(
            "plan.cancel_time",
            form=ReasonForm,
            icon="x",
            danger=True,
            when=lambda entry: not entry.cancelled_at,
            done=_("Cancelled: it counts no more, and stays to be seen."),
        )
    ],
    icon="clock",
    empty=_("Nobody has recorded time yet. Everybody does so on the page of the task he worked on."),
)

DEVIATIONS = Register(
    name="deviations",
    app="plan",
    model=Deviation,
    visible=queries.visible_deviations,
    label=_("Deviations"),
    one=_("deviation"),
    columns=[
        Column("task", link=True),
        Column("slip_days", _("Slip (days)"), kind="number", sort="slip_minutes"),
        Column("state", _("State"), kind="status"),
        Column("raised_at", sort=True),
        Column("action"),
        Column("owner", _("Who does it")),
        Column("due_on", sort=True),
        Column("answered_by", _("answered by"), shown=False),
        Column("answered_at", shown=False),
        Column("closed_at", shown=False),
    ],
    filters=[
        Search("task__name", "action"),
        Person("owner", _("Who does it")),
        Flag("open", _("Open"), lambda rows, actor: rows.filter(closed_at=None)),
        Flag("unanswered", _("Without action"), lambda rows, actor: rows.filter(closed_at=None, answered_at=None)),
    ],
    order="-raised_at",
    actions=[
        Action(
            "plan.answer_deviation",
            form=DeviationForm,
            primary=True,
            icon="message-circle",
            when=lambda row: not row.closed_at,
            done=_("It is said who does what, and until when; he was told."),
        )
    ],
    icon="alert-triangle",
    empty=_("No task has been five working days behind its baseline, and go-live has not slipped."),
    detail_template="plan/deviation.html",
)
