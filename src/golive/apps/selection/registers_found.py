"""The lists of what was found out about the candidates: fits, demonstrations, references, bids, technical assessments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from golive.apps.selection import pages, queries
from golive.apps.selection.forms import AssessmentForm, BidForm, FitForm, ReferenceForm, StepForm
from golive.apps.selection.models import Assessment, BidLine, CandidateFit, DemoStep, Reference
from golive.apps.selection.permissions import may_view
from golive.apps.selection.registers import OF_CANDIDATE, OF_SELECTION
from golive.foundation.registers.declare import Column, Register
from golive.foundation.registers.filters import Choice, Days, Flag, Search

FITS = Register(
    name="fits",
    app="selection",
    model=CandidateFit,
    visible=queries.visible_fits,
    permission=may_view,
    label=_("Fit of the candidates"),
    one=_("fit"),
    columns=[
        Column("id", _("No."), kind="text", sort=True),
        Column("candidate"),
        Column("requirement", link=True),
        Column("answer", kind="status"),
        Column("note"),
    ],
    filters=[OF_CANDIDATE, Choice("answer"), Search("requirement__code", "requirement__title", "note")],
    related=["candidate", "requirement"],
    order="id",
    key="id",
    form=FitForm,
    create="selection.add_fit",
    edit="selection.edit_fit",
    comments=False,
    icon="file-text",
    empty=_(
        "Nothing is recorded yet. Take over the vendor's answers on the candidate's page, or read them in from Excel."
    ),
)

STEPS = Register(
    name="steps",
    app="selection",
    model=DemoStep,
    visible=queries.visible_steps,
    permission=may_view,
    label=_("Script of the demonstration"),
    one=_("step"),
    columns=[
        Column("number", sort=True),
        Column("text", link=True),
        Column("expected"),
        Column("requirement"),
        Column("selection"),
    ],
    filters=[OF_SELECTION, Search("text", "expected")],
    related=["selection", "requirement"],
    order="number",
    key="number",
    form=StepForm,
    create="selection.add_step",
    edit="selection.edit_step",
    icon="player-play",
    empty=_("There is no script. Without one every vendor shows what he likes, and nothing can be compared."),
)

REFERENCES = Register(
    name="references",
    app="selection",
    model=Reference,
    visible=queries.visible_references,
    permission=may_view,
    label=_("Reference calls"),
    one=_("reference call"),
    columns=[
        Column("candidate"),
        Column("customer", link=True, sort=True),
        Column("scale"),
        Column("held_on", sort=True),
        Column("rating", sort=True),
        Column("by"),
        Column("contact", shown=False),
        Column("answers", shown=False),
    ],
    filters=[OF_CANDIDATE, Search("customer", "answers"), Days("held_on")],
    related=["candidate"],
    order="-held_on",
    form=ReferenceForm,
    create="selection.add_reference",
    edit="selection.edit_reference",
    icon="headset",
    empty=_("No customer has been asked yet."),
)

BIDS = Register(
    name="bids",
    app="selection",
    model=BidLine,
    visible=queries.visible_bids,
    permission=may_view,
    label=_("Bids"),
    one=_("line of a bid"),
    columns=[
        Column("id", _("No."), kind="text", sort=True),
        Column("candidate"),
        Column("kind"),
        Column("text", link=True),
        Column("amount", _("Amount (yuan)"), kind="money", sort="amount_fen"),
        Column("first_year", sort=True),
        Column("last_year"),
        Column("growth"),
        Column("by", shown=False),
        Column("at", shown=False),
    ],
    filters=[OF_CANDIDATE, Choice("kind"), Search("text")],
    related=["candidate__selection"],
    order="id",
    key="id",
    form=BidForm,
    create="selection.add_bid",
    edit="selection.edit_bid",
    comments=False,
    icon="coin",
    empty=_("No bid is in, or none is opened yet."),
    list_template="selection/bids.html",
    list_context=pages.bids,
)

ASSESSMENTS = Register(
    name="assessments",
    app="selection",
    model=Assessment,
    visible=queries.visible_assessments,
    permission=may_view,
    label=_("Technical assessments"),
    one=_("technical assessment"),
    columns=[
        Column("candidate", link=True),
        Column("verdict", _("Result"), kind="status"),
        *[Column(name, kind="status") for name in Assessment.ASPECTS],
        Column("effort_days"),
        Column("by"),
        Column("at", sort=True),
        Column("findings", shown=False),
    ],
    facts=[
        Column("verdict", _("Result"), kind="status"),
        *[Column(name, kind="status") for name in Assessment.ASPECTS],
        Column("effort_days"),
        Column("by"),
        Column("at"),
        Column("findings"),
    ],
    filters=[OF_CANDIDATE, Flag("obstacle", _("With an obstacle"), lambda rows, actor: queries.with_obstacle(rows))],
    related=["candidate__selection"],
    order="-at",
    form=AssessmentForm,
    create="selection.assess",
    edit="selection.edit_assessment",
    icon="server",
    empty=_("No product has been assessed. Each on the short list needs IT's word before the choice."),
    list_template="selection/assessments.html",
    list_context=pages.assessments,
)
