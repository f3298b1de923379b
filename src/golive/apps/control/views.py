"""Pages beyond the lists: the library of risks, what the records propose, the rules of escalation and of size."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.control import aging, queries, services
from golive.apps.control.forms import DismissForm, IssueRuleForm
from golive.apps.control.forms_changes import RuleForm
from golive.apps.control.library import library
from golive.apps.control.models import Risk
from golive.apps.control.registers import ISSUES, RISKS
from golive.apps.control.registers_changes import CHANGES
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done
from golive.foundation.use_cases import may


@acts("control.remove_change_item")
def remove_change_item(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    item = get_object_or_404(queries.visible_change_items(request.user), pk=pk, change__project=project)
    change = item.change
    services.remove_change_item(request.user, item)
    return done(request, CHANGES.address(change), _("It is no longer a part of the change."))


@acts("control.set_change_rule")
def set_change_rule(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("control.set_change_rule", request.user, project):
        raise PermissionDenied
    rule, back = queries.change_rule(project), CHANGES.url("", project)
    form = RuleForm(request.POST or None, initial={"days": rule.days, "yuan": rule.yuan})
    if form.is_valid():
        services.set_change_rule(request.user, project, **form.cleaned_data)
        return done(request, back, _("The rule holds for every change that is put from now on."))
    context = {"form": form, "title": _("What the project manager decides alone"), "back": back}
    return render(request, "web/form_page.html", context)


@acts("control.pick_risks")
def pick_risks(request: HttpRequest, project: Project) -> HttpResponse:
    """The typed risks by category; what is open in the register already is marked."""
    if not may("control.pick_risks", request.user, project):
        raise PermissionDenied
    if request.method == "POST":
        made = services.pick_risks(request.user, project, keys=request.POST.getlist("key"))
        text = _("%(n)s risks recorded. Give each an owner and look at its figures.") % {"n": len(made)}
        return done(request, RISKS.url("", project), text)
    there = set(queries.open_risks(project).values_list("source", flat=True))
    language = get_language() or project.language
    groups = [
        {
            "label": category.label,
            "rows": [
                {"typed": t, "said": t.text(language), "there": t.source in there, "score": t.probability * t.impact}
                for t in library().values()
                if t.category == category
            ],
        }
        for category in Risk.Category
    ]
    context = {"groups": groups, "back": RISKS.url("", project)}
    return render(request, "control/library.html", context)


@acts("control.take_proposal")
def take_proposal(request: HttpRequest, project: Project) -> HttpResponse:
    risk = services.take_proposal(request.user, project, key=request.POST.get("key", ""))
    return done(request, RISKS.address(risk), _("Recorded. Give it an owner and a response."))


@acts("control.dismiss_proposal")
def dismiss_proposal(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("control.dismiss_proposal", request.user, project):
        raise PermissionDenied
    back = RISKS.url("", project)
    form = DismissForm(request.POST or None, initial={"key": request.GET.get("key", "")})
    if form.is_valid():
        services.dismiss_proposal(request.user, project, **form.cleaned_data)
        return done(request, back, _("It is not proposed again for a month."))
    context = {"form": form, "title": _("Why it is no risk"), "back": back}
    return render(request, "web/form_page.html", context)


@acts("control.set_issue_rule")
def set_issue_rule(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("control.set_issue_rule", request.user, project):
        raise PermissionDenied
    back = ISSUES.url("", project)
    form = IssueRuleForm(request.POST or None, instance=aging.rule_of(project))
    if form.is_valid():
        services.set_issue_rule(request.user, project, **form.cleaned_data)
        return done(request, back, _("The rule holds for every open issue from now on."))
    context = {"form": form, "title": _("When an issue rises (working days without an answer)"), "back": back}
    return render(request, "web/form_page.html", context)
