"""What Word can do and python-docx has no function for: fonts for Chinese, page numbers, shades, repeated table heads."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def fonts(style: Any, latin: str, chinese: str, size: Any) -> None:
    """Word takes the font of Chinese characters from the eastAsia attribute, not from the font's name."""
    style.font.name, style.font.size = latin, size
    found = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        found.attrib.pop(qn(f"w:{theme}"), None)
    for script, name in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        found.set(qn(f"w:{script}"), name)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def field(paragraph: Any, instruction: str) -> None:
    """A field that Word computes itself: PAGE, NUMPAGES."""
    for part in ("begin", "instruction", "separate", "value", "end"):
        run = paragraph.add_run()
        if part == "instruction":
            element = _element("instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {instruction} "
            run._r.append(element)
        elif part == "value":
            run.text = "1"  # until Word has counted
        else:
            run._r.append(_element("fldChar", fldCharType=part))


def tab_right(style: Any, place: Any) -> None:
    """One tab stop at the right margin instead of the two of the template."""
    stops = style.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(place, WD_TAB_ALIGNMENT.RIGHT)


def language(file: Any, chinese: bool) -> None:
    """For spelling and line breaks."""
    (found,) = file.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    found.set(qn("w:val"), "en-US" if chinese else "en-GB")
    found.set(qn("w:eastAsia"), "zh-CN")


def shade(cell: Any, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("shd", val="clear", color="auto", fill=colour))


def bottom_border(cell: Any) -> None:
    borders = _element("tcBorders")
    borders.append(_element("bottom", val="single", sz="4", space="0", color="CDD3DC"))
    cell._tc.get_or_add_tcPr().append(borders)


def no_border(paragraph: Any) -> None:
    """The template's title has a line below it. Call it before the paragraph is aligned: Word wants this order."""
    borders = _element("pBdr")
    borders.append(_element("bottom", val="nil"))
    paragraph._p.get_or_add_pPr().append(borders)


def repeat_as_header(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("tblHeader", val="true"))


def keep_together(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("cantSplit", val="true"))


def indent_two_characters(paragraph: Any) -> None:
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), "420")


def new_numbering(file: Any) -> int:
    """A numbering that starts at 1 again: a copy of the one that the style "List Number" uses."""
    numbering = file.part.numbering_part.numbering_definitions._numbering
    used = file.styles["List Number"].element.pPr.numPr.numId.val
    source = next(n for n in numbering.num_lst if n.numId == used)
    made = numbering.add_num(source.abstractNumId.val)
    override = _element("lvlOverride", ilvl="0")
    override.append(_element("startOverride", val="1"))
    made.append(override)
    return int(made.numId)


def use_numbering(paragraph: Any, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number
