"""Pages beyond the registers: sign what was read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.requirements import queries, services
from golive.apps.requirements.forms import SignForm
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, form_problems


@acts("requirements.sign")
def sign(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    requirement = get_object_or_404(queries.visible_requirements(request.user), pk=pk, project=project)
    form = SignForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    services.sign(request.user, requirement, **form.cleaned_data)
    here = reverse("requirements:requirements-detail", args=[project.code, pk])
    return done(request, here, _("Signed: your name stands under exactly this version."))
