"""Workbooks: cells as text, headers found, zip bombs refused before anything opens them."""

import datetime
import time
import zipfile

import openpyxl
import pytest
import xlsxwriter

from golive.connectors.files import FileSource
from golive.connectors.protocol import SourceError


def test_cells_become_text_as_people_read_them(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, ["编号", "数量", "日期", "启用", "备注"])
        sheet.write_row(1, 0, ["007", 3, None, True, None])
        sheet.write_datetime(1, 2, datetime.datetime(2026, 11, 22), day)  # noqa: DTZ001
        sheet.write_row(2, 0, ["008", 3.25])
        sheet.write_row(4, 0, ["009", 1e6])
        book.add_worksheet("empty")
    source = FileSource(path)
    assert [info.name for info in source.describe()] == ["客户"]
    assert list(source.read("客户", ["编号", "数量", "日期", "启用"])) == [
        {"编号": "007", "数量": "3", "日期": "2026-11-22", "启用": "true"},
        {"编号": "008", "数量": "3.25", "日期": None, "启用": None},
        {"编号": "009", "数量": "1000000", "日期": None, "启用": None},
    ]
    assert source.count("客户") == 3
    assert source.encoding_found is None


def test_a_title_above_the_header_is_passed_over_and_said(tmp_path):
    path = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    for row in (["2026 年客户清单", None, None], [None] * 3, ["编号", "名称", "城市"], ["1", "甲", "上海"]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    book.save(path)
    source = FileSource(path)
    assert list(source.read("S")) == [{"编号": "1", "名称": "甲", "城市": "上海"}]
    assert [(issue.code, dict(issue.params)) for issue in source.issues] == [("rows_above_header", {"rows": 1})]
    assert next(iter(FileSource(path, header_row=4).describe())).fields[1].name == "甲"


def test_a_merged_header_is_said(tmp_path):
    path = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["编号", "地址", None])
    sheet.append(["1", "上海", "浦东"])
    sheet.merge_cells("B1:C1")
    book.save(path)
    assert {"header_merged", "header_blank"} == {issue.code for issue in FileSource(path).issues}


@pytest.mark.parametrize("kind", ["ratio", "bytes", "entries"])
def test_zip_bombs_are_refused_quickly(tmp_path, kind):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        if kind == "entries":
            for number in range(2001):
                archive.writestr(f"{number}.xml", "")
        elif kind == "ratio":
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (20 << 20))
        else:
            with archive.open("xl/worksheets/sheet1.xml", "w") as stream:
                for _ in range(201):
                    stream.write(b"\0" * (1 << 20))
    started = time.process_time()
    with pytest.raises(SourceError) as caught:
        FileSource(path)
    assert caught.value.code == "zip_bomb"
    assert caught.value.params["what"] == kind
    assert time.process_time() - started < 0.6


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path):
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (5 << 20))
    data = path.read_bytes().replace((5 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        FileSource(path)
    assert caught.value.code == "zip_broken"


def test_garbage_named_xlsx_is_answered(tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"not a workbook at all")
    with pytest.raises(SourceError) as caught:
        FileSource(path)
    assert caught.value.code == "workbook_broken"
