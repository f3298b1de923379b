"""An address divided into province, city, district and the rest, as people write it: with or without 省, 市 and 区,
with the province left out, or the city (郑州市中原区, 江苏苏州吴江区, 北京海淀区).

Names are read from the left, the longest first; each level must lie within the one before. Where an address names no
province, the city decides; where it names no city either, a district decides if there is only one of its name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_LEVELS = (2, 4, 6)
_TAILS = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "新区", "矿区", "省",
    "市", "盟", "县", "区", "旗", "州",
)  # fmt: skip
_NO_CITY = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


@dataclass(frozen=True)
class Region:
    """`code` is that of the smallest division found (GB/T 2260; "" if none). A municipality is its own city."""

    code: str
    province: str
    city: str
    district: str
    rest: str


@cache
def divisions() -> dict[str, str]:
    """Code (2, 4 or 6 digits) -> name."""
    text = (files("golive.engines.migration.china") / "divisions.csv").read_text("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


@cache
def _by_name() -> dict[str, list[str]]:
    """Every full and short name -> the codes that bear it."""
    found: dict[str, list[str]] = {}
    for code, name in divisions().items():
        for each in {name, _short(name)}:
            if len(each) > 1 and name not in _NO_CITY:
                found.setdefault(each, []).append(code)
    return found


def _short(name: str) -> str:
    return next((name[: -len(tail)] for tail in _TAILS if name.endswith(tail) and len(name) - len(tail) >= 2), name)


def split_address(text: str) -> Region:
    """The divisions that an address begins with. What fits none of them is the rest; nothing is guessed."""
    rest = text.strip()
    code = ""
    for _ in _LEVELS:
        step = _next(rest, code)
        if step is None:
            break
        code, rest = step
        rest = rest.lstrip(" 　,，-")
        if len(code) == 6:
            break
    names = divisions()
    province = names.get(code[:2], "")
    city = names.get(code[:4], "") if len(code) >= 4 else ""
    if city in _NO_CITY:
        city = province if province.endswith("市") else ""
    elif not city and province.endswith("市") and len(code) == 2:
        city = province
    return Region(code, province, city, names.get(code, "") if len(code) == 6 else "", rest)


def _next(text: str, within: str) -> tuple[str, str] | None:
    """(code, what follows) of the longest name at the beginning that lies within a division and is the only one so named."""
    for length in range(min(len(text), 15), 1, -1):
        codes = [code for code in _by_name().get(text[:length], ()) if _inside(code, within)]
        if not codes:
            continue
        best = min(codes, key=len)  # 吉林 is a province before it is a city
        if sum(len(code) == len(best) for code in codes) == 1:
            return best, text[length:]
    # 北京市北京市海淀区: a municipality is written once more as its own city.
    name = divisions().get(within, "")
    if len(within) == 2 and name.endswith("市") and text.startswith(name):
        return _next(text[len(name) :], within) or (within, text[len(name) :])
    return None


def _inside(code: str, within: str) -> bool:
    return len(code) > len(within) and code.startswith(within)


def unknown_regions(addresses: Iterator[str]) -> Iterator[str]:
    """Addresses that begin with no division that is known."""
    return (address for address in addresses if not split_address(address).code)
