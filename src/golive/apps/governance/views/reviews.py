from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from golive.apps.governance import services
from golive.apps.governance.forms import ReviewForm
from golive.apps.governance.views.pages import to
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done
from golive.foundation.use_cases import may


@acts("governance.sign_monthly_review")
def sign_monthly_review(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("governance.sign_monthly_review", request.user, project):
        raise PermissionDenied
    asked = {"period": request.GET["period"]} if "period" in request.GET else {}
    form = ReviewForm(request.POST or None, project=project, initial=asked)
    if form.is_valid():
        services.sign_monthly_review(request.user, project, **form.cleaned_data)
        return done(request, to("reviews", project), _("The review is signed."))
    context = {"form": form, "title": _("Review a month"), "back": to("reviews", project)}
    return render(request, "web/form_page.html", context)
