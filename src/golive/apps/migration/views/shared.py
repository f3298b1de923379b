"""What the pages of this app share: finding the record, running a use case from a form, paging rows."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.migration import queries, services
from golive.apps.migration.models import DataObject
from golive.foundation.errors import Refused
from golive.foundation.jobs.rows import row as job_row
from golive.foundation.pages import acts, back, done, form_problems
from golive.foundation.use_cases import may

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 50
COUNTED = 10_000  # rows are counted no further: nobody turns to page 200, and counting a million takes time


def to(page: str, project: Any, **kwargs: object) -> str:
    return reverse(f"migration:{page}", kwargs={"project": project.code, **kwargs})


def one_object(request: HttpRequest, project: Any, pk: int) -> DataObject:
    """An object whose rows the reader may see."""
    rows = queries.visible_objects_with_rows(request.user).select_related("job__project", "job__actor")
    return get_object_or_404(rows, pk=pk, project=project)


def part_of(model: Any) -> Callable[[HttpRequest, Any, int], Any]:
    """How a page finds a record that belongs to an object whose rows the reader may see."""

    def find(request: HttpRequest, project: Any, pk: int) -> Any:
        rows = model.objects.filter(data_object__in=queries.visible_objects_with_rows(request.user))
        return get_object_or_404(
            rows.select_related("data_object__project", "data_object__owner"), pk=pk, data_object__project=project
        )

    return find


def valid(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    return dict(form.cleaned_data)


def allowed(request: HttpRequest, use_case: str, subject: Any) -> None:
    if not may(use_case, request.user, subject):
        raise PermissionDenied(use_case)


Find = Callable[[HttpRequest, Any, int], Any]


def posted(verb: str, find: Find | None, form: Any, after: Callable[[Any, Any, Any], str] | None, said: Any) -> Any:
    """The view of an act without a page of its own: find the subject (the project itself if `find` is None), read the
    form, run the use case, say so, go to `after(project, subject, result)` or back to where the form was."""

    @acts(f"migration.{verb}")
    def view(request: HttpRequest, project: Any, pk: int = 0) -> HttpResponse:
        subject = project if find is None else find(request, project, pk)
        allowed(request, f"migration.{verb}", subject)
        data = {} if form is None else valid(form(request.POST, request.FILES or None))
        result = getattr(services, verb)(request.user, subject, **data)
        message = str(said) if not callable(said) else said(result)
        if after is None:
            done(request, "", message)
            return back(request, to("objects", project))
        return done(request, after(project, subject, result), message)

    view.__name__ = verb
    return view


def paged(request: HttpRequest, rows: Any, size: int = PAGE) -> tuple[list[Any], dict[str, Any]]:
    """One page of a query set, counted no further than `COUNTED`, and the pager of the component."""
    total = rows[: COUNTED + 1].count()
    number, pager = turned(request, total, size)
    start = (number - 1) * size
    return list(rows[start : start + size]), pager


def turned(request: HttpRequest, total: int, size: int = PAGE) -> tuple[int, dict[str, Any]]:
    """(the page asked for, the pager) of so many rows; a total above `COUNTED` is shown as “10,000+”."""
    last = max(1, -(-total // size))
    asked = request.GET.get("page", "")
    number = min(max(1, int(asked) if asked.isdecimal() and len(asked) < 9 else 1), last)
    query = request.GET.copy()

    def url(page: int) -> str:
        query["page"] = str(page)
        return f"?{query.urlencode()}"

    pager = {
        "total": f"{total:,}" if total <= COUNTED else f"{COUNTED:,}+",
        "prev_url": url(number - 1) if number > 1 else "",
        "next_url": url(number + 1) if number < last else "",
        "first_url": url(1) if number > 2 else "",
    }
    return number, pager


def saved_or_said(form: Any, save: Callable[[dict[str, Any]], HttpResponse]) -> HttpResponse | None:
    """The answer after a valid form was saved, else None: what was refused is said in the form, and nothing typed is
    lost."""
    if not form.is_valid():
        return None
    try:
        return save(form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None


def difference(request: HttpRequest, versions: Any) -> list[tuple[str, str]]:
    """What the version in the address changed of the one before it, line by line, with the tone of each line."""
    asked = request.GET.get("version", "")
    if not asked.isdecimal() or len(asked) > 6:
        return []
    after, before = (versions.filter(version=number).first() for number in (int(asked), int(asked) - 1))
    if after is None or before is None:
        return []
    lines = difflib.unified_diff(before.yaml.splitlines(), after.yaml.splitlines(), lineterm="", n=1)
    tones = {"+": "t-ok", "-": "t-bad"}
    return [(tones.get(line[0], "muted") if line else "", line) for line in list(lines)[2:400]]


def buttons(request: HttpRequest, subject: Any, *offered: tuple[str, Any, str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The buttons that the reader may press: (use case, label, address, more)."""
    return [
        {"label": label, "url": url, **more}
        for name, label, url, more in offered
        if may(f"migration.{name}", request.user, subject)
    ]


def news(request: HttpRequest, holder: Any) -> dict[str, Any] | None:
    """The latest job of an object or a source while it is news: active, or ended badly."""
    job = holder.job
    if job is None or job.state == job.State.DONE:
        return None
    return job_row(job, request.user)


def steps(project: Any, data_object: DataObject, here: str) -> list[dict[str, Any]]:
    """The way of an object, as tabs."""
    pages = (
        ("objects", _("All objects"), {}),
        ("object", _("Profile"), {"pk": data_object.pk}),
        ("rules", _("Rules"), {"pk": data_object.pk}),
        ("worklist", _("Worklist"), {"pk": data_object.pk}),
        ("duplicates", _("Duplicates"), {"pk": data_object.pk}),
        ("mapping", _("Mapping"), {"pk": data_object.pk}),
        ("value_maps", _("Value maps"), {"pk": data_object.pk}),
        ("corrections", _("Corrections"), {"pk": data_object.pk}),
        ("rows", _("All rows"), {"pk": data_object.pk}),
    )
    # Lines have no mapping of their own: it is part of their records'.
    wanted = [each for each in pages if not (data_object.lines_of_id and each[0] in ("mapping", "value_maps"))]
    return [{"label": label, "url": to(name, project, **more), "current": name == here} for name, label, more in wanted]
