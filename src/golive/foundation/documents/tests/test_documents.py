"""Both printers say the same; no text of a person is ever read as markup; Word finds what it needs."""

import io
import re
import zipfile
from dataclasses import replace

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from golive.foundation.documents.content import Document, Heading, Table, prepared
from golive.foundation.documents.pdf import as_json, images, pdf
from golive.foundation.documents.tests.papers import HOSTILE, paper
from golive.foundation.documents.word import docx

SHOWN = HOSTILE.replace("\x00\x0b", "")


def word_text(data: bytes) -> str:
    """All text of a Word file in reading order, heads and feet included."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = [n for n in file.namelist() if re.match(r"word/(document|header\d|footer\d)\.xml", n)]
        parts = [file.read(n).decode() for n in sorted(names)]
    plain = re.sub(r"<[^>]+>", "", "\n".join(parts).replace("</w:p>", "\n"))
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def strings(value):
    """Every text that the PDF template receives."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from strings(v)
    elif isinstance(value, list | tuple):
        for v in value:
            yield from strings(v)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("cover", [True, False])
def test_printed_in_both_forms(language, cover):
    document = paper(language, cover)
    assert pdf(document).startswith(b"%PDF-")
    text = word_text(docx(document))
    for said in ("数据迁移对账证书", "1.2  差异", "2  后续", "12,301", "没有差异。", "李娜", "同意上线", SHOWN):
        assert said in text
    assert ("甲方：华东精工" if language == "zh-hans" else "Party A: 华东精工") in text
    assert ("证据码" if language == "zh-hans" else "Evidence code") in text


def test_word_says_all_that_the_pdf_says():
    data = as_json(paper())
    # Not text of the page: kinds and settings, and words that this paper has no use for.
    for key in ("language", "words"):
        data.pop(key)
    settings = {"Heading", "Paragraph", "Bullets", "Table", "KeyFigures", "Note", "warn", "lr", "ll"}
    text = word_text(docx(paper()))
    missing = {s for s in strings(data) if s and s not in settings and s not in text}
    assert missing == set()


def test_text_of_people_is_never_markup():
    """With markup read, #panic would stop the compiler; and it must look as a quoted text does."""
    hostile = Document(title=HOSTILE, project=HOSTILE, sections=(Heading(HOSTILE),), cover=False)
    assert len(images(hostile)) == 1
    assert SHOWN in word_text(docx(hostile))


def test_chinese_is_drawn_and_not_left_out():
    """A missing font would draw the same empty boxes for any two texts of the same length."""
    one, other = (images(Document(title=t, cover=False))[0] for t in ("对账证书", "项目章程"))
    assert one != other
    used = pdf(Document(title="对账证书", cover=False))
    assert b"NotoSansCJK" in used


def test_word_gets_a_chinese_font_page_numbers_and_repeated_heads():
    file = python_docx.Document(io.BytesIO(docx(paper())))
    fonts = file.styles["Normal"].element.rPr.rFonts
    assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == ("宋体", "Times New Roman")
    assert not [k for k in fonts.attrib if "Theme" in k]
    foot = file.sections[0].footer._element.xml
    assert " PAGE " in foot and " NUMPAGES " in foot
    assert file.sections[0].different_first_page_header_footer
    assert any(t.rows[0]._tr.trPr is not None and "tblHeader" in t.rows[0]._tr.xml for t in file.tables)
    assert file.core_properties.title == "数据迁移对账证书"


def test_each_numbered_list_starts_at_one():
    file = python_docx.Document(io.BytesIO(docx(paper())))
    numbers = [p._p.pPr.numPr.numId.val for p in file.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]


ORDER = {
    "pPr": [
        "pStyle",
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "widowControl",
        "numPr",
        "pBdr",
        "shd",
        "tabs",
        "spacing",
        "ind",
        "jc",
        "rPr",
    ],
    "tcPr": ["tcW", "gridSpan", "vMerge", "tcBorders", "shd", "tcMar", "vAlign"],
}


def test_word_s_order_of_elements_is_kept():
    """Word refuses a file whose properties stand in another order than its schema says; other programs do not."""
    root = python_docx.Document(io.BytesIO(docx(paper())))._element
    for parent, order in ORDER.items():
        for found in root.iter(qn(f"w:{parent}")):
            places = [order.index(child.tag.rpartition("}")[2]) for child in found]
            assert places == sorted(places), found.xml


def test_headings_are_numbered_by_level():
    blocks = tuple(Heading(t, n) for t, n in (("a", 1), ("b", 2), ("c", 3), ("d", 2), ("e", 1), ("f", 2)))
    numbered = [h.text.split()[0] for h in prepared(Document(title="", sections=blocks)).sections]
    assert numbered == ["1", "1.1", "1.1.1", "1.2", "2", "2.1"]
    plain = prepared(replace(Document(title="", sections=blocks), numbered=False)).sections
    assert [h.text for h in plain] == list("abcdef")


def test_a_crooked_table_is_refused():
    with pytest.raises(ValueError, match="2 columns"):
        Table(("a", "b"), (("1",),))
    with pytest.raises(ValueError, match="2 columns"):
        Table(("a", "b"), (), align="lrl")
