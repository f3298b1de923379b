"""The charter: its wizard, its signatures, its paper, and what changed between two versions."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from golive.apps.governance import charter as charters
from golive.apps.governance import queries, services
from golive.apps.governance.charter_paper import charter_document
from golive.apps.governance.forms import ApproveForm
from golive.apps.governance.forms_charter import STEPS, IssueForm, StepForm, step_of
from golive.apps.governance.models import Charter
from golive.apps.governance.models.charter import TEXTS
from golive.apps.governance.permissions import is_inside, may_view_charter
from golive.apps.governance.services.charter import SHARED
from golive.apps.governance.views.pages import to
from golive.foundation.accounts.models import Project
from golive.foundation.documents.answers import as_file, language_of
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, form_problems, reads
from golive.foundation.use_cases import may


@acts("governance.write_charter")
def write_charter(request: HttpRequest, project: Project, step: str) -> HttpResponse:
    """One step of the wizard: what is typed, or what the records say, and where it is entered."""
    if not may("governance.write_charter", request.user, project):
        raise PermissionDenied
    here = step_of(step)
    if here is None:
        raise Http404(step)
    draft = Charter.objects.filter(project=project, number=0).first()
    last = Charter.objects.filter(project=project).order_by("-number").first()
    row = draft or Charter(project=project, shared=last.shared if last else SHARED, **_texts(last))
    form = StepForm(request.POST or None, step=here, charter=row)
    if form.is_valid():
        services.write_charter(request.user, project, **form.arguments())
        following = STEPS[STEPS.index(here) + 1].key if here is not STEPS[-1] else ""
        after = to("write_charter", project, step=following) if following else to("review_charter", project)
        return redirect(after)
    one = charters.PARTS.get(here.part)
    context = {
        "form": form,
        "step": here,
        "steps": _steps(here.key),
        "parts": [p for p in charters.readable([charters.kept(one, project)]) if p["rows"]] if one else [],
        "source": one,
        "back": to("charters", project),
    }
    return render(request, "governance/charter_step.html", context)


@acts("governance.issue_charter")
def review_charter(request: HttpRequest, project: Project) -> HttpResponse:
    """The whole draft before it is issued, with what is still missing."""
    draft = get_object_or_404(queries.visible_charters(request.user), project=project, number=0)
    if not may("governance.issue_charter", request.user, draft):
        raise PermissionDenied
    form = IssueForm(request.POST or None)
    if form.is_valid():
        made = services.issue_charter(request.user, draft, note=form.cleaned_data["note"])
        return done(request, made.get_absolute_url(), _("The charter is issued. Both sides are asked to sign."))
    content, annex = charters.frozen(project, draft.shared)
    context = {
        "form": form,
        "charter": draft,
        "texts": queries.charter_texts(draft),
        "content": charters.readable(content),
        "annex": charters.readable(annex),
        "gaps": charters.gaps(draft),
        "steps": _steps("review"),
        "back": to("write_charter", project, step=STEPS[-1].key),
    }
    return render(request, "governance/charter_review.html", context)


@acts("governance.sign_charter")
def sign_charter(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _charter(request, project, pk)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    services.sign_charter(request.user, row, **form.cleaned_data)
    return done(request, row.get_absolute_url(), _("The charter is signed."))


@reads("governance.charters", permission=may_view_charter)
def compare_charters(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """A version against the one before it, or against the one asked for."""
    new = _charter(request, project, pk)
    others = queries.visible_charters(request.user).filter(project=project).exclude(pk=pk)
    asked = request.GET.get("with", "")
    chosen = others.filter(pk=int(asked)).first() if asked.isdecimal() else None
    old = chosen or others.filter(number__lt=new.number or 10**4).order_by("-number").first()
    inside = is_inside(request.user, project)
    context = {
        "new": new,
        "old": old,
        "others": others.exclude(number=0),
        "changes": charters.compared(old, new, inside=inside) if old else [],
        "back": new.get_absolute_url(),
    }
    return render(request, "governance/charter_compare.html", context)


@reads("governance.charters", permission=may_view_charter)
def charter_paper(request: HttpRequest, project: Project, pk: int, ending: str) -> HttpResponse:
    row, inside = _charter(request, project, pk), is_inside(request.user, project)
    inside = inside and request.GET.get("annex") != "0"
    return as_file(charter_document(row, language_of(request, project.language), inside=inside), ending)


def _texts(charter: Charter | None) -> dict[str, Any]:
    return {name: getattr(charter, name) for name in TEXTS} if charter else {}


def _steps(current: str) -> list[dict[str, Any]]:
    return [{"key": s.key, "label": s.label, "current": s.key == current} for s in STEPS]


def _charter(request: HttpRequest, project: Project, pk: int) -> Charter:
    row: Charter = get_object_or_404(queries.visible_charters(request.user), project=project, pk=pk)
    return row
