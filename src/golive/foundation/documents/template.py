"""A company's own Word file as the paper of our documents: its margins, heads, feet and styles, our text.

Where `{{body}}` stands alone in a paragraph, the document is written; `{{title}}` and the others are filled in wherever
they are, in heads, feet and tables too. Each has a Chinese name as well. The evidence code closes the body in any case,
so that no template can leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import docx as python_docx
from django.utils.translation import gettext_lazy as _
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as Line

from golive.foundation.documents import word
from golive.foundation.documents.content import Document, Paragraph, prepared
from golive.foundation.errors import Refused

PLACE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
BODY = "body"
NAMES = {
    "正文": BODY,
    "标题": "title",
    "期间": "subtitle",
    "项目": "project",
    "编号": "number",
    "日期": "day",
    "证据码": "evidence",
}
FIELDS = (BODY, "title", "subtitle", "project", "number", "day", "evidence")
STYLES = ("Heading 1", "Heading 2", "Heading 3", "Table Grid")


def checked(content: bytes, name: str) -> list[str]:
    """The fields of a template; Refused says what keeps it from being one. It is filled once to be sure."""
    file = _opened(content, name)
    _nothing_from_outside(content, name)
    found = [field for line in _lines(file) for field in PLACE.findall(line.text)]
    unknown = sorted({f for f in found if _field(f) is None})
    if unknown:
        raise Refused(
            "template_field_unknown", UNKNOWN, name=name, unknown=", ".join(unknown), known=", ".join(known())
        )
    if len([f for f in found if _field(f) == BODY]) != 1 or _place_of_body(file) is None:
        raise Refused("template_without_body", NO_BODY, name=name)
    try:
        python_docx.Document(BytesIO(filled(content, Document(title="—", sections=(Paragraph("—"),)))))
    except Exception as error:  # whatever python-docx stumbles over: the file cannot be used, and the reader learns why
        raise Refused("template_unusable", UNUSABLE, name=name, why=str(error)[:200]) from error
    return sorted({_field(f) or f for f in found})


def known() -> list[str]:
    return [f"{{{{{name}}}}}" for name in NAMES]


def filled(content: bytes, document: Document) -> bytes:
    """The document, written into the template."""
    d = prepared(document)
    file = python_docx.Document(BytesIO(content))
    _lend_styles(file)
    place = _place_of_body(file)
    before = set(file.element.body)
    word.write_body(file, d)
    if place is not None:
        _move(place, [e for e in file.element.body if e not in before])
    _fill(file, d)
    file.core_properties.title = d.title
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def _opened(content: bytes, name: str) -> WordFile:
    try:
        return python_docx.Document(BytesIO(content))
    except (BadZipFile, KeyError, ValueError) as error:
        raise Refused("template_not_word", NOT_WORD, name=name) from error


def _nothing_from_outside(content: bytes, name: str) -> None:
    """Neither macros nor anything that Word would fetch when the report is opened; links to click on are fine."""
    with ZipFile(BytesIO(content)) as parts:
        names = parts.namelist()
        if any("vbaProject" in n or "embeddings/" in n or "activeX" in n for n in names):
            raise Refused("template_runs_code", CODE, name=name)
        for part in (n for n in names if n.endswith(".rels")):
            for relation in re.findall(rb"<Relationship\b[^>]*>", parts.read(part)):
                if b'TargetMode="External"' in relation and b"/hyperlink" not in relation:
                    raise Refused("template_fetches", FETCHES, name=name)


def _field(name: str) -> str | None:
    name = NAMES.get(name, name)
    return name if name in FIELDS else None


def _place_of_body(file: WordFile) -> Line | None:
    for line in file.paragraphs:
        found = PLACE.fullmatch(line.text.strip())
        if found and _field(found.group(1)) == BODY:
            return line
    return None


def _lines(file: WordFile) -> Iterator[Line]:
    """Every paragraph of body, heads and feet, those in tables and text boxes too."""
    roots: list[Any] = [(file.element.body, file)]
    for section in file.sections:
        for part in (
            section.header,
            section.footer,
            section.first_page_header,
            section.first_page_footer,
            section.even_page_header,
            section.even_page_footer,
        ):
            if not part.is_linked_to_previous:
                roots.append((part._element, part))
    for root, parent in roots:
        for element in root.iter(qn("w:p")):
            yield Line(element, parent)


def _fill(file: WordFile, d: Document) -> None:
    values = {
        "title": d.title,
        "subtitle": d.subtitle,
        "project": d.project,
        "number": d.number,
        "day": d.day.isoformat() if d.day else "",
        "evidence": d.evidence_code,
        BODY: "",
    }
    for line in _lines(file):
        if "{{" in line.text and line.runs:
            text = PLACE.sub(lambda m: values.get(_field(m.group(1)) or "", m.group(0)), line.text)
            if text != line.text:  # Word splits what was typed in one go; the first piece takes it all, with its looks
                line.runs[0].text = text
                for run in line.runs[1:]:
                    run.text = ""


def _move(place: Line, elements: list[Any]) -> None:
    for element in elements:
        place._element.addprevious(element)
    place._element.getparent().remove(place._element)


def _lend_styles(file: WordFile) -> None:
    """What the template's own styles lack, ours stand in for; lists fall back to a dot before the text."""
    own = None
    for name in STYLES:
        if name not in file.styles:
            own = own or python_docx.Document()
            file.styles.element.append(deepcopy(own.styles[name].element))


NOT_WORD = _("“%(name)s” is not a Word file (.docx), so nothing was changed. Save it as .docx and choose it again.")
CODE = _("“%(name)s” contains macros or embedded objects, so it is not used. Save it without them.")
FETCHES = _(
    "“%(name)s” would fetch something from outside when it is opened, so it is not used. Put pictures into the file."
)
UNKNOWN = _("“%(name)s” asks for fields that do not exist: %(unknown)s. Possible are: %(known)s. Nothing was changed.")
NO_BODY = _("“%(name)s” must have {{正文}} or {{body}} exactly once, alone in its paragraph. Nothing was changed.")
UNUSABLE = _("“%(name)s” cannot be filled (%(why)s). Nothing was changed.")
