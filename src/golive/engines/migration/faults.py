"""Suspected faults of a column, each a predicate on the raw value `v` and its trimmed text `t`; and the forms by which a column is recognised."""

from __future__ import annotations

from dataclasses import dataclass

from golive.engines.migration.formats import BLANKS, DATE_STYLES, FORMATS

CJK = "[\\x{3400}-\\x{9FFF}]"
UNITS = "万元|亿元|千元|元|万|亿|公斤|千克|kg|KG|克|吨|米|m|个|件|箱|台|套|只|盒|支|%"
NULL_LIKE = ("null", "none", "nil", "nan", "n/a", "na", "#n/a", "-", "--", "/", "无", "空", "暂无", "未知", "待定", "?")


@dataclass(frozen=True)
class Fault:
    """How many values of a column look wrong in one way, and some of them."""

    code: str
    count: int
    examples: tuple[str, ...] = ()


NUMERIC = "(t < ':' AND t >= '+')"
"""Begins like a number: spares the regular expressions of numbers and dates for all other texts."""
PREDICATES = {
    "edge_blanks": "v <> t AND t IS NOT NULL",
    "inner_blanks": f"strlen(v) <> length(v) AND regexp_matches(v, '{CJK}{BLANKS}+{CJK}')",
    "full_width": "strlen(v) <> length(v) AND regexp_matches(v, '[\\x{FF10}-\\x{FF19}\\x{FF21}-\\x{FF3A}\\x{FF41}-\\x{FF5A}]')",
    "control_characters": "regexp_matches(v, '[\\x{0001}-\\x{0008}\\x{000E}-\\x{001F}\\x{200B}-\\x{200F}\\x{FEFF}]')",
    "broken_encoding": "contains(v, '\ufffd') OR contains(v, '锟斤拷') OR contains(v, 'Ã')",
    "spreadsheet_error": "starts_with(v, '#') AND regexp_matches(v, '^#(REF!|N/A|VALUE!|DIV/0!|NAME\\?|NUM!|NULL!)$')",
    "null_like": f"lower(t) IN ({', '.join(repr(word) for word in NULL_LIKE)})",
    "unit_in_number": f"{NUMERIC} AND regexp_matches(t, '^[+-]?[\\d,]+(\\.\\d+)?{BLANKS}*({UNITS})$')",
    "thousands_separator": "contains(t, ',') AND regexp_matches(t, '^[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?$')",
    "spreadsheet_date": "length(v) < 8 AND regexp_matches(v, '^(\\d{1,2}-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\\d{2})$')",
    "cut_number": "contains(v, '+') AND regexp_matches(v, '^\\d(\\.\\d+)?[eE]\\+\\d+$')",
}
"""Faults that a value shows by itself. `cut_number` is a long number that a spreadsheet wrote as 1.23E+17;
`spreadsheet_date` is a text such as 3-9 that it took for a date and wrote as 9-Mar."""

RECOGNISED = {
    "uscc": "length(t) = 18 AND regexp_matches(t, '^[0-9A-Z]{2}\\d{6}[0-9A-Z]{10}$') AND t NOT SIMILAR TO '\\d{17}X'",
    "phone_cn": FORMATS["phone_cn"],  # a foreign number is no fault in a column of foreign numbers
    "email": "contains(t, '@')",
}
"""When most values of a column look like this, the others in it are suspected: format -> predicate on `t`."""


def date_style_columns() -> dict[str, str]:
    """Date style -> predicate on `t`."""
    return {style: f"{NUMERIC} AND regexp_matches(t, '{pattern}')" for style, pattern in DATE_STYLES.items()}
