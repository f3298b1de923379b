"""The page of the audit trail."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from golive.foundation import clock
from golive.foundation.audit import services as audit
from golive.foundation.pages import reads
from golive.foundation.trail import queries, readable
from golive.foundation.trail.forms import TrailFilter
from golive.foundation.trail.permissions import may_audit
from golive.foundation.words import Words

SHOWN = 50


@reads("audit.trail", permission=may_audit)
def trail(request: HttpRequest, project: Any) -> HttpResponse:
    """Newest first, a page by the number of its last line. ?verify=1 computes the chain again before it shows it."""
    form = TrailFilter(request.GET or None, project=project)
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    found = queries.lines(project, **asked)
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(seq__lt=int(before))
    entries = list(found[: SHOWN + 1])
    kept = urlencode({name: str(value) for name, value in asked.items()})
    pager = {"first_url": f"?{kept}" if before else ""}
    if len(entries) > SHOWN:
        pager["next_url"] = f"?{kept}&before={entries[SHOWN - 1].seq}"
    context = {
        "rows": readable.rows(request.user, project, entries[:SHOWN]),
        "columns": [{"label": label} for label in (_("When"), _("Who"), _("What"), _("On"), _("Details"))],
        "pager": pager,
        "filter_form": form,
        "reset_url": request.path if asked else "",
        "chain": _verified(project) if request.GET.get("verify") == "1" else _last_check(project),
    }
    return render(request, "trail/trail.html", context)


def _verified(project: Any) -> dict[str, Any]:
    return {"at": clock.now(), "now": True, "faults": audit.verify_chain(project)}


def _last_check(project: Any) -> dict[str, Any] | None:
    head = audit.last_check(project)
    if head is None:
        return None
    return {"at": head.checked_at, "seq": head.checked_seq, "faults": [Words.from_json(f) for f in head.faults]}


@reads("audit.export", permission=may_audit)
def export(request: HttpRequest, project: Any) -> HttpResponse:
    """The chain as a file that `golive verify` checks anywhere."""
    answer = JsonResponse(audit.export(project), json_dumps_params={"ensure_ascii": False, "indent": 1})
    day = clock.today(project.timezone).isoformat()
    answer["Content-Disposition"] = f'attachment; filename="audit-{project.code}-{day}.json"'
    return answer
