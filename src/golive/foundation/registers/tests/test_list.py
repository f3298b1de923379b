"""The list: what the address asks for is what is shown, on the page and in the workbook."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse

from golive.foundation.registers import lists
from golive.foundation.registers.models import SavedView
from golive.foundation.registers.tests.inherited import sheet
from golive.foundation.registers.tests.sample.registers import PEBBLES
from golive.foundation.registers.tests.test_inherited import pebble

pytestmark = [pytest.mark.django_db, pytest.mark.urls("golive.foundation.registers.tests.sample.site")]


@pytest.fixture
def ask(client: Any, cast: Any) -> Any:
    client.force_login(cast.pm)
    return lambda query="", **headers: client.get(PEBBLES.url("", cast.project) + query, headers=headers)


def titles(answer: Any) -> list[str]:
    return [record.title for record in answer.context["listing"].records]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=granite", ["granite"]),
        ("?q=GRA+P1", ["granite"]),  # every word, in whichever field
        ("?state=closed", ["slate"]),
        ("?state=nonsense", ["slate", "granite", "marble"]),
        ("?owner=me", ["marble"]),
        ("?found_from=2026-11-02&found_to=2026-11-02", ["granite"]),
        ("?smooth=on", ["marble"]),
        ("?sort=title", ["granite", "marble", "slate"]),
        ("?sort=-price", ["marble", "granite", "slate"]),  # empty prices last, either way
        ("?sort=price", ["granite", "marble", "slate"]),
        ("?sort=note", ["slate", "granite", "marble"]),  # not on the list of what may be sorted
    ],
)
def test_address_decides(cast: Any, ask: Any, query: str, found: list[str]) -> None:
    pebble(cast, 0, title="marble", price=Decimal(9), smooth=True, owner=cast.pm, found=date(2026, 11, 1))
    pebble(cast, 1, title="granite", price=Decimal(2), smooth=False, found=date(2026, 11, 2))
    pebble(cast, 2, title="slate", price=None, smooth=False, state="closed", found=date(2026, 11, 3))
    assert titles(ask(query)) == found


def test_pages_by_number(cast: Any, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    for n in range(5):
        pebble(cast, n)
    assert titles(ask("?page=2")) == ["石头 2", "石头 1"]
    assert titles(ask("?page=99")) == ["石头 0"]
    pager = ask("?page=2&q=&state=open").context["listing"].pager()
    assert pager["total"] == "5" and [n["label"] for n in pager["numbers"]] == [1, 2, 3]
    assert pager["next_url"] == "?state=open&page=3"


@pytest.mark.parametrize("sort", ["", "price", "-price", "found", "-title", "state"])
def test_pages_by_key_meet_every_row_once(cast: Any, ask: Any, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    monkeypatch.setattr(lists, "CAP", 4)
    for n in range(7):  # equal values, and empty ones
        pebble(cast, n, price=None if n % 3 == 0 else Decimal(n % 3), found=None if n == 4 else date(2026, 11, 1))
    query, met, pages = f"?sort={sort}", [], 0
    while query:
        answer = ask(query)
        met += titles(answer)
        pager = answer.context["listing"].pager()
        assert pager["total"] == "4+" and "numbers" not in pager
        query, pages = pager.get("next_url", ""), pages + 1
        assert pages < 9
    assert sorted(met) == sorted(f"石头 {n}" for n in range(7))


def test_htmx_gets_only_the_rows(cast: Any, ask: Any) -> None:
    pebble(cast, 1)
    whole, part = ask(), ask("?q=石头", **{"HX-Request": "true", "HX-Target": "rows"})
    assert b"<html" in whole.content and b"<html" not in part.content
    assert "石头 1" in part.content.decode()
    assert 'export/?q=%E7%9F%B3%E5%A4%B4"' in part.content.decode()  # the workbook follows the conditions


def test_columns_are_remembered(cast: Any, ask: Any) -> None:
    pebble(cast, 1)
    assert [c.name for c in ask("?col=note&col=title").context["listing"].columns] == ["title", "note"]
    assert [c.name for c in ask().context["listing"].columns] == ["title", "note"]


def test_create_button_only_for_those_who_may(cast: Any, client: Any) -> None:
    url = PEBBLES.url("add_pebble", cast.project)
    for person, offered in ((cast.pm, True), (cast.vendor, False)):
        client.force_login(person)
        assert (url in client.get(PEBBLES.url("", cast.project)).content.decode()) is offered


def test_views_are_kept_and_dropped_by_their_owner(cast: Any, client: Any, ask: Any) -> None:
    keep = reverse("registers:save_view", kwargs={"project": cast.project.code, "register": "sample.pebbles"})
    for query in ("state=open", "state=closed"):  # the same name is replaced
        answer = client.post(keep, {"name": "逾期未关", "query": query})
        assert answer.url == f"{PEBBLES.url('', cast.project)}?{query}"
    view = SavedView.objects.get()
    assert "逾期未关" in ask().content.decode()
    drop = reverse("registers:drop_view", kwargs={"project": cast.project.code, "pk": view.pk})
    client.force_login(cast.it)
    assert client.post(drop).status_code == 404 and "逾期未关" not in ask().content.decode()
    client.force_login(cast.pm)
    client.post(drop)
    assert not SavedView.objects.exists()


def test_workbook_is_what_the_list_shows(cast: Any, client: Any) -> None:
    seen = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    pebble(cast, 1, title="=1+1", price=Decimal("12.50"), found=date(2026, 11, 1), seen=seen)
    pebble(cast, 2, title="slate", state="closed")
    client.force_login(cast.pm)
    columns = "&".join(f"col={c}" for c in ("title", "price", "found", "seen", "state"))
    answer = client.get(f"{PEBBLES.url('export', cast.project)}?state=open&{columns}")
    head, *rows = sheet(answer.content)
    assert head == ["名称", "状态", "发现日期", "查看时间", "价格"]
    # the formula stays text; day, time (of the reader) and amount keep their types
    assert rows == [["=1+1", "在手", date(2026, 11, 1), datetime.fromisoformat("2026-11-22 09:30"), 12.5]]
    parts = ZipFile(BytesIO(answer.content))
    assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert b'quotePrefix="1"' in parts.read("xl/styles.xml")
    assert b'state="frozen"' in parts.read("xl/worksheets/sheet1.xml")


def test_too_long_a_workbook_is_refused(cast: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("golive.foundation.registers.export.CAP", 1)
    pebble(cast, 1), pebble(cast, 2)
    client.force_login(cast.pm)
    assert client.get(PEBBLES.url("export", cast.project), headers={"Accept": "application/json"}).status_code == 409
