"""What is to correct, over all objects: by department, by rule, for me."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from golive.apps.migration import queries
from golive.apps.migration.engine_io import tables
from golive.apps.migration.engine_io.broken import LISTED
from golive.apps.migration.models import Finding
from golive.apps.migration.permissions import may_correct, may_see_rows
from golive.apps.migration.suggestions import message_of
from golive.apps.migration.views.shared import to
from golive.foundation.accounts.models import Project
from golive.foundation.pages import reads


@reads("migration.work", permission=may_see_rows)
def work(request: HttpRequest, project: Project) -> HttpResponse:
    """One line a rule of an object that records break, worst first; ?department= narrows it, ?mine=1 to one's own."""
    objects = queries.objects(project)
    undecided = queries.undecided(project)
    asked, mine = request.GET.get("department", ""), request.GET.get("mine") == "1"
    own = {o.pk for o in objects if may_correct(request.user, o)}
    departments: dict[Any, dict[str, Any]] = {}
    lines = []
    for each in objects:
        owner = departments.setdefault(
            each.owner_id, {"pk": each.owner_id or 0, "name": str(each.owner or ""), "errors": 0, "warnings": 0}
        )
        rules = {rule.id: rule for rule in tables.rules_of(each).rules}
        for name, count in _open(each).items():
            severity = each.by_rule.get(name, {}).get("severity", "error")
            owner["errors" if severity == "error" else "warnings"] += count
            if (mine and each.pk not in own) or (asked and str(each.owner_id or 0) != asked):
                continue
            lines.append(
                {
                    "object": each,
                    "words": message_of(rules.get(name), name),
                    "severity": severity,
                    "count": count,
                    "url": f"{to('worklist', project, pk=each.pk)}?rule={name}",
                }
            )
    lines.sort(key=lambda line: (line["severity"] != "error", -line["count"]))
    context = {
        "departments": sorted(departments.values(), key=lambda d: -d["errors"]),
        "lines": lines,
        "asked": asked,
        "mine": mine,
        "sees_rows": True,
        "clusters": [
            {"object": o, "count": undecided[o.pk]}
            for o in objects
            if o.pk in undecided and not (mine and o.pk not in own) and (not asked or str(o.owner_id or 0) == asked)
        ],
    }
    return render(request, "migration/work.html", context)


def _open(each: Any) -> dict[str, int]:
    """rule -> records that break it and wait for somebody: what is listed, or all of them where the list is cut."""
    listed = dict(each.findings.filter(state=Finding.State.OPEN).order_by().values_list("rule").annotate(n=Count("pk")))
    return {
        name: max(count, each.by_rule.get(name, {}).get("rows", 0)) if count >= LISTED else count
        for name, count in listed.items()
    }
