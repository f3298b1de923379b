"""Which objects a project has: chosen from the templates, or defined by itself."""

from __future__ import annotations

from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.migration import queries, services
from golive.apps.migration.engine_io import lines, templates
from golive.apps.migration.forms import ChooseForm, DefineForm, LinesForm
from golive.apps.migration.permissions import may_see_rows
from golive.apps.migration.targets import describe_target
from golive.apps.migration.views.shared import XLSX, allowed, one_object, posted, saved_or_said, to
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done, reads


def lang() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


@acts("migration.add_objects")
def add_objects(request: HttpRequest, project: Project) -> HttpResponse:
    """Every object that the ERP has a template for, in the order of loading, with what it needs and who will own it."""
    allowed(request, "migration.add_objects", project)
    form = ChooseForm(request.POST or None, project=project)
    if form.is_valid():
        made = services.add_objects(request.user, project, **form.choice())
        return done(request, to("objects", project), _("%(n)s objects are set up.") % {"n": len(made)})
    there = {each.key: each for each in queries.visible(request.user).filter(project=project)}
    at = lang()
    names = {each.key: each.label[at] for each in templates.templates()}
    rows = [
        {
            "template": each,
            "label": each.label[at],
            "meaning": each.meaning[at],
            "help": each.help[at],
            "needs": [{"label": names[key], "there": key in there} for key in each.needs],
            "required": "、".join(field[at] for field in each.required),
            "object": there.get(each.key),
            "owner": form[f"owner_{each.key}"],
        }
        for each in templates.templates()
    ]
    own = [each for each in there.values() if each.title]
    context = {"rows": rows, "own": own, "form": form, "empty": not there, "erp": describe_target(project)}
    return render(request, "migration/choose.html", context)


@reads("migration.collection_workbook")
def collection_workbook(request: HttpRequest, project: Project) -> HttpResponse:
    """The workbook that departments fill in, a sheet an object: what a firm without an old system begins with."""
    wanted = request.GET.get("object", "")
    keys = [each.key for each in queries.visible(request.user).filter(project=project) if wanted in ("", each.key)]
    answer = HttpResponse(templates.workbook(keys, lang()), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{project.code}-collection.xlsx"'
    return answer


@acts("migration.set_lines")
def set_lines(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Which table of which source holds the lines, and by which columns they find their record."""
    found = one_object(request, project, pk)
    allowed(request, "migration.set_lines", found)
    present = lines.lines_of(found)
    form = LinesForm(request.POST or None, project=project, initial=_present(present))

    def save(data: dict[str, Any]) -> HttpResponse:
        made = services.set_lines(request.user, found, **data)
        return done(request, made.get_absolute_url(), _("The lines are being taken. You may leave this page."))

    if (answer := saved_or_said(form, save)) is not None:
        return answer
    context = {
        "form": form,
        "title": _("%(object)s: lines from a second table") % {"object": found},
        "back": found.get_absolute_url(),
        "submit": _("Take the lines"),
    }
    return render(request, "migration/form.html", context)


def _present(found: Any) -> dict[str, Any]:
    extract = found.extracts.filter(is_current=True).last() if found is not None else None
    if extract is None:
        return {}
    by, order = found.preparation["by"], found.preparation.get("order") or [""]
    return {"table": f"{extract.source_id}:{extract.table}", "by": ", ".join(by), "order": order[0]}


@acts("migration.define_object")
def define_object(request: HttpRequest, project: Project) -> HttpResponse:
    allowed(request, "migration.define_object", project)
    at, begin = lang(), request.GET.get("like", "")
    initial = {"mapping": _skeleton(begin, at)} if templates.template(begin) else {}
    form = DefineForm(request.POST or None, request.FILES or None, project=project, initial=initial)

    def save(data: dict[str, Any]) -> HttpResponse:
        made = services.define_object(request.user, project, **data)
        said = _("“%(object)s” is set up. Take its rows from a source next.") % {"object": made}
        return done(
            request, made.get_absolute_url() if may_see_rows(request.user, made) else to("objects", project), said
        )

    if (answer := saved_or_said(form, save)) is not None:
        return answer
    offered = [{"key": each.key, "label": each.label[at]} for each in templates.templates()]
    context = {"form": form, "offered": offered, "begin": begin, "back": to("add_objects", project)}
    return render(request, "migration/define.html", context)


def _skeleton(key: str, at: str) -> str:
    """A mapping to change, as the template of an object begins."""
    document = yaml.safe_load(templates.standard(key, at).mapping)
    return str(yaml.safe_dump({**document, "object": "my_object"}, sort_keys=False, allow_unicode=True, width=120))


remove_object = posted(
    "remove_object", one_object, None, lambda project, subject, made: to("objects", project),
    lambda made: _("The object is taken out."),
)  # fmt: skip
