"""Excel in: a preview that names each faulty cell, then all rows or none."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from django.urls import reverse
from django.utils import translation

from golive.foundation.errors import Refused
from golive.foundation.registers import import_, services
from golive.foundation.registers.models import Upload
from golive.foundation.registers.tests.sample.models import Pebble
from golive.foundation.registers.tests.sample.registers import PEBBLES
from golive.foundation.registers.tests.test_inherited import pebble

pytestmark = [pytest.mark.django_db, pytest.mark.urls("golive.foundation.registers.tests.sample.site")]


def book(*lines: list[Any]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet()
        for n, line in enumerate(lines):
            sheet.write_row(n, 0, line)
    return buffer.getvalue()


@pytest.fixture
def plan(cast: Any) -> Any:
    return lambda *lines: import_.Plan.of(PEBBLES, cast.pm, cast.project, book(*lines))


HEAD = ["编号", "名称", "负责人", "发现日期", "价格", "光滑", "状态"]


def test_faulty_cells_are_named(cast: Any, plan: Any) -> None:
    pebble(cast, 1)
    found = plan(
        HEAD,
        ["P1", "granite", str(cast.it), date(2026, 11, 3), 3.5, "是", "x"],
        ["P2", "", "nobody", "someday", "dear", "maybe", ""],
        ["P1", "again", "", "", "", "", ""],
    )
    cells = {(f.row, str(f.column)) for f in found.faults}
    assert cells == {(3, "名称"), (3, "负责人"), (3, "发现日期"), (3, "价格"), (3, "光滑"), (4, "编号")}
    assert found.counts == {"new": 0, "changed": 1, "unchanged": 0, "faulty": 2}
    assert next(f for f in found.faults if f.column == "负责人").value == "nobody"


def test_changed_cells_are_named_and_missing_columns_keep_their_values(cast: Any, plan: Any) -> None:
    record = pebble(cast, 1)
    row = plan(["编号", "名称"], ["P1", "basalt"]).rows[0]
    assert (row.state, row.record, row.changed) == ("changed", record, [PEBBLES.form.base_fields["title"].label])
    assert row.values["owner"] == cast.it and row.values["title"] == "basalt" and row.values["note"] == record.note


def test_headings_in_either_language(cast: Any, plan: Any) -> None:
    with translation.override("en"):
        found = plan(["编号", "名称", "note", "Nonsense"], ["P1", "granite", "x", 1])
    assert found.rows[0].values["note"] == "x" and found.ignored == ["Nonsense"]


def test_import_through_the_pages_and_again(cast: Any, client: Any) -> None:
    record = pebble(cast, 1)
    client.force_login(cast.pm)
    content = book(
        HEAD, ["P1", "basalt", str(cast.pm), date(2026, 11, 3), 3.5, "否", ""], ["P2", "slate", "", "", "", "", ""]
    )

    def send() -> Any:
        file = io.BytesIO(content)
        file.name = "石头.xlsx"
        answer = client.post(PEBBLES.url("import", cast.project), {"file": file})
        assert answer.status_code == 302
        return client.get(answer.url)

    preview = send()
    assert preview.context["plan"].counts == {"new": 1, "changed": 1, "unchanged": 0, "faulty": 0}
    assert Pebble.objects.count() == 1 and Pebble.objects.get().title == record.title  # nothing yet
    confirm = reverse("registers:import_rows", kwargs={"project": cast.project.code, "pk": Upload.objects.get().pk})
    client.force_login(cast.it)
    assert client.post(confirm).status_code == 404  # somebody else's workbook
    client.force_login(cast.pm)
    assert client.post(confirm).status_code == 302
    record.refresh_from_db()
    assert (record.title, record.owner, record.found, record.smooth) == ("basalt", cast.pm, date(2026, 11, 3), False)
    assert Pebble.objects.get(code="P2").title == "slate" and not Upload.objects.exists()
    assert send().context["plan"].counts == {"new": 0, "changed": 0, "unchanged": 2, "faulty": 0}


def test_all_or_nothing(cast: Any) -> None:
    content = book(["编号", "名称"], ["P1", "granite"], ["P2", "gold"])  # the use case refuses the second
    kept = services.upload(cast.pm, cast.project, register="sample.pebbles", file_name="x.xlsx", content=content)
    with pytest.raises(Refused) as refusal:
        services.import_rows(cast.pm, kept)
    assert refusal.value.code == "no_gold" and "3" in refusal.value.message
    assert not Pebble.objects.exists() and Upload.objects.exists()


def test_use_case_sees_the_old_values(cast: Any) -> None:
    """Checking the row must not write into the record that the use case compares with."""
    pebble(cast, 1, title="rock")
    content = book(["编号", "名称"], ["P1", "sand"])
    kept = services.upload(cast.pm, cast.project, register="sample.pebbles", file_name="x.xlsx", content=content)
    with pytest.raises(Refused, match="immovable"):
        services.import_rows(cast.pm, kept)


def test_faulty_workbook_is_not_imported(cast: Any) -> None:
    content = book(["编号", "名称"], ["P1", "granite"], ["P2", ""])
    kept = services.upload(cast.pm, cast.project, register="sample.pebbles", file_name="x.xlsx", content=content)
    with pytest.raises(Refused, match="import_faulty"):
        services.import_rows(cast.pm, kept)
    assert not Pebble.objects.exists()


def test_times_come_back_to_the_second(plan: Any) -> None:
    row = plan(["编号", "名称", "查看时间"], ["P1", "x", "2026-11-22 09:30:15"]).rows[0]
    assert row.values["seen"].isoformat() == "2026-11-22T09:30:15+08:00"
    assert import_.plain(datetime.fromisoformat("2026-11-22 09:30:14.999900")) == "2026-11-22T09:30:15"


def test_what_is_no_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (b"", b"hello", b"PK\x03\x04 broken", book()):
        with pytest.raises(Refused):
            import_.read(content)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (3 << 20))
    monkeypatch.setattr(import_, "MOST_UNPACKED", 2 << 20)
    with pytest.raises(Refused, match="workbook_too_big"):
        import_.read(packed.getvalue())
    monkeypatch.setattr(import_, "MOST_ROWS", 1)
    with pytest.raises(Refused, match="too_many_rows"):
        import_.read(book(["编号"], ["P1"], ["P2"]))


def test_without_the_key_column(plan: Any) -> None:
    with pytest.raises(Refused, match="no_key_column"):
        plan(["名称"], ["granite"])


def test_upload_page_shows_the_reason(cast: Any, client: Any) -> None:
    client.force_login(cast.pm)
    file = io.BytesIO(b"no workbook")
    file.name = "x.xlsx"
    answer = client.post(PEBBLES.url("import", cast.project), {"file": file})
    assert answer.status_code == 422 and answer.context["form"].errors["file"] and not Upload.objects.exists()
    client.force_login(cast.vendor)
    assert client.get(PEBBLES.url("import", cast.project)).status_code == 403
