"""A company's own Word file: what it must have, what it must not have, and that everything is written into it."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.shared import Cm

from golive.foundation.documents import template
from golive.foundation.documents.content import Bullets, Document, Figure, Heading, KeyFigures, Note, Paragraph, Table
from golive.foundation.errors import Refused

SAID = Document(
    title="项目月报 2026-03",
    subtitle="2026-03-01 – 2026-03-31",
    project="华东精工",
    number="HDJG-MR-2026-03",
    day=date(2026, 3, 31),
    sections=(
        Heading("进展", 2),
        Bullets(("本月完成任务 2 项。",)),
        Bullets(("其一",), numbered=True),
        Paragraph("正文一段"),
        Note("请注意", "bad"),
        KeyFigures((Figure("完成", "33 %"),)),
        Table(("甲", "乙"), (("1", "2"),)),
    ),
    evidence_code="e" * 64,
    numbered=False,
)


def paper(*lines: str, bare: bool = False, change=lambda file: None) -> bytes:
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "华东精工集团 {{编号}}"
    cell = file.add_table(rows=1, cols=1).cell(0, 0).paragraphs[0]
    cell.add_run("{{标")
    cell.add_run("题}}").bold = True  # as Word splits what is typed
    for line in lines:
        file.add_paragraph(line)
    if bare:
        for name in ("Heading 1", "Heading 2", "Heading 3", "Table Grid", "List Bullet", "List Number"):
            file.styles[name].delete()
    change(file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(Refused) as no:
        template.checked(content, "模板.docx")
    return no.value.code


@pytest.mark.parametrize("bare", [False, True])
def test_the_document_stands_where_the_body_was_between_what_was_there(bare):
    content = paper("公文头", "{{正文}}", "公文尾 {{日期}}", bare=bare)
    assert template.checked(content, "模板.docx") == ["body", "day", "number", "title"]
    file = docx.Document(io.BytesIO(template.filled(content, SAID)))
    lines = [p.text for p in file.paragraphs]
    assert lines.index("公文头") < lines.index("进展") < lines.index("正文一段") < lines.index("公文尾 2026-03-31")
    assert any("本月完成任务 2 项" in line for line in lines)
    assert file.sections[0].header.paragraphs[0].text == "华东精工集团 HDJG-MR-2026-03"
    assert file.tables[0].cell(0, 0).text == "项目月报 2026-03"
    whole = file.element.xml
    assert "{{" not in whole and SAID.evidence_code in whole and "请注意" in whole and "33 %" in whole
    assert file.core_properties.title == SAID.title


def test_tables_are_no_wider_than_the_papers_text():
    def narrow(file):
        file.sections[0].left_margin = file.sections[0].right_margin = Cm(6)

    file = docx.Document(io.BytesIO(template.filled(paper("{{body}}", change=narrow), SAID)))
    section, table = file.sections[0], next(t for t in file.tables if t.cell(0, 0).text == "甲")
    wide = section.page_width - section.left_margin - section.right_margin
    assert sum(c.width for c in table.rows[0].cells) <= wide


def test_what_is_no_template_is_refused_with_its_reason():
    assert refused(b"PK nonsense") == "template_not_word"
    assert refused(paper("没有字段")) == "template_without_body"
    assert refused(paper("{{正文}}", "{{body}}")) == "template_without_body"
    assert refused(paper("前言 {{正文}}")) == "template_without_body"  # not alone in its paragraph
    assert refused(paper("{{正文}}", "{{电话}}")) == "template_field_unknown"


def test_a_template_that_runs_code_or_fetches_something_is_refused():
    def linked(file):
        file.part.relate_to("https://evil.example/t.dotm", f"{RELATIONS}/attachedTemplate", is_external=True)

    assert refused(paper("{{正文}}", change=linked)) == "template_fetches"

    def clicked(file):
        file.part.relate_to("https://example.com", f"{RELATIONS}/hyperlink", is_external=True)

    assert template.checked(paper("{{正文}}", change=clicked), "模板.docx")
    out = io.BytesIO(paper("{{正文}}"))
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr("word/vbaProject.bin", b"x")
    assert refused(out.getvalue()) == "template_runs_code"


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
