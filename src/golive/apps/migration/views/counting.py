"""Stock counts: who has not signed, where it differs; the sheet on the phone of the one who counts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.apps.migration import queries, services
from golive.apps.migration.engine_io import takes
from golive.apps.migration.forms import SignForm
from golive.apps.migration.models import StockTake, TakeLine, TakeSheet
from golive.apps.migration.permissions import may_count, may_govern, may_see_rows
from golive.apps.migration.services.counting import TAKEN
from golive.apps.migration.services.evidence import COUNTED
from golive.apps.migration.views.shared import allowed, one_object, paged, posted, to
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done, reads
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import may

ON_PHONE = 20


def one_take(request: HttpRequest, project: Project, pk: int) -> StockTake:
    return get_object_or_404(queries.visible_takes(request.user), pk=pk, data_object__project=project)


def one_sheet(request: HttpRequest, project: Project, pk: int) -> TakeSheet:
    rows = queries.visible_sheets(request.user)
    return get_object_or_404(rows, pk=pk, take__data_object__project=project)


def one_count_sheet(request: HttpRequest, project: Project, pk: int) -> Any:
    rows = queries.visible_counts(request.user).filter(extract__data_object__project=project)
    return get_object_or_404(rows, pk=pk)


@reads("migration.counts", permission=may_see_rows)
def counts(request: HttpRequest, project: Project) -> HttpResponse:
    """Counts held here, and sheets that came as workbooks; above all who has not signed."""
    sheets = list(queries.count_sheets(project))
    names = signatures.under(sheets, COUNTED)
    objects = [o for o in queries.objects(project) if o.preparation.get("count")]
    taken = list(queries.visible_takes(request.user).filter(data_object__project=project)[:20])
    context = {
        "takes": [{"take": t, "figures": takes.figures(t), "unsigned": _unsigned(t)} for t in taken],
        "rows": [
            {
                "sheet": sheet,
                "names": names[sheet.pk],
                "may_sign": not names[sheet.pk] and may("migration.sign_stock_count", request.user, sheet),
            }
            for sheet in sheets
        ],
        "total": sum(s.differing for s in sheets),
        "unsigned": [s for s in sheets if not names[s.pk]],
        "openable": [o for o in objects if may("migration.open_take", request.user, o)],
        "sees_rows": True,
    }
    return render(request, "migration/counts.html", context)


def _unsigned(take: StockTake) -> list[TakeSheet]:
    sheets = list(take.sheets.select_related("keeper", "take__data_object__project"))
    names = signatures.under(sheets, TAKEN)
    return [sheet for sheet in sheets if not names[sheet.pk]]


@reads("migration.take", permission=may_see_rows)
def take(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One count: its sheets, what differs and where. Those who still count are not shown the book."""
    found = one_take(request, project, pk)
    figures = takes.figures(found)
    blind = _is_blind(request, figures)
    gaps = takes.still_differing(TakeLine.objects.filter(sheet__take=found)).select_related("sheet")
    place = request.GET.get("place", "")
    if place:
        gaps = gaps.filter(sheet__place=place)
    rows, pager = paged(request, gaps.order_by("sheet_id", "location", "number")) if not blind else ([], {})
    names = signatures.under([f["sheet"] for f in figures], TAKEN)
    context = {
        "take": found,
        "figures": [{**f, "names": names[f["sheet"].pk]} for f in figures],
        "blind": blind,
        "rows": rows,
        "pager": pager,
        "place": place,
        "total": sum(f["differing"] for f in figures),
        "may_approve": found.state == StockTake.State.OPEN and may_govern(request.user, found),
        "ready": all(names[f["sheet"].pk] for f in figures),
    }
    return render(request, "migration/take.html", context)


def _is_blind(request: HttpRequest, figures: list[dict[str, Any]]) -> bool:
    """Whoever may still have to count sees no book quantity, and so no difference."""
    if may_govern(request.user, figures[0]["sheet"].project if figures else None):
        return False
    return any(f["sheet"].state != TakeSheet.State.COUNTED and may_count(request.user, f["sheet"]) for f in figures)


@reads("migration.count_sheet", permission=may_see_rows)
def count_sheet(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """The sheet on a phone: a few lines at a time, big fields, no book quantity, and no first count in a recount."""
    found = one_sheet(request, project, pk)
    counting = found.state != TakeSheet.State.COUNTED
    column = "second" if found.state == TakeSheet.State.RECOUNTING else "first"
    lines = takes.to_count(found)
    left = lines.filter(**{f"{column}__isnull": True}).count()
    only = request.GET.get("left") == "1"
    shown = lines.filter(**{f"{column}__isnull": True}) if only else lines
    rows, pager = paged(request, shown.order_by("location", "number"), ON_PHONE)
    names = signatures.under([found], TAKEN)[found.pk]
    context = {
        "sheet": found,
        "counting": counting,
        "lines": [{"line": line, "value": getattr(line, column)} for line in rows],
        "pager": pager,
        "left": left,
        "all": lines.count(),
        "only": only,
        "names": names,
        "may_count": may_count(request.user, found),
        "may_sign": not counting and not names and may_count(request.user, found)
        and found.keeper_id in (None, request.user.pk),
        "differing": takes.still_differing(found.lines.all()).count() if not counting else None,
    }  # fmt: skip
    return render(request, "migration/count_sheet.html", context)


@acts("migration.enter_counts")
def enter_counts(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """What stands in the fields of one page of the sheet."""
    found = one_sheet(request, project, pk)
    allowed(request, "migration.enter_counts", found)
    counted = {
        int(name.removeprefix("line-")): value[:40]
        for name, value in request.POST.items()
        if name.startswith("line-") and name.removeprefix("line-").isdecimal()
    }
    services.enter_counts(request.user, found, counted=counted)
    onwards = request.POST.get("onwards", "")
    url = found.get_absolute_url() + (f"?page={int(onwards)}" if onwards.isdecimal() and len(onwards) < 6 else "")
    return done(request, url, _("Kept."))


class TakeForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    place = forms.CharField(required=False, max_length=120)


class CommentForm(forms.Form):
    comment = forms.CharField(required=False, max_length=300)


def _to_made(project: Any, subject: Any, made: Any) -> str:
    return str(made.get_absolute_url())


open_take = posted("open_take", one_object, TakeForm, _to_made, lambda made: _("The sheets are ready to be counted."))
finish_count = posted("finish_count", one_sheet, None, _to_made, lambda made: made.get_state_display())
sign_sheet = posted("sign_sheet", one_sheet, SignForm, _to_made, lambda made: _("The count is signed."))
approve_take = posted(
    "approve_take",
    one_take,
    CommentForm,
    _to_made,
    lambda made: _("Approved: what was counted is the opening stock now."),
)
sign_stock_count = posted(
    "sign_stock_count", one_count_sheet, SignForm, lambda project, subject, made: to("counts", project),
    lambda made: _("The count is signed."),
)  # fmt: skip
