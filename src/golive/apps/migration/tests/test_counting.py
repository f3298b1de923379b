"""Blind count, blind recount of what differs, names, approval, and the opening stock of it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from golive.apps.migration import services
from golive.apps.migration.engine_io import takes
from golive.apps.migration.models import StockTake, TakeLine, TakeSheet
from golive.foundation.errors import Refused

from .factories import checked, fresh, storekeeper, work
from .test_pages import BACKEND, page


@pytest.fixture
def sheet(cast):
    checked(cast)
    keeper = storekeeper(cast)
    take = services.open_take(cast.pm, fresh(cast)["stock"], title="年末盘点", keepers={"成品库": keeper})
    found = take.sheets.get()
    found.someone = keeper
    return found


def counted(sheet, **quantities):
    """product -> what lies there."""
    lines = {line.product: line.pk for line in sheet.lines.all()}
    return {lines[product]: quantity for product, quantity in quantities.items()}


def test_a_count_from_the_sheet_to_the_opening_stock(cast, sheet):
    keeper = sheet.someone
    assert sheet.place == "成品库" and [line.product for line in sheet.lines.all()] == [
        "F001",
        "F002",
        "R001",
        "R003",
        "X999",
    ]
    services.enter_counts(keeper, sheet, counted=counted(sheet, F001="4", F002="1", R001="121", R003="2,500"))
    with pytest.raises(Refused, match="lines_left"):
        services.finish_count(keeper, sheet)
    services.enter_counts(keeper, sheet, counted=counted(sheet, X999="1"))
    services.finish_count(keeper, sheet)
    assert sheet.state == TakeSheet.State.RECOUNTING, "two lines differ from the book"
    assert [line.product for line in takes.to_count(sheet)] == ["F002", "R001"]
    with pytest.raises(Refused, match="not_in_recount"):
        services.enter_counts(keeper, sheet, counted=counted(sheet, F001="5"))
    services.enter_counts(keeper, sheet, counted=counted(sheet, F002="1", R001="120"))
    services.finish_count(keeper, sheet)
    assert sheet.state == TakeSheet.State.COUNTED
    with pytest.raises(Refused, match="sheets_unsigned"):
        services.approve_take(cast.pm, sheet.take)
    with pytest.raises(Refused, match="not_the_keeper"):
        other = storekeeper_two(cast)
        services.sign_sheet(other, sheet)
    services.sign_sheet(keeper, sheet, seen_hash=sheet.content_hash)
    take = services.approve_take(cast.pm, StockTake.objects.get())
    work()
    stock = fresh(cast)["stock"]
    extract = stock.extracts.get(is_current=True)
    assert extract == take.extract and extract.rows == 5 and stock.rows == 5
    assert [g.product for g in takes.still_differing(TakeLine.objects.all())] == ["F002"]
    assert "counted.filled" not in stock.by_rule
    assert takes.figures(take)[0]["gap"] == "1"


def storekeeper_two(cast):
    from golive.foundation.accounts.models import Party
    from golive.foundation.accounts.tests.factories import person, place

    user = person("second", cast.project.client)
    place(cast.project, user, Party.BUSINESS, cast.stores)
    return user


def test_who_counts_sees_no_book(client, cast, sheet):
    TakeLine.objects.filter(product="R003").update(book=Decimal("98765"))
    for name, pk in (("count_sheet", sheet.pk), ("take", sheet.take_id)):
        answer = page(client, sheet.someone, name, cast.project, pk=pk)
        assert answer.status_code == 200 and "98765" not in answer.content.decode()
    client.force_login(sheet.someone, BACKEND)
    url = reverse("migration:enter_counts", kwargs={"project": cast.project.code, "pk": sheet.pk})
    line = sheet.lines.first()
    assert client.post(url, {f"line-{line.pk}": "7", "onwards": "1"}).status_code == 302
    line.refresh_from_db()
    assert (line.first, line.first_by) == (7, sheet.someone)
    client.post(url, {f"line-{line.pk}": "sieben"})
    line.refresh_from_db()
    assert line.first == 7, "what is no quantity changes nothing"


def test_a_changed_line_takes_the_signature_away(cast, sheet):
    sheet.lines.update(first=1, second=1)
    sheet.state = TakeSheet.State.COUNTED
    sheet.digest = sheet.digest_of_lines()
    before = sheet.signed_content()
    line = sheet.lines.first()
    line.second = 2
    line.save()
    assert sheet.digest_of_lines() != before["lines"]
