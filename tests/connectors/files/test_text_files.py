"""Encodings, delimiters and ragged rows of text files."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.connectors.files import FileSource, detect
from golive.connectors.open_source import open_source
from golive.connectors.protocol import Source, SourceError

NAMES = "编号,客户名称,城市\n1,上海华东精工机械有限公司,上海\n2,苏州工业园区恒力电机厂,苏州\n3,深圳市五金厂,深圳\n"
TRADITIONAL = "編號,客戶名稱,城市\n1,臺灣積體電路製造股份有限公司,新竹\n2,鴻海精密工業股份有限公司,新北\n"


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        (NAMES, "utf-8", "utf-8"),
        (NAMES, "utf-8-sig", "utf-8-sig"),
        (NAMES, "utf-16", "utf-16"),
        (NAMES, "gb18030", "gb18030"),
        (NAMES, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
    ],
)
def test_encodings_are_found_and_sure(text, encoding, expected):
    found = detect(text.encode(encoding))
    assert (found.name, found.sure) == (expected, True)


def test_western_text_is_not_taken_for_chinese():
    found = detect("name;city\nMüller & Söhne;Düsseldorf\nCafé Noël;Orléans\n".encode("cp1252"))
    assert found.name not in ("gb18030", "big5", "utf-8")
    assert not found.sure


def test_a_single_chinese_line_far_down_decides(tmp_path):
    path = tmp_path / "late.csv"
    path.write_bytes(b"id,name\n" + b"1,plain\n" * 200_000 + "2,上海华东精工机械有限公司\n".encode("gb18030"))
    source = FileSource(path)
    assert source.encoding_found.name == "gb18030"
    assert list(source.read("late"))[-1]["name"] == "上海华东精工机械有限公司"


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=40))
@settings(max_examples=60)
def test_utf8_is_never_mistaken(text):
    assert detect(text.encode()).name == "utf-8"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "%", "；"])
def test_delimiters_are_found(tmp_path, delimiter):
    text = "\n".join(delimiter.join(row) for row in [("a", "b", "c"), ("1", "x y", "3.5"), ("2", "z", "")])
    source = FileSource(write(tmp_path / "t.csv", text))
    assert isinstance(source, Source)
    assert list(source.read("t")) == [{"a": "1", "b": "x y", "c": "3.5"}, {"a": "2", "b": "z", "c": None}]
    assert source.count("t") == 2


def test_commas_within_quotes_do_not_mislead(tmp_path):
    source = FileSource(write(tmp_path / "t.csv", 'id;addr\n1;"Road 1, East, 5"\n2;"Lane 2, West, 6"\n'))
    assert next(iter(source.read("t"))) == {"id": "1", "addr": "Road 1, East, 5"}


def test_ragged_rows_are_named_by_line_and_nothing_is_cut_off(tmp_path):
    path = write(tmp_path / "t.csv", 'a,b\n1,2\n\n3\n"x\ny",5,6,7\n8,9\n')
    source = FileSource(path)
    ragged = {issue.line: dict(issue.params) for issue in source.issues if issue.code == "ragged"}
    assert ragged == {4: {"expected": 2, "found": 1}, 5: {"expected": 2, "found": 4}}
    rows = list(source.read("t"))
    assert rows[1] == {"a": "3", "b": None, "_extra_1": None, "_extra_2": None}
    assert rows[2] == {"a": "x\ny", "b": "5", "_extra_1": "6", "_extra_2": "7"}
    assert len(rows) == source.count("t") == 4


def test_headers_are_made_distinct_and_the_change_is_said(tmp_path):
    source = FileSource(write(tmp_path / "t.csv", "name,,Name,name\n1,2,3,4\n"))
    assert [field.name for field in source.describe()[0].fields] == ["name", "column_2", "Name (2)", "name (3)"]
    assert [issue.code for issue in source.issues] == ["header_blank", "header_repeated", "header_repeated"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file_empty"), (b"\n\n , \n"[:2], "file_empty"), (b'a,b\n1,"open\n' + b"x,y\n" * 500, "quote_open")],
)
def test_unusable_files_say_why(tmp_path, content, code):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        FileSource(path)
    assert caught.value.code == code


def test_a_wrong_encoding_is_refused_with_its_line(tmp_path):
    path = write(tmp_path / "t.csv", NAMES, "gb18030")
    with pytest.raises(SourceError) as caught:
        FileSource(path, encoding="utf-8")
    assert caught.value.code == "not_in_encoding"


def test_a_million_columns_are_refused(tmp_path):
    path = write(tmp_path / "wide.csv", ",".join(["c"] * 20_000) + "\n")
    with pytest.raises(SourceError) as caught:
        FileSource(path)
    assert caught.value.code == "too_many_columns"


def test_hash_and_change_of_the_file(tmp_path):
    path = write(tmp_path / "t.csv", "a\n1\n")
    source = open_source(str(path))
    assert source.sha256 == hashlib.sha256(b"a\n1\n").hexdigest()
    assert source.health().ok
    write(path, "a\n2\n")
    assert source.health().code == "file_changed"


def test_missing_table_column_and_file(tmp_path):
    source = FileSource(write(tmp_path / "t.csv", "a\n1\n"))
    for call, code in (
        (lambda: source.count("x"), "no_such_table"),
        (lambda: list(source.read("t", ["b"])), "no_such_column"),
        (lambda: open_source(str(tmp_path / "none.csv")), "file_missing"),
    ):
        with pytest.raises(SourceError) as caught:
            call()
        assert caught.value.code == code
