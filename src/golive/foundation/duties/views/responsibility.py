"""Pages of responsibility: tailoring, letters, who stands in, and what the engine noticed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, User
from golive.foundation.duties import queries, services
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.evaluate import fresh
from golive.foundation.duties.forms import CoverForm, LetterForm, SignalAnswerForm
from golive.foundation.duties.holding.stand_ins import covers_context, own_duties, visible_covers
from golive.foundation.duties.holding.tailored import held
from golive.foundation.duties.lines import address
from golive.foundation.duties.noticing import noticed
from golive.foundation.duties.pages.tailoring_form import TailorForm, preview, spelled
from golive.foundation.duties.pages.tailoring_page import duty_row, tailoring_context, visible_holders
from golive.foundation.duties.registry import calendar_of
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, back, done, form_problems, reads
from golive.foundation.use_cases import may


@reads("duties.tailoring")
def tailoring(request: HttpRequest, project: Any) -> HttpResponse:
    fresh(project)
    return render(request, "duties/responsibility/tailoring.html", tailoring_context(request.user, project))


@acts("duties.tailor")
def tailor(request: HttpRequest, project: Any, duty: str) -> HttpResponse:
    found = _duty(duty)
    if not may("duties.tailor", request.user, project):
        raise PermissionDenied
    form = _tailor_form(project, found, request.POST if request.method == "POST" else None)
    if request.method == "GET" and "preview" in request.GET:
        form = _tailor_form(project, found, request.GET)
        return render(request, "duties/responsibility/_preview.html", {"rules": _preview(form.rules(), project)})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        values = {name: data[name] for name in ("grace", "by", "modules", "reason")}
        left_out = found.id not in held(project).template
        services.tailor(
            request.user, project, duty_id=found.id, rules=form.rules(), included=left_out or None, **values
        )
        return done(request, address("duties:tailoring", project), _("Saved. The difference stays visible."))
    fresh(project)
    context = {"form": form, "row": duty_row(request.user, project, found), "duty": found}
    context["decides"] = access.stands_for(request.user, project, Party.SPONSOR)
    return render(
        request, "duties/responsibility/tailor.html", context | {"rules": _preview(_rules_now(form), project)}
    )


@acts("duties.reset")
@require_POST
def reset(request: HttpRequest, project: Any, duty: str) -> HttpResponse:
    services.reset(request.user, project, duty_id=_duty(duty).id)
    return done(request, address("duties:tailoring", project), _("Back to the template."))


@acts("duties.give_letter")
@require_POST
def give_letter(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    assignment = get_object_or_404(queries.visible_assignments(request.user).filter(project=project), pk=pk)
    form = LetterForm(noticed.people_of(project), request.POST)
    if not form.is_valid():
        raise Refused("invalid", form_problems(form))
    services.give_letter(request.user, assignment, **form.cleaned_data)
    messages.success(request, _("The letter is given."))
    return back(request, address("duties:tailor", project, duty=assignment.duty_id))


@acts("duties.take_letter")
@require_POST
def take_letter(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    holder = get_object_or_404(visible_holders(request.user).filter(assignment__project=project), pk=pk)
    services.take_letter(request.user, holder)
    messages.success(request, _("The letter is taken back; its time stays on record."))
    return back(request, address("duties:tailor", project, duty=holder.assignment.duty_id))


@reads("duties.covers")
def covers(request: HttpRequest, project: Any) -> HttpResponse:
    context = covers_context(request.user, project)
    form = _cover_form(request, project, context["leads"], initial=_today(project))
    return render(request, "duties/responsibility/covers.html", context | {"form": form})


@acts("duties.cover")
def cover(request: HttpRequest, project: Any) -> HttpResponse:
    if not may("duties.cover", request.user, project):
        raise PermissionDenied
    context = covers_context(request.user, project)
    form = _cover_form(request, project, context["leads"], request.POST or None, initial=_today(project))
    if form.is_valid():
        services.cover(request.user, project, **form.cleaned_data)
        return done(request, address("duties:covers", project), _("Saved, and the stand-in is told."))
    if request.headers.get("HX-Request") and request.method == "GET":
        return render(request, "duties/responsibility/_cover_form.html", {"form": form})
    return render(request, "duties/responsibility/covers.html", context | {"form": form})


@acts("duties.end_cover")
@require_POST
def end_cover(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    row = get_object_or_404(visible_covers(request.user).filter(project=project), pk=pk)
    services.end_cover(request.user, row)
    return done(request, address("duties:covers", project), _("The cover is ended."))


@reads("duties.signals")
def signals(request: HttpRequest, project: Any) -> HttpResponse:
    fresh(project)
    context = {"bundles": noticed.open_signals(request.user, project), "over": noticed.over(request.user, project)}
    return render(request, "duties/responsibility/signals.html", context)


@acts("duties.answer_signal")
@require_POST
def answer_signal(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    signal = get_object_or_404(noticed.visible_signals(request.user).filter(project=project), pk=pk)
    form = SignalAnswerForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid", form_problems(form))
    services.answer_signal(request.user, signal, **form.cleaned_data)
    return done(request, address("duties:signals", project), _("The answer is saved; everybody concerned sees it."))


def _duty(duty: str) -> Duty:
    try:
        return DUTIES[duty]
    except KeyError:
        raise Http404(duty) from None


def _tailor_form(project: Any, duty: Duty, data: Any) -> TailorForm:
    found = held(project)
    template = found.template.get(duty.id, duty)
    return TailorForm(template, found.duties.get(duty.id, template), found.modules(duty.id), data)


def _rules_now(form: TailorForm) -> dict[str, str]:
    """The rules before anybody changed one."""
    if form.is_bound:
        return form.rules()
    return {when.name: spelled(when.initial, time.initial) for when, time in form.rule_fields()}


def _preview(rules: dict[str, str], project: Any) -> list[dict[str, Any]]:
    return preview(rules, clock.now(), calendar_of(project))


def _today(project: Any) -> dict[str, Any]:
    today = clock.today(project.timezone)
    return {"first_day": today, "last_day": today}


def _cover_form(request: HttpRequest, project: Any, leads: bool, data: Any = None, initial: Any = None) -> CoverForm:
    """For the person chosen, or for oneself: the duties offered are his."""
    people = noticed.people_of(project)
    chosen = (data or request.GET).get("person", "") if leads else ""
    person: User = people.filter(pk=chosen).first() if chosen.isdigit() else None  # type: ignore[assignment]
    person = person or request.user  # type: ignore[assignment]
    start = {**(initial or {}), **{k: v for k, v in request.GET.items() if k in ("stand_in", "first_day", "last_day")}}
    duties = own_duties(project, person)
    return CoverForm(people, duties, leads, data, initial={**start, "person": person.pk})
