"""The lists of a selection: candidates, criteria, evaluators."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.selection import pages, queries
from golive.apps.selection.forms import (
    AskChoiceForm,
    CandidateForm,
    CriterionForm,
    DeclareForm,
    EvaluatorForm,
    ReasonForm,
    SelectionForm,
    ShortlistForm,
)
from golive.apps.selection.models import (
    Candidate,
    Criterion,
    Evaluator,
    Selection,
)
from golive.apps.selection.permissions import may_view
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Person, Related, Search

State = Selection.State


def _selections(project: Any) -> Any:
    return project.selections.all()


def _candidates(project: Any) -> Any:
    return Candidate.objects.filter(project=project)


OF_SELECTION = Related("selection", source=_selections)
OF_CANDIDATE = Related("candidate", source=_candidates)


def _preparing(row: Any) -> bool:
    return bool(row.selection.state == State.PREPARING)


SELECTIONS = Register(
    name="selections",
    app="selection",
    model=Selection,
    visible=queries.visible_selections,
    permission=may_view,
    label=_("Selections"),
    one=_("selection"),
    columns=[
        Column("code", link=True, sort=True),
        Column("title", link=True),
        Column("state", kind="status"),
        Column("weighting"),
        Column("scores_until", sort=True),
        Column("bids_open_at"),
        Column("chosen"),
        Column("years", shown=False),
        Column("discount", shown=False),
    ],
    facts=[
        Column("state", kind="status"),
        Column("weighting"),
        Column("scores_until"),
        Column("bids_open_at"),
        Column("years"),
        Column("discount"),
        Column("chosen"),
        Column("decision"),
        Column("purpose"),
    ],
    filters=[Search("code", "title"), Choice("state")],
    order="-id",
    form=SelectionForm,
    create="selection.add_selection",
    edit="selection.edit_selection",
    actions=[
        Action(
            "selection.sign_weights",
            when=lambda s: s.state == State.PREPARING,
            icon="signature",
            primary=True,
            confirm=_("Candidates, criteria, weights and evaluators then stay as they are. Begin scoring?"),
            done=_("Signed. The evaluators are asked to score."),
        ),
        Action(
            "selection.settle_scores",
            when=lambda s: s.state == State.SCORING,
            icon="check",
            primary=True,
            done=_("The scores are final."),
        ),
        Action(
            "selection.ask_choice",
            form=AskChoiceForm,
            when=lambda s: s.state == State.AGREED,
            icon="gavel",
            primary=True,
            done=_("The question is put; the clock runs."),
        ),
        Action(
            "selection.give_up",
            form=ReasonForm,
            when=lambda s: s.state not in (State.DECIDED, State.GIVEN_UP),
            icon="x",
            danger=True,
        ),
    ],
    icon="scale",
    empty=_("Nothing is being chosen. Start a selection, then add candidates and criteria."),
    detail_template="selection/selection.html",
    detail_context=pages.selection,
)

CANDIDATES = Register(
    name="candidates",
    app="selection",
    model=Candidate,
    visible=queries.visible_candidates,
    permission=may_view,
    label=_("Candidates"),
    one=_("candidate"),
    columns=[
        Column("code", link=True, sort=True),
        Column("product", link=True),
        Column("vendor"),
        Column("selection"),
        Column("stage", kind="status"),
        Column("reason"),
        Column("organisation", shown=False),
        Column("note", shown=False),
    ],
    filters=[Search("code", "product", "vendor"), OF_SELECTION, Choice("stage")],
    related=["selection"],
    order="code",
    pills="stage",
    key="code",
    form=CandidateForm,
    create="selection.add_candidate",
    edit="selection.edit_candidate",
    actions=[
        Action(
            "selection.shortlist",
            form=ShortlistForm,
            when=lambda c: c.stage in ("long", "dropped") and _preparing(c),
            icon="check",
            primary=True,
        ),
        Action(
            "selection.take_fit_answers",
            when=lambda c: c.stage != "dropped" and c.selection.state in (State.PREPARING, State.SCORING),
            icon="download",
            done=_("Taken over."),
        ),
        Action(
            "selection.drop_candidate",
            form=ReasonForm,
            when=lambda c: c.stage in ("long", "short") and c.selection.state in (State.PREPARING, State.SCORING),
            icon="x",
            danger=True,
        ),
    ],
    icon="users",
    empty=_("No product has been named. Begin with a long list; what is dropped keeps its reason."),
    detail_template="selection/candidate.html",
    detail_context=pages.candidate,
)

CRITERIA = Register(
    name="criteria",
    app="selection",
    model=Criterion,
    visible=queries.visible_criteria,
    permission=may_view,
    label=_("Criteria"),
    one=_("criterion"),
    columns=[
        Column("code", link=True, sort=True),
        Column("name", link=True),
        Column("parent"),
        Column("selection"),
        Column("source"),
        Column("weight", sort=True),
        Column("meaning", shown=False),
    ],
    filters=[Search("code", "name"), OF_SELECTION, Choice("source")],
    related=["selection", "parent"],
    order="code",
    key="code",
    form=CriterionForm,
    create="selection.add_criterion",
    edit="selection.edit_criterion",
    actions=[Action("selection.remove_criterion", when=_preparing, icon="x", danger=True, confirm=_("Remove it?"))],
    icon="list-details",
    empty=_("Nothing says yet by what the products are judged."),
)

EVALUATORS = Register(
    name="evaluators",
    app="selection",
    model=Evaluator,
    visible=queries.visible_evaluators,
    permission=may_view,
    label=_("Evaluators"),
    one=_("evaluator"),
    columns=[
        Column("person", link=True, sort="person__display_name"),
        Column("selection"),
        Column("state", _("State"), kind="status"),
        Column("declared_at"),
        Column("submitted_at"),
        Column("interest"),
    ],
    filters=[OF_SELECTION, Person("person")],
    related=["selection"],
    order="id",
    form=EvaluatorForm,
    create="selection.name_evaluator",
    actions=[
        Action(
            "selection.declare_interest",
            form=DeclareForm,
            when=lambda e: not e.submitted_at or e.conflict is False,
            icon="signature",
            primary=True,
            done=_("Declared."),
        ),
        Action("selection.dismiss_evaluator", when=_preparing, icon="x", danger=True, confirm=_("Dismiss him?")),
    ],
    comments=False,
    icon="users",
    empty=_("Nobody is named to score."),
    detail_template="selection/evaluator.html",
    detail_context=pages.evaluator,
)
