"""What the profile of a column says, in the reader's words: the engine answers in codes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.said import odd_sentence

KINDS = {
    "empty": _("nothing in it"),
    "integer": _("whole numbers"),
    "decimal": _("numbers"),
    "date": _("dates"),
    "boolean": _("yes or no"),
    "text": _("any text"),
}
FORMATS = {"uscc": _("unified social credit code"), "phone_cn": _("telephone number"), "email": _("e-mail address")}
FAULTS = {
    "edge_blanks": _("blanks at the ends"),
    "inner_blanks": _("blanks between Chinese characters"),
    "full_width": _("full-width letters or digits"),
    "control_characters": _("invisible characters"),
    "broken_encoding": _("broken characters"),
    "spreadsheet_error": _("error of a spreadsheet"),
    "null_like": _("words that mean nothing"),
    "unit_in_number": _("numbers with a unit"),
    "thousands_separator": _("numbers with thousands separators"),
    "cut_number": _("long numbers cut by a spreadsheet"),
    "not_of_type": _("values of another type"),
    "no_such_date": _("dates that do not exist"),
    "date_as_number": _("dates as spreadsheet numbers"),
    "mixed_date_styles": _("dates in several styles"),
    "written_differently": _("the same written differently"),
    "not_uscc": _("not a unified social credit code"),
    "not_phone_cn": _("not a telephone number"),
    "not_email": _("not an e-mail address"),
}


def column_in_words(column: dict[str, Any]) -> dict[str, Any]:
    """`column` as the profile kept it, with its codes in words and the number of cells that hold something."""
    faults = [{**fault, "words": FAULTS.get(fault["code"], fault["code"])} for fault in column.get("faults", [])]
    return {
        **column,
        "empty": column["nulls"] + column["blanks"],
        "holds": FORMATS.get(column.get("format", "")) or KINDS.get(column["type"], column["type"]),
        "filled": column["rows"] - column["nulls"] - column["blanks"],
        "faults": faults,
    }


def oddity(found: dict[str, Any]) -> dict[str, Any]:
    """Something odd in a source, in words, with where it is."""
    words = odd_sentence(found["code"])
    facts = {"table": found.get("table", ""), "line": found.get("line", 0), "said": "", **found.get("params", {})}
    try:
        text = str(words) % facts if words else found["code"]
    except KeyError:
        text = found["code"]
    return {"table": found.get("table", ""), "text": text}


def figure_in_words(asked: dict[str, str]) -> str:
    """Which rows are shown: what was asked for, in the reader's words."""
    if asked["rule"]:
        return str(_("rows that break the rule %(rule)s")) % {"rule": asked["rule"]}
    if asked["q"]:
        return str(_("rows with “%(text)s”")) % {"text": asked["q"]}
    if not asked["column"]:
        return ""
    what, _colon, code = asked["what"].partition(":")
    said = {
        "blank": _("blank"),
        "filled": _("filled"),
        "value": f"= {asked['value']}",
        "pattern": asked["value"],
        "fault": FAULTS.get(code, code),
    }.get(what, "")
    return f"{asked['column']}：{said}"
