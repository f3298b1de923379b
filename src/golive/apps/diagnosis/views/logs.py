"""Logs: brought in, their columns named, read; their quality."""

from __future__ import annotations

from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from golive.apps.diagnosis import engine_io, queries, services
from golive.apps.diagnosis.engine_io import words as said
from golive.apps.diagnosis.forms import ConfigForm, LogForm, MappingForm, RenewForm, TakeForm
from golive.apps.diagnosis.permissions import may_see
from golive.apps.diagnosis.providers import PROVIDERS
from golive.apps.diagnosis.views.shared import allowed, frame, one_log, running, to
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, reads
from golive.foundation.use_cases import may


@reads("diagnosis.logs", permission=may_see)
def logs(request: HttpRequest, project: Project) -> HttpResponse:
    """All logs by process; then the designs and evaluations made from them."""
    rows = list(queries.logs_with_counts(request.user, project))
    context = {
        "rows": rows,
        "designs": queries.visible_designs(request.user).filter(project=project).select_related("department")[:20],
        "evaluations": queries.visible_evaluations(request.user).filter(project=project)[:20],
        "may_add": may("diagnosis.add_log", request.user, project),
        "offered": any(p.offered(project) for p in PROVIDERS.values()),
        "ready": any(r.is_ready for r in rows),
        "job": running(request, project, "diagnosis.read"),
    }
    return render(request, "diagnosis/logs.html", context)


def _form(request: HttpRequest, project: Project, title: str, form: Any, **more: Any) -> HttpResponse:
    context = {"title": title, "form": form, "back": to("logs", project), **more}
    return render(request, "diagnosis/form.html", context, status=422 if form.is_bound else 200)


@acts("diagnosis.add_log")
def add_log(request: HttpRequest, project: Project) -> HttpResponse:
    allowed(request, "diagnosis.add_log", project)
    form = LogForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        log = services.add_log(request.user, project, **form.cleaned_data)
        if log.state == log.State.DRAFT:
            return done(
                request, to("map_columns", project, pk=log.pk), _("The file is kept. Say what its columns mean.")
            )
        return done(request, log.get_absolute_url(), _("The file is kept and is being read."))
    return _form(request, project, _("Add an event log"), form, submit=_("Add"))


@acts("diagnosis.take_from")
def take_from(request: HttpRequest, project: Project) -> HttpResponse:
    allowed(request, "diagnosis.take_from", project)
    form = TakeForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        log = services.take_from(request.user, project, **form.cleaned_data)
        return done(request, log.get_absolute_url(), _("The log is being taken from the system."))
    return _form(request, project, _("Take an event log from a system"), form, submit=_("Take"))


@acts("diagnosis.map_columns")
def map_columns(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """The first rows of the file above, the meaning of its columns below."""
    log = one_log(request, project, pk)
    allowed(request, "diagnosis.map_columns", log)
    head = engine_io.head(log)
    initial = {k: v for k, v in log.mapping.items() if v} | {"tz": log.mapping.get("tz") or project.timezone}
    form = MappingForm(request.POST or None, columns=list(head.columns), initial=initial)
    if request.method == "POST" and form.is_valid():
        services.map_columns(request.user, log, mapping=form.mapping())
        return done(request, log.get_absolute_url(), _("The log is being read; its findings appear here."))
    return _form(
        request,
        project,
        _("What the columns of “%(name)s” mean") % {"name": log.name},
        form,
        head=head,
        submit=_("Read"),
    )


@acts("diagnosis.configure_log")
def configure_log(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    log = one_log(request, project, pk)
    allowed(request, "diagnosis.configure_log", log)
    text = yaml.safe_dump(log.config, allow_unicode=True, sort_keys=False) if log.config else ""
    form = ConfigForm(request.POST or None, initial={"config": text})
    if request.method == "POST" and form.is_valid():
        try:
            config = yaml.safe_load(form.cleaned_data["config"]) or {}
        except yaml.YAMLError as fault:
            raise Refused(
                "yaml_wrong", _("The configuration is no YAML (%(said)s). Nothing was changed."), said=str(fault)[:200]
            ) from fault
        services.configure_log(request.user, log, config=config)
        return done(request, log.get_absolute_url(), _("The findings are being made anew."))
    title = _("What the diagnosis of “%(name)s” must know") % {"name": log.name}
    return _form(request, project, title, form, lead=said.ABOUT_CONFIG, submit=_("Save and look again"))


@acts("diagnosis.read_again")
def read_again(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    log = one_log(request, project, pk)
    services.read_again(request.user, log)
    return done(request, log.get_absolute_url(), _("The log is being read again."))


@acts("diagnosis.renew_log")
def renew_log(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    log = one_log(request, project, pk)
    allowed(request, "diagnosis.renew_log", log)
    form = RenewForm(request.POST or None, request.FILES or None, initial={"whole": "1"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        services.renew_log(request.user, log, upload=given["upload"], whole=bool(given["whole"]))
        return done(
            request, to("log_quality", project, pk=pk), _("The file is being read; what it changed appears here.")
        )
    return _form(request, project, _("New file for “%(name)s”") % {"name": log.name}, form, submit=_("Read"))


@acts("diagnosis.follow_source")
def follow_source(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    log = one_log(request, project, pk)
    log = services.follow_source(request.user, log, nightly=bool(request.POST.get("nightly")))
    text = _("Taken again every night.") if log.nightly else _("No longer taken at night.")
    return done(request, to("log_quality", project, pk=pk), text)


@reads("diagnosis.log_quality", permission=may_see)
def log_quality(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """What was read, what was dropped and why, what a reader of the figures should know."""
    log = one_log(request, project, pk)
    context = frame(request, log, "log_quality") | {
        "account": said.account(log.account),
        "notes": said.notes(log.account),
        "mapping": said.mapping(log.mapping),
        "change": log.change,
        "parts": log.parts.select_related("file", "by"),
        "from_system": log.origin != "file",
    }
    return render(request, "diagnosis/quality.html", context)
