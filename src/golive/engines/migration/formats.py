"""What text in a legacy table may mean, as DuckDB macros: numbers, dates, and the forms that China's registers use.

The macros take text and answer NULL for what they cannot read; they never raise. Rules, profile and cleaning share
them, so that a value which the profile calls a date is a date to a rule as well.

Sources: GB 32100-2015 (unified social credit code, check digit modulo 31), GB 11643-1999 (citizen number, modulo 11),
ISO/IEC 7812-1 (bank cards, Luhn).
"""

from __future__ import annotations

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
_ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
_FULL = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
_HALF = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + " "

BLANKS = "[\\s\\x{00A0}\\x{3000}\\x{FEFF}\\x{200B}]"
DATE_STYLES = {
    "iso": r"^\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:.*)?$",
    "slash": r"^\d{4}/\d{1,2}/\d{1,2}( \d{1,2}:.*)?$",
    "dot": r"^\d{4}\.\d{1,2}\.\d{1,2}$",
    "chinese": r"^\d{4}年\d{1,2}月\d{1,2}日?$",
    "compact": r"^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$",
    "day_last_year": r"^\d{1,2}/\d{1,2}/\d{4}( \d{1,2}:.*)?$",
    "two_digit_year": r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$",
}
"""How dates are written. `day_last_year` may be day/month or month/day and `two_digit_year` may be any order of any
century, so they are read as nothing."""

FORMATS = {
    "uscc": "gl_uscc(t)",
    "citizen_id": "gl_citizen_id(t)",
    "bank_card": "gl_bank_card(t)",
    "mobile_cn": "regexp_matches(t, '^(\\+?86[- ]?)?1[3-9]\\d{9}$')",
    "phone_cn": (
        "regexp_matches(t, '^(\\+?86[- ]?)?1[3-9]\\d{9}$|^(\\+?86[- ]?)?(\\(?0\\d{2,3}\\)?[- ]?)?[2-9]\\d{6,7}"
        "([- ]\\d{1,6})?$|^400[- ]?\\d{3}[- ]?\\d{4}$')"
    ),
    "postcode_cn": "regexp_matches(t, '^[0-8]\\d{5}$')",
    "email": "regexp_matches(t, '^[^@\\s]+@[^@\\s]+\\.[^@\\s]{2,}$')",
}
"""Named formats as predicates on `t`, the trimmed text of a value (NULL if blank)."""


def macros() -> list[str]:
    """The CREATE MACRO statements."""
    return [
        # Most texts begin and end with a visible sign of ASCII: that is asked first, because it is quick to answer.
        "CREATE MACRO gl_trim(v) AS CASE WHEN v >= '!' AND v <= '~' AND right(v, 1) BETWEEN '!' AND '~' THEN v"
        f" WHEN regexp_matches(v, '^{BLANKS}|{BLANKS}$') THEN regexp_replace(v, '^{BLANKS}+|{BLANKS}+$', '', 'g') ELSE v END",
        f"CREATE MACRO gl_half(v) AS translate(v, '{_sql(_FULL)}', '{_sql(_HALF)}')",
        # Blank is what people mean by empty: NULL, or nothing but white space.
        "CREATE MACRO gl_text(v) AS nullif(gl_trim(v), '')",
        # gl_number_of and gl_date_of read a text that is trimmed already.
        "CREATE MACRO gl_number_of(t) AS CASE WHEN regexp_matches(t, "
        r"'^[+-]?(\d+|\d{1,3}([,，]\d{3})+)?(\.\d+)?$') "
        "THEN try_cast(CASE WHEN contains(t, ',') OR contains(t, '，') THEN replace(replace(t, ',', ''), '，', '') "
        "ELSE t END AS DECIMAL(38, 9)) END",
        "CREATE MACRO gl_number(v) AS gl_number_of(gl_trim(v))",
        r"CREATE MACRO gl_date_of(t) AS CASE WHEN regexp_matches(t, '^\d{4}-\d{2}-\d{2}$') THEN try_cast(t AS DATE) "
        "WHEN t < ':' THEN coalesce(try_cast(try_strptime(CASE WHEN "
        f"regexp_matches(t, '{DATE_STYLES['compact']}') THEN t END, '%Y%m%d') AS DATE), "
        f"try_cast(CASE WHEN regexp_matches(t, '{_readable()}') THEN "
        "regexp_replace(regexp_replace(t, '[ T日].*$', ''), '[年月/.]', '-', 'g') END AS DATE)) END",
        "CREATE MACRO gl_date(v) AS gl_date_of(gl_trim(v))",
        f"CREATE MACRO gl_uscc(v) AS regexp_matches(v, '^[{_USCC}]{{18}}$') AND "
        f"(31 - {_weighted('v', 17, _USCC_WEIGHTS, _USCC)} % 31) % 31 = strpos('{_USCC}', substr(v, 18, 1)) - 1",
        r"CREATE MACRO gl_citizen_id(v) AS regexp_matches(v, '^\d{17}[\dXx]$') AND "
        f"substr('10X98765432', {_weighted('v', 17, _ID_WEIGHTS, '0123456789')}::INT % 11 + 1, 1) = "
        "upper(substr(v, 18, 1))",
        r"CREATE MACRO gl_bank_card(v) AS regexp_matches(replace(v, ' ', ''), '^[1-9]\d{14,18}$') AND "
        "list_sum(list_transform(range(1, length(replace(v, ' ', '')) + 1), lambda i: "
        "CASE WHEN (length(replace(v, ' ', '')) - i) % 2 = 0 THEN try_cast(substr(replace(v, ' ', ''), i, 1) AS INT) "
        "ELSE (try_cast(substr(replace(v, ' ', ''), i, 1) AS INT) * 2) // 10 "
        "+ (try_cast(substr(replace(v, ' ', ''), i, 1) AS INT) * 2) % 10 END)) % 10 = 0",
    ]


def _readable() -> str:
    return "|".join(DATE_STYLES[style] for style in ("iso", "slash", "dot", "chinese"))


def _weighted(value: str, digits: int, weights: list[int], alphabet: str) -> str:
    places = f"list_transform(range(1, {digits + 1}), lambda i: (strpos('{alphabet}', substr({value}, i, 1)) - 1)"
    return f"list_sum({places} * list_extract({weights}, i)))"


def _sql(text: str) -> str:
    return text.replace("'", "''")
