"""The firm's architecture and the fits of the candidates to it, as lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from golive.apps.selection import pages_architecture, queries
from golive.apps.selection.forms_architecture import ElementFitForm, ElementForm
from golive.apps.selection.models import Element, ElementFit
from golive.apps.selection.permissions import may_view
from golive.apps.selection.registers import OF_CANDIDATE
from golive.foundation.registers.declare import Column, Register
from golive.foundation.registers.filters import Choice, Flag, Person, Search

ELEMENTS = Register(
    name="elements",
    app="selection",
    model=Element,
    visible=queries.visible_elements,
    permission=may_view,
    label=_("Architecture of the firm"),
    one=_("element"),
    columns=[
        Column("code", link=True, sort=True),
        Column("kind"),
        Column("name", link=True),
        Column("release"),
        Column("demand"),
        Column("mandatory"),
        Column("until", sort=True),
        Column("owner"),
        Column("note", shown=False),
    ],
    filters=[
        Search("code", "name", "demand", "note"),
        Choice("kind"),
        Person("owner"),
        Flag("mandatory", _("Mandatory"), lambda rows, actor: rows.filter(mandatory=True)),
        Flag("over", _("No longer valid"), lambda rows, actor: queries.over(rows)),
    ],
    order="code",
    key="code",
    form=ElementForm,
    create="selection.add_element",
    edit="selection.edit_element",
    icon="stack-2",
    empty=_(
        "The architecture is not written down. What every product must live with is entered once, or read in from Excel; then each is assessed against it line by line."
    ),
    list_template="selection/elements.html",
    list_context=pages_architecture.elements,
    detail_template="selection/element.html",
    detail_context=pages_architecture.element,
)

ELEMENT_FITS = Register(
    name="element_fits",
    app="selection",
    model=ElementFit,
    visible=queries.visible_element_fits,
    permission=may_view,
    label=_("Fit to the architecture"),
    one=_("fit"),
    columns=[
        Column("id", _("No."), kind="text", sort=True),
        Column("candidate"),
        Column("element", link=True),
        Column("answer", kind="status"),
        Column("effort_days"),
        Column("cost", _("Cost (yuan)"), kind="money", sort="cost_fen"),
        Column("evidence"),
        Column("by", shown=False),
        Column("at", sort=True, shown=False),
    ],
    filters=[OF_CANDIDATE, Choice("answer"), Search("element__code", "element__name", "evidence")],
    related=["candidate__selection", "element"],
    order="id",
    key="id",
    form=ElementFitForm,
    create="selection.add_element_fit",
    edit="selection.edit_element_fit",
    comments=False,
    icon="checklist",
    empty=_("Nothing has been assessed. Open a candidate and assess it against the architecture."),
)
