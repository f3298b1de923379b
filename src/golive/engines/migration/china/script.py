"""Traditional characters among simplified ones, told without a table of our own: the two national standards differ.

A sign that Big5 counts among its common ones (level 1, lead bytes A4 to C6) and GB 2312 does not know at all is one that
mainland texts write otherwise: 廠 for 厂. What both know (中) or only GB 2312 knows (厂) says nothing.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=20_000)
def _traditional(sign: str) -> bool:
    try:
        lead = sign.encode("big5")[0]
    except UnicodeEncodeError:
        return False
    if not 0xA4 <= lead <= 0xC6:
        return False
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def has_traditional(text: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" and _traditional(sign) for sign in text)
