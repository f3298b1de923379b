"""Pictures of the process: map, variants, cases, times and people; each of the whole log or of a part."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from golive.apps.diagnosis import engine_io, figures_sheet, services
from golive.apps.diagnosis.engine_io import insight_words
from golive.apps.diagnosis.engine_io import words as said
from golive.apps.diagnosis.permissions import may_see
from golive.apps.diagnosis.queries import findings_of
from golive.apps.diagnosis.views.shared import absent, allowed, frame, one_log, to, tongue, whole
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, reads

PAGE, MOST_CASES = 50, 20_000
ASKED = ("activity", "path", "variant", "finding", "behind", "q")
PAGES = ("log", "process_map", "variants", "cases", "times", "analyses")


def _part(request: HttpRequest, project: Project, pk: int, here: str) -> tuple[Any, dict[str, Any]]:
    log = one_log(request, project, pk)
    context = frame(request, log, here)
    part = context["part"] if context["part"] or context["absent"] else whole(log)
    figures = part.figures if part else {}
    names = figures.get("map", {}).get("nodes", [])
    return log, context | {
        "part": part,
        "figures": figures,
        "names": names,
        "attributes": figures.get("attributes", []),
    }


@reads("diagnosis.process_map", permission=may_see)
def process_map(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Activities and paths with how often and how long; the slowest paths below as a table."""
    _log, context = _part(request, project, pk, "process_map")
    if context["absent"]:
        return absent(request, context)
    chart = context["figures"].get("map", {"nodes": [], "edges": []})
    names = {node["id"]: node["name"] for node in chart["nodes"]}
    edges = [
        {**edge, **{f"{m}_text": said.span(edge.get(m)) for m in ("mean", "median", "p90")}}
        | {"from_name": names.get(edge["from"], ""), "to_name": names.get(edge["to"], "")}
        for edge in chart["edges"]
    ]
    context["map"] = {
        "nodes": chart["nodes"],
        "edges": edges,
        "words": {
            "shown": _("{a} of {b} activities, {c} of {d} paths"),
            "failed": _("The picture could not be laid out; the table below says the same."),
            "label": _("Process map; the table below holds its figures"),
        },
    }
    context["paths"] = sorted(edges, key=lambda e: -(e["total"] or 0))[:30]
    return render(request, "diagnosis/map.html", context)


@reads("diagnosis.variants", permission=may_see)
def variants(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    _log, context = _part(request, project, pk, "variants")
    if context["absent"]:
        return absent(request, context)
    rows = context["figures"].get("variants", [])
    covered = 0.0
    for row in rows:
        covered += row["share"]
        row["covered"] = covered
        row["median_text"] = said.span(row["median"])
    context |= {"rows": rows[:PAGE], "more": max(0, context["figures"].get("variant_count", 0) - PAGE)}
    return render(request, "diagnosis/variants.html", context)


@reads("diagnosis.times", permission=may_see)
def times(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """How long cases take, where the time goes, who hands to whom, what is done again."""
    _log, context = _part(request, project, pk, "times")
    if context["absent"]:
        return absent(request, context)
    context["shown"] = said.times(context["figures"])
    return render(request, "diagnosis/times.html", context)


@reads("diagnosis.analyses", permission=may_see)
def analyses(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Approvals, controls, people, waiting, causes and conformance, each figure with its n and the cases behind it."""
    _log, context = _part(request, project, pk, "analyses")
    if context["absent"]:
        return absent(request, context)
    part = context["part"]
    context["sections"] = insight_words.sections(part.insights, tongue()) if part else []
    return render(request, "diagnosis/analyses.html", context)


@reads("diagnosis.cases", permission=may_see)
def cases(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Cases of the log, of a path, an activity, a variant or a finding, slowest first."""
    log, context = _part(request, project, pk, "cases")
    if context["absent"]:
        return absent(request, context)
    asked = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    page = max(1, int(request.GET["page"])) if request.GET.get("page", "").isdecimal() else 1
    part, found = context["part"], None
    if log.is_ready:
        behind = part.behind.get(asked["behind"], {"cases": []}) if part and "behind" in asked else None
        named = behind["cases"] if behind else None
        found = engine_io.cases(log, part.steps if part else [], asked, page, PAGE, named)
        context["not_named"] = behind["n"] - len(behind["cases"]) if behind and behind["cases"] else 0
    query = request.GET.copy()
    pager: dict[str, Any] = {}
    if found:
        for name, number in (("prev_url", page - 1), ("next_url", page + 1)):
            query["page"] = str(number)
            pager[name] = f"?{query.urlencode()}" if (number > 0 if name == "prev_url" else found.more) else ""
        pager["total"] = f"{found.total:,}"
    context |= {"found": found, "asked": said.asked(asked, context["figures"]), "pager": pager, "q": asked.get("q", "")}
    return render(request, "diagnosis/cases.html", context)


@reads("diagnosis.case", permission=may_see)
def case(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One case: what was done when, by whom, and how long it waited before."""
    log = one_log(request, project, pk)
    found = engine_io.case(log, request.GET.get("case", "")) if log.is_ready else None
    if log.is_ready and found is None:
        raise Refused("no_such_case", _("The log has no such case."))
    return render(request, "diagnosis/case.html", frame(request, log, "cases") | {"case": found})


@reads("diagnosis.values", permission=may_see)
def values(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """The values that an attribute takes, to choose among; a box to type in where there are too many."""
    log = one_log(request, project, pk)
    part, wanted = whole(log), request.GET.get("attribute", "")
    known = part.figures.get("attributes", []) if part else []
    found = next((a for a in known if a["name"] == wanted), None)
    return render(request, "diagnosis/_values.html", {"attribute": found})


@reads("diagnosis.figures", permission=may_see)
def figures(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Findings, variants, paths and cases as a workbook; the first sheet says which part of the log they are of."""
    log, context = _part(request, project, pk, "log")
    part = context["part"]
    if part is None:
        raise Refused(
            "not_computed_part", _("The figures of this part have not been computed, so nothing was exported.")
        )
    found = engine_io.cases(log, part.steps, {}, 1, MOST_CASES)
    content = figures_sheet.workbook(log, part, findings_of(log, part), context, found, tongue())
    answer = HttpResponse(content, content_type=figures_sheet.TYPE)
    named = context["filter_name"] or _("part of the log")
    name = f"{log.name}{f' - {named}' if part.steps else ''}.xlsx"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


@acts("diagnosis.ask_analysis")
def ask_analysis(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """A filter, as the form or the link of a picture gives it, added to those that hold already."""
    log = one_log(request, project, pk)
    allowed(request, "diagnosis.ask_analysis", log)
    steps = engine_io.steps_from(request.POST, log)
    known = log.analyses.filter(steps_hash=engine_io.hash_of(steps)).exists() and not request.POST.get("again")
    if not known:
        services.ask_analysis(request.user, log, steps=steps)
    text = "" if known else _("The figures of this part are being computed; they appear here.")
    page = request.POST.get("page", "")
    here = to(page if page in PAGES else "process_map", project, pk=pk)
    return done(request, f"{here}?filter={engine_io.hash_of(steps)}", text)


@acts("diagnosis.save_filter")
def save_filter(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    log = one_log(request, project, pk)
    allowed(request, "diagnosis.save_filter", log)
    name = request.POST.get("name", "").strip()[:80]
    if not name:
        raise Refused("name_missing", _("The filter needs a name. Nothing was saved."))
    steps = json.loads(request.POST.get("steps") or "[]")
    services.save_filter(request.user, log, name=name, steps=steps)
    here = f"{to('process_map', project, pk=pk)}?filter={engine_io.hash_of(steps)}"
    return done(request, here, _("Saved under “%(name)s”.") % {"name": name})
