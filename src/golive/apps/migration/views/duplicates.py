"""Possible duplicates side by side, with the reasons; labelling; the threshold and how sure one may be of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.migration import services
from golive.apps.migration.engine_io import matching, snapshot
from golive.apps.migration.forms import DuplicatesForm, ExcludeForm
from golive.apps.migration.models import DataObject, Exclusion
from golive.apps.migration.permissions import may_correct, may_see_rows
from golive.apps.migration.views.shared import allowed, news, one_object, paged, part_of, posted, steps, to, valid
from golive.engines.migration import match
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, back, done, reads

ASKED = 8  # pairs on the page of labels
CHOSEN = "field:"  # the name of a radio button: column after it, key of the record as its value


@reads("migration.duplicates", permission=may_see_rows)
def duplicates(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Proposals side by side, the unsurest first, ten on a page."""
    found = one_object(request, project, pk)
    verdict = request.GET.get("verdict", "open")
    rows = found.clusters.filter(verdict=verdict).select_related("by").order_by("probability", "id")
    clusters, pager = paged(request, rows, 10)
    counted = {code: found.clusters.filter(verdict=code).count() for code in ("open", "merged", "separate")}
    context = {
        "object": found,
        "steps": steps(project, found, "duplicates"),
        "job": news(request, found),
        "clusters": _side_by_side(found, clusters),
        "pager": pager,
        "verdict": verdict,
        "counted": counted,
        "precision": _precision(counted),
        "matching": found.matching,
        "labels": found.labels.count(),
        "exclusions": found.exclusions.select_related("by")[:50],
        "may_correct": may_correct(request.user, found),
        "exclude_form": ExcludeForm(),
        "rules": _rules(found),
    }
    return render(request, "migration/duplicates.html", context)


def _precision(counted: dict[str, int]) -> dict[str, Any] | None:
    """Of the proposals that people decided on, the share that was right, with its 95 % interval."""
    right, wrong = counted["merged"], counted["separate"]
    if not right + wrong:
        return None
    low, high = match.wilson(right, right + wrong)
    return {"share": right / (right + wrong), "low": low, "high": high, "of": right + wrong, "right": right}


def _rules(found: DataObject) -> list[dict[str, Any]]:
    chosen = found.preparation.get("survivors", {})
    columns = [c for e in found.extracts.filter(is_current=True) for c in e.columns]
    words = (
        ("survivor", _("of the record that stays")), ("longest", _("the longest")),
        ("most_frequent", _("the most frequent")),
    )  # fmt: skip
    return [
        {"column": c, "rule": chosen.get(c, {}).get("rule", "survivor"), "offered": words}
        for c in dict.fromkeys(columns)
    ]


def _side_by_side(found: DataObject, clusters: list[Any]) -> list[dict[str, Any]]:
    wanted = {key for cluster in clusters for key in cluster.keys}
    if not wanted or not snapshot.is_there(found):
        return []
    with snapshot.opened(found) as now:
        rows, columns = now.records(sorted(wanted)), now.columns
    why = {cluster.pk: {each["column"]: each for each in _spoken(cluster.why)} for cluster in clusters}
    shown = [c for c in columns if not c.startswith("_")]
    return [
        {
            "cluster": cluster,
            "keys": cluster.keys,
            "percent": None if cluster.probability is None else 100 * cluster.probability,
            "lines": [_line(column, cluster, rows, why[cluster.pk].get(column)) for column in shown],
        }
        for cluster in clusters
    ]


def _line(column: str, cluster: Any, rows: dict[str, dict[str, Any]], why: Any) -> dict[str, Any]:
    values = [rows.get(key, {}).get(column) for key in cluster.keys]
    chosen = cluster.chosen.get(column, "")
    cells = [
        {"key": key, "value": value, "chosen": key == chosen} for key, value in zip(cluster.keys, values, strict=True)
    ]
    differs = len({(v or "").strip() for v in values}) > 1
    return {"column": column, "cells": cells, "differs": differs, "why": why, "became": cluster.values.get(column)}


def _spoken(why: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Reasons in the reader's language, each with whether it speaks for or against."""
    lang = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return [
        {**each, "words": each[lang], "for": each["factor"] > 1.5, "against": each["factor"] < 0.67} for each in why
    ]


@acts("migration.decide_duplicates")
def decide_duplicates(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.decide_duplicates", found)
    data = valid(DuplicatesForm(request.POST, data_object=found))
    if len(data["clusters"]) == 1:
        named = {name: value for name, value in request.POST.items() if name.startswith(CHOSEN) and value}
        data["chosen"] = {name.removeprefix(CHOSEN): value[:200] for name, value in named.items()}
    services.decide_duplicates(request.user, found, **data)
    done(request, "", _("Decided: %(n)s proposals.") % {"n": len(data["clusters"])})
    return back(request, to("duplicates", project, pk=pk))


@reads("migration.labels", permission=may_see_rows)
def labels(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Pairs to say yes or no to, and what the answers say of the threshold."""
    found = one_object(request, project, pk)
    pairs: list[dict[str, Any]] = []
    problem = ""
    try:
        pairs = matching.to_label(found, ASKED) if found.matching else []
    except Refused as refusal:
        problem = refusal.message
    keys = sorted({key for pair in pairs for key in (pair["a"], pair["b"])})
    records: dict[str, dict[str, Any]] = {}
    if keys and snapshot.is_there(found):
        with snapshot.opened(found) as now:
            records = now.records(keys)
    columns = found.matching.get("columns", [])
    context = {
        "object": found,
        "steps": steps(project, found, "duplicates"),
        "job": news(request, found),
        "problem": problem,
        "pairs": [_asked(pair, columns, records) for pair in pairs],
        "labels": found.labels.select_related("by").order_by("-id")[:30],
        "qualities": _qualities(found),
        "matching": found.matching,
        "may_correct": may_correct(request.user, found),
    }
    return render(request, "migration/labels.html", context)


def _asked(pair: dict[str, Any], columns: list[str], records: dict[str, dict[str, Any]]) -> dict[str, Any]:
    a, b = records.get(pair["a"], {}), records.get(pair["b"], {})
    shown = [part for name in columns for part in name.split("+")]
    why = {each["column"]: each for each in _spoken(pair["why"])}
    lines = [{"column": c, "a": a.get(c), "b": b.get(c), "why": why.get(c)} for c in shown]
    return {**pair, "percent": 100 * pair["probability"], "lines": lines}


def _qualities(found: DataObject) -> list[dict[str, Any]]:
    """How the present threshold does on the labels: on all, and on those drawn at random, which alone measure."""
    threshold = float(found.matching.get("threshold", 0.95))
    lines = []
    for words, drawn in ((_("drawn at random"), "random"), (_("all labels"), "")):
        scored = matching.scored(found, drawn)
        if scored:
            lines.append({"words": words, "of": len(scored), "quality": match.quality(scored, threshold)})
    return lines


class LabelForm(forms.Form):
    a = forms.CharField(max_length=200)
    b = forms.CharField(max_length=200)
    drawn = forms.CharField(max_length=8)
    same = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda text: text == "1")


class ThresholdForm(forms.Form):
    """Empty: the threshold with the best F1."""

    least_precision = forms.FloatField(required=False, min_value=0.5, max_value=0.9999)


class FindForm(forms.Form):
    threshold = forms.FloatField(required=False, min_value=0.0001, max_value=0.9999)


class SurvivorsForm(forms.Form):
    """One field a column: `rule:<column>`."""

    def clean(self) -> dict[str, Any]:
        rules = {name.removeprefix("rule:"): value for name, value in self.data.items() if name.startswith("rule:")}
        return {"rules": rules}


def _to_labels(project: Any, subject: Any, made: Any) -> str:
    return to("labels", project, pk=subject.pk)


def _to_duplicates(project: Any, subject: Any, made: Any) -> str:
    return to("duplicates", project, pk=getattr(made, "data_object_id", None) or made.pk)


label_pair = posted("label_pair", one_object, LabelForm, _to_labels, lambda made: _("Noted."))
choose_threshold = posted(
    "choose_threshold", one_object, ThresholdForm, _to_labels,
    lambda made: _("The threshold is chosen; the proposals are being gathered anew."),
)  # fmt: skip
find_duplicates = posted(
    "find_duplicates", one_object, FindForm, _to_duplicates, lambda made: _("All records are being weighed against each other.")
)  # fmt: skip
set_survivor_rules = posted("set_survivor_rules", one_object, SurvivorsForm, _to_duplicates, lambda made: _("Saved."))
exclude = posted("exclude", one_object, ExcludeForm, None, lambda made: _("Left out; the statement will say so."))
include = posted("include", part_of(Exclusion), None, _to_duplicates, lambda made: _("Taken in again."))
