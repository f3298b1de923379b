"""The same document for Word: real styles, headers, page numbers and tables, so that people can go on writing in it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx as python_docx
from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Cm, Pt, RGBColor

from golive.foundation import clock
from golive.foundation.documents import word_xml as xml
from golive.foundation.documents.content import (
    Block,
    Bullets,
    Document,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    SigningParty,
    Table,
    prepared,
)
from golive.foundation.documents.labels import cover_rows, labels, party_label

SIDES = {"l": WD_ALIGN_PARAGRAPH.LEFT, "c": WD_ALIGN_PARAGRAPH.CENTER, "r": WD_ALIGN_PARAGRAPH.RIGHT}
TONES = {"info": "EDF3FC", "ok": "EAF6F0", "warn": "FDF4E3", "bad": "FDF1F0"}
SECOND = RGBColor(0x47, 0x54, 0x67)
TEXT_WIDTH = 16.2  # cm, on A4 with margins of 2.4


def docx(document: Document) -> bytes:
    """The document as .docx."""
    d = prepared(document)
    file = python_docx.Document()
    words = labels(d)
    _setup(file, d)
    _head_and_foot(file, d, words)
    _opening(file, d)
    if d.versions:
        rows = tuple((v.number, v.date, v.author, v.change) for v in d.versions)
        columns = (words["version"], words["date"], words["author"], words["change"])
        _table(file, Table(columns, rows, "ccll", (1, 1.6, 1.6, 5), words["versions"]))
    _text(file, d, words)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def write_body(file: WordFile, d: Document) -> None:
    """Everything but title, head and foot, at the end of a file that has its own (`template`)."""
    if rows := cover_rows(d):
        _facts(file, rows)
        _gap(file)
    _text(file, d, labels(d))


def _text(file: WordFile, d: Document, words: dict[str, str]) -> None:
    for block in d.sections:
        _block(file, d, block)
    _signatures(file, d, words)
    _evidence(file, d, words)


def _setup(file: WordFile, d: Document) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    section.different_first_page_header_footer = d.cover
    properties = file.core_properties
    properties.title, properties.author, properties.language = d.title, "GoLive", d.language
    properties.created = properties.modified = clock.now()
    xml.language(file, d.language.startswith("zh"))
    xml.fonts(file.styles["Normal"], "Times New Roman", "宋体", Pt(10.5))
    file.styles["Normal"].paragraph_format.line_spacing = 1.5
    file.styles["Normal"].paragraph_format.space_after = Pt(4)
    for name, size in (("Title", 26), ("Heading 1", 15), ("Heading 2", 12), ("Heading 3", 10.5)):
        xml.fonts(file.styles[name], "Arial", "黑体", Pt(size))
        file.styles[name].font.color.rgb = RGBColor(0x1B, 0x24, 0x30)
        file.styles[name].font.bold = True


def _head_and_foot(file: WordFile, d: Document, words: dict[str, str]) -> None:
    for name in ("Header", "Footer"):
        xml.tab_right(file.styles[name], Cm(TEXT_WIDTH))
    section = file.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.text = f"{d.project}\t{d.title}"
    code = f"{words['evidence']} {d.evidence_code[:16]}" if d.evidence_code else d.number
    feet = [foot, section.first_page_footer.paragraphs[0]] if d.cover else [foot]
    for line in feet:
        line.text = f"{code}\t"
        xml.field(line, "PAGE")
        line.add_run(" / ")
        xml.field(line, "NUMPAGES")
    for line in (head, *feet):
        for run in line.runs:
            run.font.size = Pt(8)
            run.font.color.rgb = SECOND


def _opening(file: WordFile, d: Document) -> None:
    if d.cover:
        for _n in range(5):
            file.add_paragraph()
        if d.project:
            _centred(file, d.project, 14)
    title = file.add_paragraph(d.title, style="Title")
    xml.no_border(title)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if not d.cover:
        title.runs[0].font.size = Pt(20)
    if d.subtitle:
        _centred(file, d.subtitle, 14 if d.cover else 11)
    if d.cover:
        for _n in range(8):
            file.add_paragraph()
    if rows := cover_rows(d):
        _facts(file, rows)
    if d.cover:
        file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _centred(file: WordFile, text: str, size: float) -> None:
    paragraph = file.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(size), SECOND


def _facts(file: WordFile, rows: list[tuple[str, str]]) -> None:
    table = file.add_table(rows=0, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for label, value in rows:
        left, right = table.add_row().cells
        left.width, right.width = Cm(3.6), Cm(9.4)
        left.paragraphs[0].add_run(label).font.color.rgb = SECOND
        right.paragraphs[0].add_run(value)
        xml.bottom_border(right)


def _block(file: WordFile, d: Document, block: Block) -> None:
    match block:
        case Heading():
            file.add_heading(block.text, level=block.level)
        case Paragraph():
            for line in block.text.split("\n"):
                paragraph = file.add_paragraph(line)
                if d.language.startswith("zh"):
                    xml.indent_two_characters(paragraph)
        case Bullets():
            style = "List Number" if block.numbered else "List Bullet"
            if style not in file.styles:  # somebody's own template
                for number, item in enumerate(block.items, start=1):
                    file.add_paragraph(f"{number}. {item}" if block.numbered else f"• {item}")
                return
            start = xml.new_numbering(file) if block.numbered else None
            for item in block.items:
                paragraph = file.add_paragraph(item, style=style)
                if start is not None:
                    xml.use_numbering(paragraph, start)
        case Table():
            if not block.rows and block.empty:
                file.add_paragraph().add_run(block.empty).font.color.rgb = SECOND
            else:
                _table(file, block)
        case KeyFigures():
            _figures(file, block)
        case Note():
            table = file.add_table(rows=1, cols=1)
            table.cell(0, 0).text = block.text
            xml.shade(table.cell(0, 0), TONES.get(block.tone, TONES["info"]))
            _gap(file)


def _table(file: WordFile, block: Table) -> None:
    if block.caption:
        caption = file.add_paragraph()
        caption.paragraph_format.keep_with_next = True
        run = caption.add_run(block.caption)
        run.bold, run.font.size = True, Pt(9)
    table = file.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    total = sum(block.widths)
    widths = [int(_width(file) * w / total) for w in block.widths]
    _row(table.rows[0], block.columns, block.align, widths, bold=True)
    xml.repeat_as_header(table.rows[0])
    for values in block.rows:
        _row(table.add_row(), values, block.align, widths)
    _gap(file)


def _width(file: WordFile) -> int:
    """Between the margins; a template has its own."""
    last = file.sections[-1]
    wide = (last.page_width or 0) - (last.left_margin or 0) - (last.right_margin or 0)
    return min(Cm(TEXT_WIDTH), wide) if wide > 0 else Cm(TEXT_WIDTH)


def _row(row: Any, values: tuple[str, ...], align: str, widths: list[Any], bold: bool = False) -> None:
    for cell, value, side, width in zip(row.cells, values, align, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.alignment = SIDES[side]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = 1.15
        run = paragraph.add_run(value)
        run.font.size, run.bold = Pt(9), bold
        if bold:
            xml.shade(cell, "F2F4F7")


def _figures(file: WordFile, block: KeyFigures) -> None:
    for first in range(0, len(block.items), 4):
        items = block.items[first : first + 4]
        table = file.add_table(rows=1, cols=len(items), style="Table Grid")
        for cell, figure in zip(table.rows[0].cells, items, strict=True):
            label = cell.paragraphs[0].add_run(figure.label)
            label.font.size, label.font.color.rgb = Pt(8.5), SECOND
            value = cell.add_paragraph().add_run(figure.value)
            value.font.size, value.bold = Pt(15), True
            if figure.note:
                note = cell.add_paragraph().add_run(figure.note)
                note.font.size, note.font.color.rgb = Pt(8), SECOND
        _gap(file)


def _signatures(file: WordFile, d: Document, words: dict[str, str]) -> None:
    if not d.signatures:
        return
    file.add_heading(words["signatures"], level=1)
    for first in range(0, len(d.signatures), 2):
        sides = d.signatures[first : first + 2]
        table = file.add_table(rows=1, cols=len(sides))
        xml.keep_together(table.rows[0])
        colon = "：" if d.language.startswith("zh") else ": "
        for offset, (cell, party) in enumerate(zip(table.rows[0].cells, sides, strict=True)):
            name = f"{party_label(d, first + offset)}{colon}{party.organisation}"
            cell.paragraphs[0].add_run(name).bold = True
            _side(cell, party, words, colon)
        _gap(file)


def _side(cell: Any, party: SigningParty, words: dict[str, str], colon: str) -> None:
    for signer in party.signers:
        line = cell.add_paragraph()
        line.add_run(signer.name).bold = True
        line.add_run(f"  {signer.role}").font.color.rgb = SECOND
        if signer.opinion:
            cell.add_paragraph(signer.opinion)
        cell.add_paragraph().add_run(f"{words['signed_at']}  {signer.at}").font.size = Pt(8.5)
    if not party.signers:
        for label in ("signature", "role", "date"):
            cell.add_paragraph(f"{words[label]}{colon}{'_' * 22}")
        cell.add_paragraph(words["seal"]).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _evidence(file: WordFile, d: Document, words: dict[str, str]) -> None:
    if not (d.evidence_code or d.url):
        return
    cell = file.add_table(rows=1, cols=1).cell(0, 0)
    xml.shade(cell, "F2F4F7")
    lines = []
    if d.evidence_code:
        lines += [f"{words['evidence']}  {d.evidence_code}", words["evidence_note"]]
    if d.url:
        lines.append(f"{words['link']}  {d.url}")
    cell.text = "\n".join(lines)
    for run in cell.paragraphs[0].runs:
        run.font.size = Pt(8.5)


def _gap(file: WordFile) -> None:
    """Two tables without anything between them would grow together."""
    paragraph = file.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 0.7
