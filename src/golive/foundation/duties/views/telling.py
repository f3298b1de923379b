"""Pages of what was told: my digests, one digest, the escalations of a project; and answering, snoozing."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from golive.foundation.duties import queries, services
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.evaluate import fresh
from golive.foundation.duties.forms import AnswerForm, EscalationFilter, SnoozeForm
from golive.foundation.duties.lines import address
from golive.foundation.duties.models import Escalation
from golive.foundation.duties.permissions import sight, speaks_for
from golive.foundation.duties.telling import digest_page, told
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, anybody_signed_in, back, form_problems, reads

DIGESTS = 40  # a page: four weeks of working days
ROWS = 50


@reads("duties.digests", permission=anybody_signed_in)
def digests(request: HttpRequest) -> HttpResponse:
    rows = digest_page.with_items(told.visible_digests(request.user), request.user)
    page = Paginator(rows, DIGESTS).get_page(request.GET.get("page"))
    lines = digest_page.digest_lines(page.object_list)
    days = [
        {"day": day, "lines": list(group)}
        for day, group in groupby(lines, key=lambda line: timezone.localdate(line["digest"].slot))
    ]
    return render(request, "duties/telling/digests.html", {"days": days, "pager": _pager(request, page)})


@reads("duties.digest", permission=anybody_signed_in)
def digest(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(digest_page.with_items(told.visible_digests(request.user), request.user), pk=pk)
    lines = digest_page.digest_lines([found])
    context = {
        "digest": found,
        "said": lines[0]["text"] if lines else "",
        "sections": digest_page.sections_of(request.user, found),
        "crumbs": [{"label": _("My digests"), "url": reverse("duties:digests")}],
    }
    return render(request, "duties/telling/digest.html", context)


@reads("duties.escalations")
def escalations(request: HttpRequest, project: Any) -> HttpResponse:
    fresh(project)
    form = EscalationFilter(project, request.GET or None, initial={"state": "open"})
    mine = told.visible_escalations(request.user).filter(obligation__project=project, obligation__duty_id__in=DUTIES)
    rows = _filtered(mine, form.cleaned_data if form.is_valid() else {})
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    answers, may_see = speaks_for(request.user), sight(request.user, project)
    context = {
        "rows": [digest_page.laid(e, request.user, answers, may_see) for e in page.object_list],
        "waiting": mine.filter(told.waiting()).count(),
        "filter_form": form,
        "reset_url": request.path,
        "pager": {"total": page.paginator.count, **_pager(request, page)},
    }
    return render(request, "duties/telling/escalations.html", context)


@acts("duties.answer_escalation")
@require_POST
def answer_escalation(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    found = get_object_or_404(told.visible_escalations(request.user).filter(obligation__project=project), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid", form_problems(form))
    services.answer_escalation(request.user, found, **form.cleaned_data)
    messages.success(request, _("Answered; who owes it is told."))
    return back(request, address("duties:escalations", project))


@acts("duties.snooze")
@require_POST
def snooze(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    obligation = get_object_or_404(queries.visible(request.user).filter(project=project), pk=pk)
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid", form_problems(form))
    services.snooze(request.user, obligation, **form.cleaned_data)
    messages.success(request, _("No reminders of it until then. Due date and escalation stay as they are."))
    return back(request, address("duties:duty", project, duty=obligation.duty_id))


@acts("duties.unsnooze")
@require_POST
def unsnooze(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    obligation = get_object_or_404(queries.visible(request.user).filter(project=project), pk=pk)
    services.unsnooze(request.user, obligation)
    messages.success(request, _("You will be reminded of it again."))
    return back(request, address("duties:duty", project, duty=obligation.duty_id))


def _filtered(rows: QuerySet[Escalation], wanted: dict[str, Any]) -> QuerySet[Escalation]:
    """Without anything chosen: what waits for an answer."""
    match wanted.get("state") or "open":
        case "open":
            rows = rows.filter(told.waiting())
        case "answered":
            rows = rows.filter(answered_at__isnull=False)
    if wanted.get("to"):
        rows = rows.filter(to=wanted["to"])
    if wanted.get("owner"):
        rows = rows.filter(Q(obligation__person=wanted["owner"]) | Q(obligation__acting=wanted["owner"]))
    return rows


def _pager(request: HttpRequest, page: Any) -> dict[str, str]:
    def url(number: int) -> str:
        params = request.GET.copy()
        params["page"] = str(number)
        return f"?{params.urlencode()}"

    return {
        "prev_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
    }
