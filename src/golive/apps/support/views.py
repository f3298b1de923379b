"""Report something: one page, three fields, a photo."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from golive.apps.support import services
from golive.apps.support.forms import ReportForm
from golive.apps.support.registers import TICKETS
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done
from golive.foundation.use_cases import may


@acts("support.report")
def report(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("support.report", request.user, project):
        raise PermissionDenied
    form = ReportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        ticket = services.report(request.user, project, **form.cleaned_data)
        return done(request, TICKETS.address(ticket), _("Reported. You are told as soon as there is an answer."))
    return render(request, "support/report.html", {"form": form, "back": TICKETS.url("", project)})
