"""Score alone, compare by pairs, talk it over together."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.selection import engine_io, queries, services
from golive.apps.selection.forms import AgreeForm
from golive.apps.selection.models import Candidate, Criterion, Evaluator, PairJudgement, Selection
from golive.apps.selection.models.selections import FULL_MARKS
from golive.apps.selection.permissions import may_view
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, form_problems, reads
from golive.foundation.use_cases import may

MARKS = [str(n) for n in range(FULL_MARKS + 1)]
# Saaty's scale; the words in between are left to the numbers.
PAIRS = [9, 8, 7, 6, 5, 4, 3, 2, 1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6, 1 / 7, 1 / 8, 1 / 9]


def _own(request: HttpRequest, project: Project, pk: int) -> Evaluator:
    rows = queries.visible_evaluators(request.user).filter(project=project, person=request.user.pk)
    return get_object_or_404(rows.select_related("project"), pk=pk)


def _selection(request: HttpRequest, project: Project, pk: int) -> Selection:
    return get_object_or_404(queries.visible_selections(request.user), pk=pk, project=project)


def _hub(selection: Selection) -> str:
    return reverse("selection:selections-detail", args=[selection.project.code, selection.pk])


@acts("selection.save_scores")
def save_scores(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One's own sheet. POST saves what is there; the button to hand in saves first."""
    row = _own(request, project, pk)
    if not may("selection.save_scores", request.user, row):
        raise PermissionDenied
    if request.method == "POST":
        marks = {k: v for k, v in request.POST.items() if k[:1] in "cs" and ":" in k}
        notes = {k[1:]: v for k, v in request.POST.items() if k[:1] == "n" and ":" in k}
        services.save_scores(request.user, row, scores=marks, notes=notes)
        if "hand_in" in request.POST:
            services.hand_in(request.user, row)
            return done(request, _hub(row.selection), _("Handed in. All scores lie open when the last one is in."))
        return done(request, request.path, _("Saved. Nobody sees your scores before all are in."))
    return render(request, "selection/score.html", _sheet(row))


@acts("selection.hand_in")
def hand_in(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _own(request, project, pk)
    services.hand_in(request.user, row)
    return done(request, _hub(row.selection), _("Handed in. All scores lie open when the last one is in."))


def _sheet(row: Evaluator) -> dict[str, Any]:
    selection = row.selection
    given = {(s.criterion_id, s.step_id, s.candidate_id): s for s in row.scores.all()}
    candidates = queries.short_list(selection)
    scored = [c for c in queries.leaves(selection.criteria.order_by("code")) if c.source == Criterion.Source.SCORED]

    def cells(letter: str, pk: int) -> list[dict[str, Any]]:
        found = []
        for c in candidates:
            score = given.get((pk if letter == "c" else None, pk if letter == "s" else None, c.pk))
            key = f"{letter}{pk}:{c.pk}"
            value = "" if score is None else str(score.value)
            found.append({"key": key, "candidate": c, "value": value, "note": score.note if score else ""})
        return found

    criteria = [{"about": c, "text": c.meaning, "cells": cells("c", c.pk)} for c in scored]
    steps = [
        {"about": s, "text": s.expected, "cells": cells("s", s.pk)} for s in selection.demo_steps.order_by("number")
    ]
    wanted = sum(len(r["cells"]) for r in criteria + steps)
    return {
        "evaluator": row,
        "selection": selection,
        "candidates": candidates,
        "parts": [p for p in ((_("Criteria"), criteria), (_("Steps of the demonstration"), steps)) if p[1]],
        "marks": MARKS,
        "given": len(given),
        "wanted": wanted,
        "back": _hub(selection),
    }


@acts("selection.compare_pairs")
def compare_pairs(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """All pairs of each group, in Saaty's scale, with the consistency ratio of what one has said so far."""
    selection = _selection(request, project, pk)
    if not may("selection.compare_pairs", request.user, selection):
        raise PermissionDenied
    if request.method == "POST":
        said = {k[1:]: _number(v) for k, v in request.POST.items() if k[:1] == "p" and ":" in k and v}
        services.compare_pairs(request.user, selection, said=said)
        return done(request, request.path, _("Saved."))
    rows = PairJudgement.objects.filter(selection=selection, by=request.user).select_related("first", "second")
    own = {(j.first.code, j.second.code): j.value for j in rows}
    tree = engine_io.tree(selection)
    groups = [_pairs(g, own, request.user.pk) for g in tree.groups if len(g.members) > 1]
    context = {"selection": selection, "groups": groups, "scale": _scale(), "back": _hub(selection)}
    return render(request, "selection/pairs.html", context)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise Refused("pair_out_of_scale", _("A comparison lies between 1/9 and 9. Nothing was saved.")) from error


def _scale() -> list[tuple[str, str]]:
    words = {9: _("extremely more"), 7: _("very much more"), 5: _("much more"), 3: _("somewhat more"), 1: _("as much")}
    found = []
    for value in PAIRS:
        n = round(value if value >= 1 else 1 / value)
        label = f"{n}" if value >= 1 else f"1/{n}"
        found.append((f"{value:.6f}", f"{label} {words[n]}" if n in words and value >= 1 else label))
    return found


def _pairs(group: engine_io.Group, own: dict[tuple[str, str], float], person: int) -> dict[str, Any]:
    lines = []
    for n, first in enumerate(group.members):
        for second in group.members[n + 1 :]:
            value = own.get((first.code, second.code))
            if value is None and (second.code, first.code) in own:
                value = 1 / own[second.code, first.code]
            lines.append({"first": first, "second": second, "key": f"p{first.pk}:{second.pk}", "value": _listed(value)})
    mine = group.single.get(person)
    doubts = engine_io.worst_pairs(group.members, own) if mine is not None and not mine.acceptable else []
    names = {c.code: c.name for c in group.members}
    return {
        "group": group,
        "lines": lines,
        "mine": mine,
        "shares": [(names[code], share) for code, share in mine.by_name.items()] if mine else [],
        "all": group.all,
        "judges": len(group.single),
        "doubts": [
            {"first": names[d.first], "second": names[d.second], "said": d.said, "implied": d.implied} for d in doubts
        ],
    }


def _listed(value: float | None) -> str:
    """The step of the scale that stands for a value."""
    return "" if value is None else f"{min(PAIRS, key=lambda p: abs(p - value)):.6f}"


@reads("selection.round", permission=may_view)
def together(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Everybody's scores side by side, once they lie open; where people are apart stands first."""
    selection = _selection(request, project, pk)
    if not queries.is_laid_open(selection):
        raise Refused("scores_sealed_round", _("The scores are sealed until all are in or the time is up."))
    sheet, agreed = queries.sheet(selection), queries.agreed_scores(selection)
    candidates = queries.short_list(selection)
    lines = []
    for leaf in engine_io.tree(selection).leaves:
        if leaf.source != Criterion.Source.SCORED:
            continue
        for c in candidates:
            scores = sheet.get((c.pk, leaf.pk), [])
            gap, settled = queries.apart(scores), agreed.get((c.pk, leaf.pk))
            mean = sum(s.value for s in scores) / len(scores) if scores else None
            lines.append(
                {"criterion": leaf, "candidate": c, "scores": scores, "gap": gap, "mean": mean, "settled": settled,
                 "wide": gap >= queries.APART and settled is None}
            )  # fmt: skip
    lines.sort(key=lambda line: (not line["wide"], -line["gap"]))
    may_agree = selection.state == Selection.State.SCORING and may("selection.agree_score", request.user, selection)
    context = {
        "selection": selection,
        "lines": lines,
        "wide": sum(line["wide"] for line in lines),
        "may_agree": may_agree,
        "agree_url": reverse("selection:agree_score", args=[project.code, pk]),
        "back": _hub(selection),
    }
    return render(request, "selection/round.html", context)


@acts("selection.agree_score")
def agree_score(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    selection = _selection(request, project, pk)
    form = AgreeForm(request.POST)
    if not may("selection.agree_score", request.user, selection):
        raise PermissionDenied
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    data = form.cleaned_data
    services.agree_score(
        request.user,
        selection,
        candidate=get_object_or_404(Candidate, pk=data["candidate"], selection=selection),
        criterion=get_object_or_404(Criterion, pk=data["criterion"], selection=selection),
        value=data["value"],
        reason=data["reason"],
    )
    return done(request, reverse("selection:round", args=[project.code, pk]), _("Settled."))
