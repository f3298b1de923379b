"""The list of deliverables."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.quality import queries
from golive.apps.quality.forms import AcceptForm, DeliverableForm, HandOverForm, ReasonForm, ReviewForm
from golive.apps.quality.models import Deliverable
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Days, Flag, Person, Search
from golive.foundation.signatures import services as signatures

State = Deliverable.State


def _history(request: Any, record: Deliverable) -> dict[str, Any]:
    """Versions with their reviews, and whose names stand under the version that holds."""
    names = signatures.all_for(record)
    return {
        "versions": record.versions.select_related("by").prefetch_related("reviews__by"),
        "names": [s for s in names if s.content_hash == record.content_hash],
    }


DELIVERABLES = Register(
    name="deliverables",
    app="quality",
    model=Deliverable,
    visible=queries.visible_deliverables,
    label=_("Deliverables"),
    one=_("deliverable"),
    columns=[
        Column("code", link=True, sort=True),
        Column("title", link=True),
        Column("kind"),
        Column("phase"),
        Column("owner"),
        Column("reviewer"),
        Column("due_on", sort=True),
        Column("current__number", _("Version"), kind="number", shown=False),
        Column("is_contractual", shown=False),
        Column("criteria", kind="long", shown=False),
        Column("accepted_at", shown=False),
        Column("state", kind="status"),
    ],
    filters=[
        Search("code", "title"),
        Choice("state"),
        Choice("kind"),
        Person("owner"),
        Days("due_on"),
        Flag("late", _("Late"), lambda rows, actor: queries.late(rows)),
    ],
    order="due_on",
    pills="state",
    key="code",
    form=DeliverableForm,
    create="quality.add_deliverable",
    edit="quality.edit_deliverable",
    actions=[
        Action(
            "quality.hand_over",
            form=HandOverForm,
            when=lambda d: d.state in (State.PLANNED, State.RETURNED),
            icon="send",
            primary=True,
        ),
        Action("quality.review_deliverable", form=ReviewForm, when=lambda d: d.state == State.SUBMITTED, icon="eye"),
        Action(
            "quality.accept_deliverable",
            form=AcceptForm,
            when=lambda d: d.state == State.SUBMITTED,
            icon="signature",
            primary=True,
        ),
        Action(
            "quality.return_deliverable",
            form=ReasonForm,
            when=lambda d: d.state == State.SUBMITTED,
            icon="arrow-back-up",
        ),
        Action(
            "quality.withdraw_deliverable",
            form=ReasonForm,
            when=lambda d: d.state not in (State.ACCEPTED, State.WITHDRAWN),
            icon="ban",
        ),
    ],
    icon="packages",
    empty=_("No deliverable has been named. What is owed to whom, and by which criteria is it accepted?"),
    detail_template="quality/deliverable.html",
    detail_context=_history,
)
