"""What the pages of this app share: finding the record, running a use case from a form, paging rows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from golive.apps.migration import queries
from golive.apps.migration.models import DataObject
from golive.foundation.errors import Refused
from golive.foundation.pages import form_problems
from golive.foundation.use_cases import may

PAGE = 50


def to(page: str, project: Any, **kwargs: object) -> str:
    return reverse(f"migration:{page}", kwargs={"project": project.code, **kwargs})


def one_object(request: HttpRequest, project: Any, pk: int) -> DataObject:
    """An object whose rows the reader may see."""
    return get_object_or_404(queries.visible_objects_with_rows(request.user), pk=pk, project=project)


def valid(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    return dict(form.cleaned_data)


def allowed(request: HttpRequest, use_case: str, subject: Any) -> None:
    if not may(use_case, request.user, subject):
        raise PermissionDenied(use_case)


def paged(request: HttpRequest, rows: Any, size: int = PAGE) -> tuple[list[Any], dict[str, Any]]:
    """One page of a query set, and the pager of the component."""
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    query = request.GET.copy()

    def url(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    pager = {
        "total": f"{page.paginator.count:,}",
        "prev_url": url(page.number - 1) if page.has_previous() else "",
        "next_url": url(page.number + 1) if page.has_next() else "",
        "first_url": url(1) if page.number > 2 else "",
    }
    return list(page.object_list), pager


def buttons(request: HttpRequest, subject: Any, *offered: tuple[str, Any, str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The buttons that the reader may press: (use case, label, address, more)."""
    return [
        {"label": label, "url": url, **more}
        for name, label, url, more in offered
        if may(f"migration.{name}", request.user, subject)
    ]
