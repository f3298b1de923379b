"""Sources: brought in, confirmed, extracts taken from them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from golive.apps.migration import queries, services
from golive.apps.migration.engine_io import tables
from golive.apps.migration.forms import ConnectForm, EncodingForm, ExtractForm, SourceForm
from golive.apps.migration.models import Source
from golive.apps.migration.permissions import may_see_rows
from golive.apps.migration.profile_words import oddity
from golive.apps.migration.targets import describe_target
from golive.apps.migration.views.shared import allowed, news, posted, to, valid
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done, reads
from golive.foundation.use_cases import may

SHOWN_TABLES = 60


def one_source(request: HttpRequest, project: Project, pk: int) -> Source:
    rows = queries.visible_sources(request.user).select_related("job__project", "job__actor")
    return get_object_or_404(rows, pk=pk, project=project)


@reads("migration.sources", permission=may_see_rows)
def sources(request: HttpRequest, project: Project) -> HttpResponse:
    found = queries.visible_sources(request.user).filter(project=project).exclude(kind=Source.Kind.COUNT)
    rows = [
        {"source": each, "extracts": [e for e in each.extracts.all() if e.is_current], "tables": len(each.tables)}
        for each in found.prefetch_related("extracts__data_object").order_by("-id")[:100]
    ]
    adds = may("migration.add_source", request.user, project)
    context = {
        "rows": rows,
        "form": SourceForm() if adds else None,
        "connect_form": ConnectForm() if adds else None,
        "erp": describe_target(project) if adds else "",
    }
    return render(request, "migration/sources.html", context)


@reads("migration.source", permission=may_see_rows)
def source(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One source: how it is read, the first rows of every table, and what was odd."""
    found = one_source(request, project, pk)
    objects = queries.objects(project)
    wanted = {o.key: _table_of(o) for o in objects}
    offered = [
        {"name": name, **facts, "wanted": next((o.pk for o in objects if wanted[o.key] == name), None)}
        for name, facts in list(found.tables.items())[:SHOWN_TABLES]
    ]
    context = {
        "source": found,
        "tables": offered,
        "more": max(0, len(found.tables) - SHOWN_TABLES),
        "oddities": [oddity(each) for each in found.oddities],
        "extracts": found.extracts.filter(is_current=True).select_related("data_object"),
        "objects": objects,
        "job": news(request, found),
        "form": EncodingForm(initial={"encoding": found.encoding, "header_row": found.header_row})
        if may("migration.confirm_encoding", request.user, found)
        else None,
    }
    return render(request, "migration/source.html", context)


def _table_of(data_object: Any) -> str:
    return tables.mapping_of(data_object).table


def _to_source(project: Any, subject: Any, result: Any) -> str:
    return str(result.get_absolute_url())


add_source = posted("add_source", None, SourceForm, _to_source, lambda made: _("Kept as it is. It is being read now."))
connect_source = posted(
    "connect_source", None, ConnectForm, _to_source, lambda made: _("Connected. It is being read now.")
)
connect_erp = posted("connect_erp", None, None, _to_source, lambda made: _("Connected. It is being read now."))
confirm_encoding = posted("confirm_encoding", one_source, EncodingForm, _to_source, lambda made: _("Confirmed."))


@acts("migration.take_extract")
def take_extract(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_source(request, project, pk)
    allowed(request, "migration.take_extract", found)
    data = valid(ExtractForm(request.POST, project=project))
    made = services.take_extract(request.user, data["data_object"], source=found, table=data["table"])
    return done(request, to("object", project, pk=made.pk), _("The rows are being taken. You may leave this page."))
