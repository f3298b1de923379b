"""How a kind of column is compared: the parts that are made of a value, and the levels of agreement, best first.

A part is SQL over the comparable value «b» (see `signs.comparable`), the raw value «v», and parts made before it. A
level's test is built with Splink's creators, which write it for DuckDB and for Spark alike. DuckDB measures likeness by
bytes, of which a Chinese character has three; so does Spark, which is given bytes for letters (spark.py).
`m` and `u` are first guesses of how often true duplicates, and any two records, agree so; what the table teaches
replaces them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import splink.comparison_level_library as levels
from splink.internals.comparison_level_creator import ComparisonLevelCreator
from splink.internals.dialects import SplinkDialect

from golive.engines.migration.match import signs

_CJK = "[\\x{3400}-\\x{9FFF}]"


class Alike(ComparisonLevelCreator):
    """Jaro-Winkler, alike in both engines: the one in Spark's jar weighs the common beginning of long texts less, so there
    it is made of Jaro (Winkler 1990: a tenth of what is missing for each of up to four common letters, from 0.7 on)."""

    def __init__(self, column: str, least: float) -> None:
        self.column, self.least = column, least

    def create_sql(self, sql_dialect: SplinkDialect) -> str:
        left, right = f"{self.column}_l", f"{self.column}_r"
        if sql_dialect.sql_dialect_str != "spark":
            return f"{sql_dialect.jaro_winkler_function_name}({left}, {right}) >= {self.least}"
        jaro = f"jaro_sim({left}, {right})"
        begun = " ".join(f"WHEN left({left}, {n}) = left({right}, {n}) THEN {n}" for n in (4, 3, 2, 1))
        boosted = f"{jaro} + 0.1 * (CASE {begun} ELSE 0 END) * (1 - {jaro})"
        return f"(CASE WHEN {jaro} > 0.7 THEN {boosted} ELSE {jaro} END) >= {self.least}"

    def create_label_for_charts(self) -> str:
        return f"Jaro-Winkler likeness >= {self.least}"


class SharedWords(ComparisonLevelCreator):
    """Splink's creators know no share of common words, so this one writes it for each of the engines."""

    SIZE: ClassVar = {"duckdb": ("len", "list_intersect"), "spark": ("size", "array_intersect")}

    def __init__(self, column: str, least: float) -> None:
        self.column, self.least = column, least

    def create_sql(self, sql_dialect: SplinkDialect) -> str:
        size, intersect = self.SIZE[sql_dialect.sql_dialect_str]
        left, right = f"{self.column}_l", f"{self.column}_r"
        both = f"{size}({intersect}({left}, {right}))"
        return f"{both} >= {self.least} * ({size}({left}) + {size}({right}) - {both})"

    def create_label_for_charts(self) -> str:
        return f"share of common words >= {self.least}"


@dataclass(frozen=True)
class Level:
    """`test(part)` gives Splink's creator; `part` turns the name of a part into that of its column. `frequent`: the part
    whose frequent values count less (two 王伟 are less surely one than two 欧阳锋)."""

    code: str
    zh: str
    en: str
    m: float
    u: float
    test: Callable[[Callable[[str], str]], Any]
    frequent: str = ""


@dataclass(frozen=True)
class Kind:
    """`main` is the part without which nothing can be said. `identifying`: two records that agree in it (or in `gist`, where
    texts are seldom equal to the letter) and in another such column are taken for one when the number of duplicates is
    guessed at first. A gist must be a level of its own: so Splink knows what a block of it cannot teach."""

    parts: Mapping[str, str]
    main: str
    levels: tuple[Level, ...]
    identifying: bool = True
    gist: str = ""

    @property
    def telling(self) -> str:
        return self.gist or self.main


def exact(part: str, m: float, u: float, zh: str = "完全相同", en: str = "equal") -> Level:
    return Level(part, zh, en, m, u, lambda c: levels.ExactMatchLevel(c(part)), part)


def alike(part: str, least: float, m: float, u: float, zh: str = "很相似", en: str = "very much alike") -> Level:
    return Level(f"{part}_alike_{least}", zh, en, m, u, lambda c: Alike(c(part), least))


def slip(part: str, most: int, m: float, u: float, zh: str, en: str) -> Level:
    return Level(f"{part}_slip_{most}", zh, en, m, u, lambda c: levels.DamerauLevenshteinLevel(c(part), most))


def _other(m: float, u: float = 0.99) -> Level:
    return Level("other", "不同", "different", m, u, lambda c: levels.ElseLevel())


def _same_but(part: str, other: str, m: float, u: float, zh: str, en: str) -> Level:
    def test(c: Callable[[str], str]) -> Any:
        return levels.And(
            levels.ExactMatchLevel(c(part)),
            levels.Not(levels.NullLevel(c(other))),
            levels.Not(levels.ExactMatchLevel(c(other))),
        )

    return Level(f"{part}_not_{other}", zh, en, m, u, test)


def _alike_not_elsewhere(least: float, m: float, u: float) -> Level:
    def test(c: Callable[[str], str]) -> Any:
        same_place = levels.Or(levels.ExactMatchLevel(c("region")), levels.NullLevel(c("region")))
        return levels.And(Alike(c("core"), least), same_place)

    return Level("core_alike", "主名很相似，地区不冲突", "main name very much alike, no other place", m, u, test)


def _crossed(m: float, u: float) -> Level:
    def test(c: Callable[[str], str]) -> Any:
        return levels.ColumnsReversedLevel(c("first"), c("last"), symmetrical=True)

    return Level("crossed", "姓与名互换", "first and last name changed places", m, u, test)


def _within(part: str, years: int, m: float, u: float, zh: str, en: str) -> Level:
    return Level(f"within_{years}", zh, en, m, u, lambda c: levels.AbsoluteDifferenceLevel(c(part), years))


def _shared(least: float, m: float, u: float, zh: str, en: str) -> Level:
    """Words in both, as a share of the words in either."""
    return Level(f"words_{least}", zh, en, m, u, lambda c: SharedWords(c("words"), least))


def _longest(words: int) -> str:
    """The longest words, in the order of the alphabet: they are seldom the same by chance."""
    return f"nullif(array_to_string(list_sort(list_sort(list_transform(«words», lambda w: lpad(length(w)::VARCHAR, 3, '0') || w), 'DESC')[1:{words}]), ' '), '')"


_PLAIN = signs.plain("«b»")


def _chinese(value: str) -> str:
    return f"regexp_matches({value}, '{_CJK}')"


_DIGITS = (
    "regexp_replace(regexp_replace(regexp_replace(«b», '(转|ext\\.?|分机|#|x)\\s*\\d+\\s*$', ''), '\\D', '', 'g'),"
    " '^(0086|86)(1[3-9]\\d{9}|0?[1-9]\\d{8,10})$', '\\2')"
)
_ADDRESS = f"regexp_replace({_PLAIN}, '^(中国)?(({signs.regions()})[省市]?){{1,2}}', '')"

KINDS: dict[str, Kind] = {
    "company": Kind(
        {
            "plain": signs.firm("«b»"),
            "region": signs.region("«plain»"),
            "core": signs.core("«plain»"),
            "name": "«core» || coalesce('·' || «region», '')",
            "start": f"CASE WHEN {_chinese('«core»')} THEN left(«core», 3) ELSE left(«core», 6) END",
            "end": f"CASE WHEN {_chinese('«core»')} THEN right(«core», 3) ELSE right(«core», 6) END",
        },
        "name",
        (
            exact("name", 0.5, 0.0002, "名称相同（不计法律形式与写法）", "same name (legal form and writing aside)"),
            _same_but("core", "region", 0.04, 0.0005, "主名相同，地区不同", "same main name, another place"),
            exact("core", 0.2, 0.0002, "主名相同，一方未写地区", "same main name, one without the place"),
            _alike_not_elsewhere(0.89, 0.12, 0.001),
            alike("core", 0.82, 0.08, 0.005, "主名相似", "main names alike"),
            _other(0.06),
        ),
    ),
    "person": Kind(
        {
            "full": f"nullif(regexp_replace(«b», '{signs.NO_SIGNS}', ' ', 'g'), '')",
            "first": (
                f"CASE WHEN {_chinese('«full»')} THEN nullif(substr(replace(«full», ' ', ''), 2), '')"
                " ELSE split_part(trim(«full»), ' ', 1) END"
            ),
            "last": (
                f"CASE WHEN {_chinese('«full»')} THEN left(«full», 1)"
                " ELSE nullif(regexp_extract(trim(«full»), ' (\\S+)$', 1), '') END"
            ),
            "start": "left(replace(«full», ' ', ''), 3)",
            "end": "right(replace(«full», ' ', ''), 4)",
        },
        "full",
        (
            exact("full", 0.6, 0.0005, "姓名相同", "same name"),
            _crossed(0.02, 0.0001),
            alike("full", 0.92, 0.15, 0.002),
            exact("last", 0.1, 0.02, "姓相同", "same last name"),
            exact("first", 0.05, 0.01, "名相同", "same first name"),
            alike("full", 0.8, 0.04, 0.01, "相似", "alike"),
            _other(0.04),
        ),
    ),
    "tax_number": Kind(
        {
            "plain": "nullif(regexp_replace(upper(«b»), '[^0-9A-Z]', '', 'g'), '')",
            # GB 32100: places 9 to 17 are the organisation code; the old tax numbers (15 digits) ended with it.
            "org": "CASE length(«plain») WHEN 18 THEN substr(«plain», 9, 9) WHEN 15 THEN right(«plain», 9) ELSE «plain» END",
        },
        "plain",
        (
            exact("plain", 0.85, 0.0001, "号码相同", "same number"),
            exact("org", 0.05, 0.0001, "组织机构代码相同", "same organisation code"),
            slip("plain", 2, 0.05, 0.0005, "差一两位", "one or two digits off"),
            _other(0.05),
        ),
    ),
    "phone": Kind(
        {"number": f"nullif(ltrim({_DIGITS}, '0'), '')", "end": "right(«number», 7)"},
        "number",
        (
            exact("number", 0.7, 0.0005, "号码相同", "same number"),
            exact("end", 0.1, 0.0005, "末七位相同", "same last seven digits"),
            slip("number", 1, 0.05, 0.001, "差一位", "one digit off"),
            _other(0.15),
        ),
    ),
    "email": Kind(
        {"whole": "replace(«b», ' ', '')", "name": "split_part(«whole», '@', 1)"},
        "whole",
        (
            exact("whole", 0.7, 0.0005, "相同", "equal"),
            exact("name", 0.1, 0.002, "@ 之前相同", "same before the @"),
            alike("whole", 0.92, 0.05, 0.002),
            _other(0.15),
        ),
    ),
    "address": Kind(
        {
            "plain": f"coalesce(nullif({_ADDRESS}, ''), {_PLAIN})",
            "numbers": "nullif(regexp_replace(regexp_replace(«plain», '\\D+', ' ', 'g'), '^ | $', '', 'g'), '')",
            "start": "left(«plain», 5)",
        },
        "plain",
        (
            exact("plain", 0.4, 0.0005, "地址相同", "same address"),
            alike("plain", 0.93, 0.2, 0.002),
            alike("plain", 0.85, 0.15, 0.01, "相似", "alike"),
            _other(0.25),
        ),
    ),
    "date": Kind(
        {
            "iso": "coalesce(strftime(gl_date(«v»), '%Y-%m-%d'), «b»)",
            "year": "try_cast(left(«iso», 4) AS INTEGER)",
            "day": "nullif(substr(«iso», 6), '')",
        },
        "iso",
        (
            exact("iso", 0.75, 0.001, "同一天", "same day"),
            slip("iso", 1, 0.1, 0.01, "差一个数字", "one digit off"),
            _within("year", 1, 0.05, 0.1, "相差不到两年", "less than two years apart"),
            _within("year", 10, 0.05, 0.4, "相差十年以内", "within ten years"),
            _other(0.05, 0.49),
        ),
    ),
    "code": Kind(
        {"plain": "nullif(regexp_replace(upper(«b»), '[^0-9A-Z]', '', 'g'), '')", "start": "left(«plain», greatest(3, length(«plain») - 3))"},
        "plain",
        (
            exact("plain", 0.7, 0.001),
            slip("plain", 1, 0.08, 0.002, "差一位", "one character off"),
            slip("plain", 2, 0.05, 0.0005, "差两位", "two characters off"),
            exact("start", 0.05, 0.01, "开头相同", "same beginning"),
            _other(0.12),
        ),
    ),
    "text": Kind(
        {"plain": _PLAIN, "start": "left(«plain», 4)"},
        "plain",
        (exact("plain", 0.65, 0.01), alike("plain", 0.92, 0.1, 0.01), alike("plain", 0.8, 0.1, 0.02, "相似", "alike"), _other(0.15)),
        identifying=False,
    ),
    # Titles, names of goods, descriptions: words in any order, some of them missing. A Chinese sign counts as a word.
    "words": Kind(
        {
            "plain": _PLAIN,
            "words": f"list_distinct(regexp_extract_all(«b», '[a-zà-ÿ]+|[0-9]+|{_CJK}'))",
            "model": "nullif(regexp_extract(replace(«b», '-', ''), '\\b([a-z]+[0-9][a-z0-9]{2,}|[0-9]+[a-z][a-z0-9]{2,})\\b', 1), '')",
            "start": f"nullif(array_to_string(regexp_extract_all(«b», '[a-zà-ÿ0-9]+|{_CJK}')[1:2], ' '), '')",
            "longest": _longest(2),
            "longer": _longest(1),
        },
        "plain",
        (
            exact("plain", 0.5, 0.0002),
            exact("model", 0.1, 0.0005, "型号相同", "same model number"),
            _shared(0.7, 0.2, 0.0005, "多数词相同", "most words the same"),
            _shared(0.45, 0.12, 0.001, "约一半词相同", "about half of the words the same"),
            exact("longest", 0.03, 0.001, "最长的两个词相同", "the two longest words the same"),
            _shared(0.25, 0.06, 0.01, "少数词相同", "some words the same"),
            _other(0.05),
        ),
        gist="longest",
    ),
    "choice": Kind({"plain": _PLAIN}, "plain", (exact("plain", 0.9, 0.2), _other(0.1, 0.8)), identifying=False),
    "exact": Kind({"whole": "gl_text(«v»)"}, "whole", (exact("whole", 0.9, 0.001), _other(0.1))),
    "digits": Kind({"number": "nullif(regexp_replace(«b», '\\D', '', 'g'), '')"}, "number", (exact("number", 0.85, 0.001), _other(0.15))),
}  # fmt: skip
