"""Bad files: each is answered with what is wrong and where, nothing is half read, and nothing is lost in silence."""

import struct
import zipfile

import openpyxl
import pytest
import xlsxwriter

from golive.cli.data_words import ISSUES, SOURCES
from golive.connectors.files import FileSource, detect
from golive.connectors.protocol import SourceError

PEOPLE = "编号,名称\n" + "1,上海华东精工\n" * 20


def refused(path, content):
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        FileSource(path)
    assert caught.value.code in SOURCES  # said in words, in both languages
    return caught.value


def read(path, content=None):
    if content is not None:
        path.write_bytes(content)
    source = FileSource(path)
    (info,) = source.describe()
    assert {issue.code for issue in source.issues} <= ISSUES.keys()
    return list(source.read(info.name)), {issue.code: (issue.line, dict(issue.params)) for issue in source.issues}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [PEOPLE, "id,name\n" + "1,abc\n" * 20])
def test_wide_encodings_without_a_mark(tmp_path, encoding, text):
    found = detect(text.encode(encoding))
    assert (found.name, found.sure) == (encoding, True)
    rows, _ = read(tmp_path / "t.csv", text.encode(encoding))
    assert len(rows) == 20
    assert next(iter(rows[0].values())) == "1"


def test_one_line_in_another_encoding_is_named(tmp_path):
    error = refused(tmp_path / "t.csv", PEOPLE.encode() + "2,乙公司\n".encode("gb18030"))
    assert (error.code, error.params["line"]) == ("encoding_mixed", 22)


@pytest.mark.parametrize(
    ("content", "code", "found"),
    [
        (b"", "file_empty", None),
        (b"%PDF-1.7\n%\xe2\xe3", "not_a_table_file", "pdf"),
        (bytes(range(256)) * 20, "not_a_table_file", "binary"),
        (b'[{"a": 1}]', "not_a_table_file", "json"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table_file", "png"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "saved_as_web_page", None),
    ],
)
def test_files_that_are_no_table(tmp_path, content, code, found):
    error = refused(tmp_path / "t.csv", content)
    assert (error.code, error.params.get("found")) == (code, found)


def test_an_archive_is_no_table_and_a_workbook_named_csv_is_one(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.csv", "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    assert refused(tmp_path / "a.csv", (tmp_path / "a.csv").read_bytes()).params["found"] == "zip"
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    book.save(tmp_path / "b.xlsx")
    (tmp_path / "b.xlsx").rename(tmp_path / "b.csv")
    assert read(tmp_path / "b.csv")[0] == [{"a": "1", "b": "2"}]


def test_a_text_named_xls_is_read_and_said(tmp_path):
    rows, issues = read(tmp_path / "t.xls", "编号\t名称\n1\t甲\n".encode("gb18030"))
    assert rows == [{"编号": "1", "名称": "甲"}]
    assert "named_like_workbook" in issues


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_a_password_is_said(tmp_path, suffix):
    """An encrypted workbook is an OLE file with a stream EncryptedPackage (MS-OFFCRYPTO 2.3.4.4)."""
    content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(900)
    assert refused(tmp_path / f"t.{suffix}", content).code == "workbook_encrypted"


def test_a_cell_at_the_far_end_does_not_ask_for_all_memory(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "far")
    assert refused(path, path.read_bytes()).code == "sheet_too_large"


def test_cells_that_are_only_formatted_do_no_harm(tmp_path):
    path = tmp_path / "styled.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(1, 0, [1, 2])
        sheet.write_blank(1_048_575, 16_383, None, bold)
    assert read(path)[0] == [{"a": "1", "b": "2"}]


def test_errors_of_formulas_are_kept_and_missing_values_are_said(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("价格 & 量")
        sheet.write_row(1, 1, ["a", "b"])
        sheet.write_formula(2, 1, "=1+1", None, 2)
        sheet.write_formula(2, 2, "=X", None, "#REF!")
        sheet.write_formula(3, 1, "=NA()", None, "#N/A")
    rows, issues = read(path)
    assert rows == [{"a": "2", "b": "#REF!"}, {"a": "#N/A", "b": None}]
    assert issues["cell_error"] == (4, {"column": 2, "found": "#N/A"})
    book = openpyxl.Workbook()  # openpyxl writes formulas without their values
    for row in (["a", "b"], [1, "=A2*2"], [2, "=1/0"]):
        book.active.append(row)
    book.save(path)
    assert read(path)[1]["formulas_uncomputed"] == (0, {"cells": 2})


def test_two_header_rows_become_one(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "编号")
        sheet.merge_range(0, 1, 0, 2, "地址")
        sheet.write_row(1, 1, ["省", "市"])
        sheet.write_row(2, 0, ["甲", "江苏", "苏州"])
        sheet.write_row(3, 0, ["合计", 1])
    rows, issues = read(path)
    assert rows[0] == {"编号": "甲", "地址 省": "江苏", "地址 市": "苏州"}
    assert issues["header_two_rows"][0] == 1
    assert issues["total_row"][0] == 4
    rows, issues = read(tmp_path / "t.csv", "客户,,地址,\n编号,名称,省,市\n1,甲,江苏,苏州\n".encode())
    assert list(rows[0]) == ["客户 编号", "客户 名称", "地址 省", "地址 市"]
    assert "header_two_rows" in issues


@pytest.mark.parametrize("text", ["a,,c\nx,y,z\nu,v,w\n", "a,b\nx,y\n1,2\n", "a,,c\n1,y,z\n2,v,w\n"])
def test_one_header_row_stays_one(tmp_path, text):
    assert "header_two_rows" not in read(tmp_path / "t.csv", text.encode())[1]


def test_titles_totals_and_excels_own_first_line(tmp_path):
    text = "2026 年客户清单\n\n编号,名称,金额\n1,甲,5\n2,乙,6\n合计,,11\n"
    rows, issues = read(tmp_path / "t.csv", text.encode())
    assert len(rows) == 3
    assert issues["rows_above_header"] == (3, {"rows": 1})
    assert issues["total_row"][0] == 6
    assert read(tmp_path / "s.csv", b"sep=;\na;b\n1;2,5\n")[0] == [{"a": "1", "b": "2,5"}]


def test_nul_characters_are_removed_and_said(tmp_path):
    rows, issues = read(tmp_path / "t.csv", b"id,name\n1,a\0b\n2,c\n")
    assert rows[0] == {"id": "1", "name": "ab"}
    assert issues["nul_removed"] == (0, {"rows": 1})


def test_a_hidden_sheet_is_said(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("seen", "unseen"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["a"])
            sheet.write_row(1, 0, [1])
        sheet.hide()
    assert [(issue.code, issue.table) for issue in FileSource(path).issues] == [("sheet_hidden", "unseen")]


def test_open_document_and_a_broken_old_workbook(tmp_path):
    path = tmp_path / "t.ods"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{cell.format(a)}{cell.format(b)}</table:table-row>"
        for a, b in (("编号", "名称"), ("1", "甲"))
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="客户">{rows}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    assert read(path)[0] == [{"编号": "1", "名称": "甲"}]
    broken = struct.pack("<HHHH", 0x0009, 4, 0x0002, 0x0010)
    assert refused(tmp_path / "t.xls", broken * 40).code in ("workbook_broken", "not_a_table_file")
