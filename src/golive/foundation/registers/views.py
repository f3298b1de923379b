"""List, detail and export of one register. Made into views by `urls_of`; a register is never looked up by name."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from golive.foundation import clock
from golive.foundation.registers import export, queries
from golive.foundation.registers.cells import cell
from golive.foundation.registers.definition import Action, Definition
from golive.foundation.registers.forms import CommentForm
from golive.foundation.registers.lists import Listing
from golive.foundation.signatures.models import Signable
from golive.foundation.signatures.services import all_for
from golive.foundation.use_cases import may


def record_of(register: Definition, request: HttpRequest, project: Any, pk: int) -> Any:
    return get_object_or_404(register.rows(request.user, project), pk=pk)


def show_list(register: Definition, request: HttpRequest, project: Any) -> HttpResponse:
    listing = Listing(register, request, project)
    context = {
        "register": register,
        "listing": listing,
        "views": queries.visible_views(request.user).filter(project=project, register=register.full_name),
        **list_addresses(register, request, project),
    }
    if "rows" in request.headers.get("HX-Target", ""):
        answer = render(request, "registers/rows_alone.html", context)
    else:
        answer = render(request, register.list_template, context | register.list_context(request, project))
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


def list_addresses(register: Definition, request: HttpRequest, project: Any) -> dict[str, Any]:
    """Where the buttons of the list lead; only what the reader may do has an address."""
    create = register.create and may(register.create, request.user, project)
    return {
        "create_url": register.url(register.create.split(".", 1)[1], project) if create else "",
        "import_url": register.url("import", project) if create and register.key else "",
        "export_url": register.url("export", project),
        "list_url": register.url("", project),
    }


def show_export(register: Definition, request: HttpRequest, project: Any) -> HttpResponse:
    listing = Listing(register, request, project)
    answer = HttpResponse(export.workbook(listing), content_type=export.TYPE)
    name = f"{register.label}-{project.code}-{clock.today(project.timezone).isoformat()}.xlsx"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def show_detail(register: Definition, request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    record = record_of(register, request, project, pk)
    return render(request, register.detail_template, detail_context(register, request, project, record))


def detail_context(
    register: Definition, request: HttpRequest, project: Any, record: Any, comment_form: Any = None
) -> dict[str, Any]:
    listing_url = register.url("", project)
    status = next((c for c in register.facts or register.columns if c.kind == "status"), None)
    context = {
        "register": register,
        "record": record,
        "crumbs": [{"label": register.label, "url": listing_url}],
        "status": cell(status, record) if status else None,
        "facts": [cell(c, record, whole=True) for c in register.facts or register.columns],
        "buttons": buttons(register, request.user, project, record),
        "history": queries.history(register, record),
        "signatures": _signatures(record),
    }
    if register.comments:
        context |= {
            "comments": [
                {"who": str(c.author), "party": c.author.organisation or "", "when": c.at, "text": c.text}
                for c in queries.comments_on(record)
            ],
            "comment_form": comment_form or CommentForm(),
            "comment_url": register.url("comment", project, record.pk),
        }
    return context | register.detail_context(request, record)


def buttons(register: Definition, actor: Any, project: Any, record: Any) -> list[dict[str, Any]]:
    """What the actor may do with the record now."""
    offered = [_button(register, project, record, a) for a in register.actions if a.offered(actor, record)]
    if register.edit and may(register.edit, actor, record):
        url = register.url(register.edit.split(".", 1)[1], project, record.pk)
        offered.append({"label": _("Edit"), "url": url, "icon": "pencil"})
    return offered


def _button(register: Definition, project: Any, record: Any, action: Action) -> dict[str, Any]:
    return {
        "label": action.title,
        "url": register.url(action.verb, project, record.pk),
        "icon": action.icon,
        "primary": action.primary,
        "danger": action.danger,
        "confirm": action.confirm,
        "post": action.form is None,
    }


def _signatures(record: Any) -> list[dict[str, Any]] | None:
    if not isinstance(record, Signable):
        return None
    return [{"signature": s, "valid": s.content_hash == record.content_hash} for s in all_for(record).order_by("-id")]
