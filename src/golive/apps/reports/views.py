"""Pages beyond the register: write the draft, take the report away as PDF or Word, the company's own template."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.reports import queries, services
from golive.apps.reports.document import report_document
from golive.apps.reports.forms import TemplateForm
from golive.apps.reports.models import Light
from golive.apps.reports.period import Kind
from golive.apps.reports.permissions import may_view
from golive.apps.reports.portfolio import UNKNOWN, Row, portfolio
from golive.apps.reports.registers import REPORTS
from golive.foundation.accounts.models import Project
from golive.foundation.documents import template as papers
from golive.foundation.documents.answers import as_file, language_of
from golive.foundation.duties.evaluate import fresh
from golive.foundation.errors import Refused
from golive.foundation.files import storage
from golive.foundation.pages import acts, anybody_signed_in, done, form_problems, reads
from golive.foundation.use_cases import may


@acts("reports.write")
def write(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("reports.write", request.user, project):
        raise PermissionDenied
    kind = request.POST.get("kind", Kind.WEEKLY)
    if kind not in Kind.values:
        raise Refused("kind_unknown", _("There is no such kind of report."))
    fresh(project)  # the report counts duties: as they stand now
    report = services.write(request.user, project, kind=kind, period=request.POST.get("period", ""))
    return done(request, REPORTS.address(report), _("Written from the records as they stand now."))


@reads("reports.document", permission=may_view)
def report_file(request: HttpRequest, project: Project, pk: int, ending: str) -> HttpResponse:
    report = get_object_or_404(queries.visible(request.user), pk=pk, project=project)
    own = queries.template_of(project) if ending == "docx" else None
    paper = storage.path_of(own.file).read_bytes() if own else None
    return as_file(report_document(report, language_of(request, project.language)), ending, paper=paper)


@reads("web.portfolio", permission=anybody_signed_in)
def all_projects(request: HttpRequest) -> HttpResponse:
    """Every project of the reader, the worst first."""
    companies = portfolio(request.user)
    rows = [row for company in companies for row in company.rows]
    context = {
        "companies": companies,
        "several": len(companies) > 1,
        "count": len(rows),
        "counts": _lights(rows),
        "money": any(r.money for r in rows),
    }
    return render(request, "reports/portfolio.html", context)


def _lights(rows: list[Row]) -> list[dict[str, Any]]:
    """How many stand how, for the strip on top."""
    tones = {Light.RED: "bad", Light.YELLOW: "warn", UNKNOWN: "", Light.GREEN: "ok"}
    counted = Counter(r.status for r in rows)
    found = [
        {
            "name": Light(code).label if code in Light.values else _("Unknown"),
            "value": counted[code],
            "tone": tone if counted[code] else "",
        }
        for code, tone in tones.items()
        if counted[code] or code != UNKNOWN
    ]
    late, after = sum(r.overdue for r in rows), sum(r.slip > 0 for r in rows)
    found.append({"name": _("Overdue duties"), "value": late, "tone": "bad" if late else ""})
    found.append({"name": _("Go-live after the date agreed"), "value": after, "tone": "bad" if after else ""})
    return found


@acts("reports.set_template")
def set_template(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("reports.set_template", request.user, project):
        raise PermissionDenied
    form = TemplateForm(request.POST or None, request.FILES or None)
    here = reverse("reports:set_template", kwargs={"project": project.code})
    if request.method == "POST":
        if not form.is_valid():
            raise Refused("invalid_form", form_problems(form))
        services.set_template(request.user, project, **form.cleaned_data)
        return done(request, here, _("Checked and taken. Word files of reports are written into it from now on."))
    own = queries.template_of(project)
    context = {"form": form, "own": own, "fields": papers.NAMES.items()}
    return render(request, "reports/template.html", context)


@acts("reports.end_template")
def end_template(request: HttpRequest, project: Project) -> HttpResponse:
    services.end_template(request.user, project)
    here = reverse("reports:set_template", kwargs={"project": project.code})
    return done(request, here, _("Reports are written without a template again."))
