"""Pages of duties: what others owe me, one duty, and the forms of its use cases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from golive.foundation.duties import queries, services, talk
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.evaluate import fresh
from golive.foundation.duties.forms import AssignForm, ReasonForm, WaiveForm
from golive.foundation.duties.holding.assignments import standing
from golive.foundation.duties.lines import address
from golive.foundation.duties.pages.duty_page import duty_context
from golive.foundation.duties.pages.obligation_page import obligation_context
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, back, done, form_problems, reads
from golive.foundation.registers.forms import CommentForm
from golive.foundation.registers.services import comment


def _duty(duty: str) -> Duty:
    try:
        return DUTIES[duty]
    except KeyError:
        raise Http404(duty) from None


@reads("duties.owed")
def owed(request: HttpRequest, project: Any) -> HttpResponse:
    fresh(project)
    groups = queries.owed_to(request.user, project)
    return render(request, "duties/owed.html", {"groups": groups, "whose": True})


@reads("duties.duty")
def duty(request: HttpRequest, project: Any, duty: str) -> HttpResponse:
    fresh(project)
    return render(request, "duties/duty.html", duty_context(request.user, project, _duty(duty).id))


@reads("duties.obligation")
def obligation(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    """One obligation, also one that is no longer owed: links to it stay good."""
    fresh(project)
    row = get_object_or_404(queries.visible(request.user).filter(project=project, duty_id__in=DUTIES), pk=pk)
    return render(request, "duties/obligation.html", obligation_context(request.user, project, row))


@acts("registers.comment")
@require_POST
def comment_on_duty(request: HttpRequest, project: Any, duty: str) -> HttpResponse:
    rows = [a for a in standing(project) if a.duty_id == _duty(duty).id]
    record = talk.subject_of(request.user, project, rows)
    if record is None:
        raise Http404(duty)
    return _comment(request, record, _page(project, duty))


@acts("registers.comment")
@require_POST
def comment_on_obligation(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    record = get_object_or_404(queries.visible(request.user).filter(project=project), pk=pk)
    return _comment(request, record, address("duties:obligation", project, pk=pk))


def _comment(request: HttpRequest, record: Any, page: str) -> HttpResponse:
    form = CommentForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid", form_problems(form))
    comment(request.user, record, text=form.cleaned_data["text"])
    return done(request, f"{page}#comments")


@acts("duties.assign")
@require_POST
def assign(request: HttpRequest, project: Any, duty: str) -> HttpResponse:
    form = AssignForm(project, request.POST)
    if not form.is_valid():
        raise Refused("invalid", form_problems(form))
    services.assign(request.user, project, duty_id=_duty(duty).id, **form.cleaned_data)
    messages.success(request, _("The accountable person is named."))
    return back(request, _page(project, duty))


@acts("duties.ask_switch_off")
@require_POST
def ask_switch_off(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    assignment = get_object_or_404(queries.visible_assignments(request.user).filter(project=project), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid", form_problems(form))
    asked = services.ask_switch_off(request.user, assignment, reason=form.cleaned_data["reason"])
    off = _("The duty is switched off; the decision and its reason stay visible.")
    waits = _("The question is put to the sponsor. The duty is owed until it is decided.")
    return done(request, _page(project, assignment.duty_id), off if asked.switched_off_at else waits)


@acts("duties.switch_on")
@require_POST
def switch_on(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    assignment = get_object_or_404(queries.visible_assignments(request.user).filter(project=project), pk=pk)
    services.switch_on(request.user, assignment)
    return done(request, _page(project, assignment.duty_id), _("The duty is owed again."))


@acts("duties.waive")
@require_POST
def waive(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    obligation = get_object_or_404(queries.visible(request.user).filter(project=project), pk=pk)
    form = WaiveForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid", form_problems(form))
    services.waive(request.user, obligation, **form.cleaned_data)
    return done(request, _page(project, obligation.duty_id), _("It is waived; the reason stays visible."))


def _page(project: Any, duty_id: str) -> str:
    return address("duties:duty", project, duty=duty_id)
