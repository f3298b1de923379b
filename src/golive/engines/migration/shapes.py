"""How values are written: 9 for a digit, A for a letter, 汉 for a Chinese character, every other sign itself.

A loose shape writes runs once ("A-9"), an exact one keeps their length ("AA-999").
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

HAN = "\\x{3400}-\\x{9FFF}"
LETTER = "A-Za-zÀ-ɏ"
_CLASSES = {"9": "[0-9]", "A": f"[{LETTER}]", "汉": f"[{HAN}]"}


_ASCII = string.ascii_letters + string.digits
_AS = "A" * len(string.ascii_letters) + "9" * len(string.digits)


def exact_sql(value: str) -> str:
    """The exact shape; the regular expressions are spared for ASCII texts, which are most."""
    ascii_shape = f"translate({value}, '{_ASCII}', '{_AS}')"
    other = f"regexp_replace(regexp_replace({ascii_shape}, '[{HAN}]', '汉', 'g'), '[{LETTER}]', 'A', 'g')"
    return f"CASE WHEN strlen({value}) = length({value}) THEN {ascii_shape} ELSE {other} END"


def loose_sql(shape: str) -> str:
    """The loose shape of an exact one."""
    return f"regexp_replace(regexp_replace(regexp_replace({shape}, 'A+', 'A', 'g'), '9+', '9', 'g'), '汉+', '汉', 'g')"


def regex_of(shapes: Sequence[str], exact: bool) -> str:
    """A regular expression that any of the shapes keeps; understood alike by RE2 (DuckDB) and Java (Spark)."""
    return "|".join(_one(shape, exact) for shape in shapes)


def _one(shape: str, exact: bool) -> str:
    parts = []
    for run in re.finditer(r"(.)\1*", shape, re.DOTALL):
        sign, length = run.group(1), len(run.group(0))
        if sign not in _CLASSES:
            parts.append(_escaped(sign) * length)
        elif not exact:
            parts.append((_CLASSES[sign] + "+") * length)
        else:
            parts.append(_CLASSES[sign] + (f"{{{length}}}" if length > 1 else ""))
    return "".join(parts)


def _escaped(sign: str) -> str:
    return "\\" + sign if sign in r"\.^$|?*+()[]{}" else sign


def usual(shapes: Sequence[tuple[str, int]], filled: int, most: int, coverage: float) -> tuple[str, ...]:
    """The shapes that make up nearly all values; empty if the values have no usual shape."""
    frequent = [(shape, count) for shape, count in shapes if count * 50 >= filled][:most]
    if not filled or sum(count for _, count in frequent) < coverage * filled:
        return ()
    return tuple(shape for shape, _ in frequent)
