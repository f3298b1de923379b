"""What the profile of a column says, in the reader's words: the engine answers in codes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

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
        "holds": FORMATS.get(column.get("format", "")) or KINDS.get(column["type"], column["type"]),
        "filled": column["rows"] - column["nulls"] - column["blanks"],
        "faults": faults,
    }
