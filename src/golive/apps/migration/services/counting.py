"""Counting the stock: blind sheets, blind recounts of what differs, names, approval, and the opening stock of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.checking import changed
from golive.apps.migration.engine_io import counts, snapshot, takes
from golive.apps.migration.models import DataObject, Source, StockTake, TakeLine, TakeSheet
from golive.apps.migration.permissions import may_correct, may_count, may_govern
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case

TAKEN = "counted"
State = TakeSheet.State


@use_case("migration.open_take", permission=may_correct, label=_("Open a stock count"))
def open_take(
    actor: Any, data_object: DataObject, *, title: str, place: str = "", keepers: Mapping[str, Any] | None = None
) -> StockTake:
    """One sheet a store from the book that the object's rows hold; `place` narrows it to one. Nobody who counts sees the
    book. `keepers`: store -> person."""
    if not data_object.preparation.get("count"):
        raise Refused(
            "not_countable",
            _("%(object)s cannot be counted: its preparation names no book quantity."),
            object=str(data_object),
        )
    with snapshot.opened(data_object) as now:
        stores = takes.stores(now, data_object)
    stores = {name: rows for name, rows in stores.items() if not place or name == place}
    if not stores:
        raise Refused("nothing_to_count", _("There is no line to count. Take the extract of the book first."))
    take = StockTake.objects.create(
        data_object=data_object, title=title.strip()[:120] or str(data_object), opened_by=actor, opened_at=clock.now()
    )
    for name, rows in stores.items():
        sheet = TakeSheet.objects.create(take=take, place=name[:120], keeper=(keepers or {}).get(name))
        TakeLine.objects.bulk_create(
            (TakeLine(sheet=sheet, number=number, **row) for number, row in enumerate(rows, 1)), batch_size=500
        )
    return take


@use_case("migration.enter_counts", permission=may_count, label=_("Enter what was counted"))
def enter_counts(actor: Any, sheet: TakeSheet, *, counted: Mapping[int, str]) -> TakeSheet:
    """line -> quantity as it was typed; blank leaves the line as it is. In a recount only lines that differ are taken."""
    if sheet.state == State.COUNTED:
        raise Refused("counted_already", _("This sheet is counted. Ask for a new one if it must be counted again."))
    lines = {line.pk: line for line in sheet.lines.filter(pk__in=list(counted))}
    recount = sheet.state == State.RECOUNTING
    for pk, text in counted.items():
        line = lines.get(int(pk))
        if line is None or not str(text).strip():
            continue
        if recount and line.first == (line.book or 0):
            raise Refused("not_in_recount", _("Line %(n)s agreed and is not counted again."), n=line.number)
        quantity = _quantity(str(text), line)
        if recount:
            line.second, line.second_by, line.second_at = quantity, actor, clock.now()
        else:
            line.first, line.first_by, line.first_at = quantity, actor, clock.now()
    fields = ["second", "second_by", "second_at"] if recount else ["first", "first_by", "first_at"]
    TakeLine.objects.bulk_update(lines.values(), fields, batch_size=200)
    return sheet


@use_case("migration.finish_count", permission=may_count, label=_("Finish a count"))
def finish_count(actor: Any, sheet: TakeSheet) -> TakeSheet:
    """After the first count the lines that differ from the book are counted again, blind; after that it is counted."""
    if sheet.state == State.COUNTED:
        raise Refused("counted_already", _("This sheet is counted. Ask for a new one if it must be counted again."))
    column = "first" if sheet.state == State.COUNTING else "second"
    waiting = takes.to_count(sheet)
    left = waiting.filter(**{f"{column}__isnull": True}).count()
    if left:
        raise Refused("lines_left", _("%(n)s lines are not counted yet. What was entered is kept."), n=left)
    if sheet.state == State.COUNTING and takes.differing(sheet).exists():
        sheet.state = State.RECOUNTING
    else:
        sheet.state, sheet.digest = State.COUNTED, sheet.digest_of_lines()
    sheet.save()
    return sheet


@use_case("migration.sign_sheet", permission=may_count, label=_("Sign a count sheet"))
def sign_sheet(actor: Any, sheet: TakeSheet, *, comment: str = "", seen_hash: str = "") -> TakeSheet:
    """The storekeeper stands for what he counted; where one is named, only he."""
    if sheet.state != State.COUNTED:
        raise Refused("not_counted", _("The sheet is not counted to its end yet."))
    if sheet.keeper_id is not None and sheet.keeper_id != actor.pk:
        raise Refused("not_the_keeper", _("%(who)s counts this sheet and signs it."), who=str(sheet.keeper))
    signatures.sign(actor, sheet, meaning=TAKEN, comment=comment, seen_hash=seen_hash)
    return sheet


@use_case("migration.approve_take", permission=may_govern, label=_("Approve a stock count"))
def approve_take(actor: Any, take: StockTake, *, comment: str = "") -> StockTake:
    """All sheets are signed: what was counted becomes the rows of the opening stock, and goes into the ERP with it."""
    if take.state == StockTake.State.APPROVED:
        raise Refused("approved_already", _("This count is approved already."))
    sheets = list(take.sheets.all())
    names = signatures.under(sheets, TAKEN)
    unsigned = [sheet.place for sheet in sheets if not names[sheet.pk]]
    if unsigned:
        raise Refused(
            "sheets_unsigned",
            _("These sheets are not signed: %(places)s. Nothing was posted; ask their storekeepers first."),
            places="、".join(unsigned),
        )
    source = Source.objects.create(
        project=take.project, name=take.title[:160], kind=Source.Kind.COUNT, encoding_confirmed=True,
        added_by=actor, added_at=clock.now(),
    )  # fmt: skip
    take.extract = takes.post(actor, take, source)
    take.state, take.comment = StockTake.State.APPROVED, comment.strip()[:300]
    take.approved_by, take.approved_at = actor, clock.now()
    take.save()
    changed(actor, take.data_object)
    return take


def _quantity(text: str, line: TakeLine) -> Decimal:
    try:
        found = counts.number(text)
    except InvalidOperation:
        found = None
    if found is None or found < 0 or found >= Decimal(10) ** 12:
        raise Refused(
            "not_a_quantity", _("Line %(n)s: “%(text)s” is no quantity. What was entered before is kept."),
            n=line.number, text=text[:40],
        )  # fmt: skip
    return found.quantize(Decimal("0.0001"))
