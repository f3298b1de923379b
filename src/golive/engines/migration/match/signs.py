"""Making text comparable in SQL: half width, simplified signs, lower case, words that mean nothing as NULL; names of firms
without legal form and region.

`translate` costs much a row, so it is asked only where there is something to translate.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from golive.engines.migration.faults import NULL_LIKE
from golive.engines.migration.table import literal

LEGAL_FORMS = "股份有限责任公司|股份有限公司|有限责任公司|集团股份有限公司|集团有限公司|集团有限责任公司|有限公司|股份公司|集团公司|公司"
WESTERN_FORMS = "co ?ltd|company limited|limited|ltd|incorporated|inc|llc|gmbh|corp|corporation|company|sa|bv|plc"
NO_SIGNS = "[\\s\\p{P}\\p{S}]+"


@cache
def _lines(name: str) -> str:
    text = (Path(__file__).parent / name).read_text("utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


@cache
def traditional() -> tuple[str, str]:
    """All traditional signs, and in the same order the simplified ones."""
    pairs = _lines("traditional.txt").split()
    return "".join(pair[0] for pair in pairs), "".join(pair[1] for pair in pairs)


@cache
def regions() -> str:
    """Provinces and cities as a regular expression, the longest first (内蒙古 before 内)."""
    return "|".join(sorted(_lines("regions.txt").split(), key=lambda name: (-len(name), name)))


def comparable(value: str) -> str:
    """Trimmed, half width, simplified, lower case; NULL for blank and for words such as "无"."""
    old, new = traditional()
    half = f"CASE WHEN regexp_matches({value}, '[\\x{{3000}}\\x{{FF01}}-\\x{{FF5E}}]') THEN gl_half({value}) ELSE {value} END"
    words = ", ".join(literal(word) for word in NULL_LIKE)
    return (
        f"(SELECT CASE WHEN s IS NULL OR s IN ({words}) THEN NULL"
        f" WHEN regexp_matches(s, '[{old}]') THEN translate(s, '{old}', '{new}') ELSE s END"
        f" FROM (SELECT lower(gl_text({half})) AS s))"
    )


def plain(value: str) -> str:
    """Without blanks, punctuation and symbols."""
    return f"nullif(regexp_replace({value}, '{NO_SIGNS}', '', 'g'), '')"


def firm(value: str) -> str:
    """A name of a firm without legal form, blanks and punctuation. A name that is nothing but a legal form is blank."""
    western = f"regexp_replace(regexp_replace({value}, '[.,]', '', 'g'), '\\b({WESTERN_FORMS})\\b *$', '')"
    return f"nullif(regexp_replace({plain(western)}, '({LEGAL_FORMS})$', ''), '')"


def region(name: str) -> str:
    """The place that a firm's name (see `firm`) begins or ends with; the narrowest one of a beginning."""
    before = f"regexp_extract({name}, '^(?:中国)?(?:(?:{regions()})[省市]?)?({regions()})[省市]?', 1)"
    after = f"regexp_extract({name}, '({regions()})$', 1)"
    return f"coalesce(nullif({before}, ''), nullif({after}, ''))"


def core(name: str) -> str:
    """A firm's name without the places at its beginning and end; the whole name if less than two signs would stay."""
    bare = f"regexp_replace(regexp_replace({name}, '^(中国)?(({regions()})[省市]?){{1,2}}', ''), '({regions()})$', '')"
    return f"CASE WHEN length({bare}) >= 2 THEN {bare} ELSE {name} END"
