"""Rules that a profile suggests. A person accepts them: each says in its message what was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from golive.engines.migration.dependencies import Dependency
from golive.engines.migration.faults import NULL_LIKE
from golive.engines.migration.profile import ColumnProfile, TableProfile
from golive.engines.migration.rules import Rule, RuleSet, Severity
from golive.engines.migration.shapes import regex_of, usual

_A = {"integer": "a whole number", "decimal": "a number", "date": "a date"}
_MOSTLY = 0.98
_RARE = 0.05  # what nearly all values of a column are not, is suspected
_ENOUGH = 100  # filled values from which on a shape is usual
_FREE_OF: dict[str, tuple[Severity, str, str]] = {
    "broken_encoding": ("error", "有乱码", "has broken characters"),
    "spreadsheet_error": ("error", "有表格软件的错误值", "has errors of a spreadsheet"),
    "cut_number": ("error", "有被表格软件截断的长数字", "has long numbers cut by a spreadsheet"),
    "spreadsheet_date": ("warning", "有被表格软件改成日期的文字", "has texts that a spreadsheet took for dates"),
    "control_characters": ("warning", "有看不见的字符", "has invisible characters"),
    "edge_blanks": ("warning", "首尾有空格", "has blanks at the ends"),
    "inner_blanks": ("warning", "汉字之间有空格", "has blanks between Chinese characters"),
    "full_width": ("warning", "有全角字母或数字", "has full-width letters or digits"),
    "null_like": ("warning", "用文字表示空值", "has words that mean nothing"),
}
_CODE = re.compile(r"编码|编号|代码|单号|料号|工号|code|number|(^|_|\b)(no|id|nr)$", re.IGNORECASE)
_NEARLY_DISTINCT = 0.95
_UNAMBIGUOUS = ("iso", "slash", "dot", "chinese", "compact")


class _Suggestion(NamedTuple):
    kind: str
    parameters: dict[str, Any]
    zh: str
    en: str
    severity: Severity = "error"
    name: str = ""  # beside the kind, where a column may get several of a kind


def suggest(profile: TableProfile) -> RuleSet:
    """Rules that nearly all rows already keep, so that what breaks them is likely wrong."""
    rules = []
    for column in profile.columns:
        for each in _of_column(column):
            name = f"{profile.table}.{column.name}.{each.name or each.kind}"
            message = {"zh": f"{column.name} {each.zh}", "en": f"{column.name} {each.en}"}
            rules.append(Rule(name, each.kind, (column.name,), each.parameters, each.severity, "", message))
    if profile.candidate_keys:
        key = profile.candidate_keys[0]
        message = {"zh": f"{'、'.join(key)} 应当唯一", "en": f"{', '.join(key)} should be unique"}
        rules.append(Rule(f"{profile.table}.key", "uniqueness", key, {"nulls": "violate"}, "error", "", message))
    rules += [_of_dependency(profile.table, each) for each in profile.dependencies]
    for first, second, count in profile.merged:
        message = {
            "zh": f"{first} 末尾似乎带着 {second} 的值（{count} 行），而 {second} 为空",
            "en": f"{first} seems to end with what belongs into {second} ({count} rows), which is blank",
        }
        name = f"{profile.table}.{first}.{second}.merged"
        rules.append(Rule(name, "merged", (first, second), {}, "warning", "", message))
    return RuleSet(profile.table, tuple(rules))


def _of_column(column: ColumnProfile) -> Iterator[_Suggestion]:
    filled = column.filled
    if not filled:
        return
    if filled / column.rows >= _MOSTLY:
        yield _Suggestion("completeness", {}, "不能为空", "must be filled")
    if _repeats_by_mistake(column):
        count = filled - column.distinct
        zh, en = f"几乎不重复，只有 {count} 行例外", f"hardly ever repeats: {count} rows do"
        yield _Suggestion("uniqueness", {"nulls": "ignore"}, zh, en, "warning")
    if column.type in ("integer", "decimal", "date"):
        yield _Suggestion("type", {"type": column.type}, "的类型不对", f"is not {_A[column.type]}")
    if column.format:
        yield _Suggestion("format", {"format": column.format}, "格式不对", "has a wrong format", "warning")
    yield from _of_writing(column)
    yield from _of_numbers(column)
    if column.type in ("text", "boolean"):
        yield from _of_words(column)
    for fault in column.faults:
        # Where most values end with blanks, the source pads them; trimming does that for all.
        if fault.code in _FREE_OF and (fault.code != "edge_blanks" or fault.count * 2 < filled):
            severity, zh, en = _FREE_OF[fault.code]
            yield _Suggestion("free_of", {"fault": fault.code}, zh, en, severity, f"free_of.{fault.code}")


def _repeats_by_mistake(column: ColumnProfile) -> bool:
    """A number of the record, by its name, that a few records share."""
    if column.type in ("decimal", "date") or column.filled < _ENOUGH or not _CODE.search(column.name):
        return False
    return _NEARLY_DISTINCT * column.filled <= column.distinct < column.filled


def _of_writing(column: ColumnProfile) -> Iterator[_Suggestion]:
    """Dates of another style; values of another shape than nearly all."""
    styles = dict(column.date_styles)
    if styles and sum(styles.values()) >= 0.9 * column.filled and set(styles) != {"compact"}:
        known = [style for style in _UNAMBIGUOUS if style in styles]
        style = max(known, key=lambda style: styles[style]) if known else "iso"
        if styles.get(style, 0) * 4 < column.filled and set(styles) != {"day_last_year"}:
            style = "iso"  # most are written in a way that may mean two days
        if set(styles) not in ({style}, {"day_last_year"}):
            yield _Suggestion(
                "date_style", {"style": style}, "日期写法不一致", "is written in another date style", "warning"
            )
        return
    if column.type in ("decimal", "empty") or column.filled < _ENOUGH:
        return
    exact = usual(column.shapes, column.filled, 3, 1 - _RARE)
    if len({re.sub(r"(.)\1+", r"\1", shape) for shape in exact}) < len(exact):
        exact = ()  # several lengths of one shape: the length says nothing
    shapes = exact if exact or column.type == "integer" else usual(column.patterns, column.filled, 6, 1 - _RARE)
    telling = any("9" in shape for shape in shapes) or column.distinct <= 50
    if shapes and telling and not all(set(shape) <= {"A", " ", "汉"} for shape in shapes):
        parameters = {"pattern": regex_of(shapes, bool(exact))}
        shown = "、".join(shapes)
        yield _Suggestion(
            "pattern", parameters, f"写法不同于常见的 {shown}", f"is not written as usual: {shown}", "warning"
        )


def _of_numbers(column: ColumnProfile) -> Iterator[_Suggestion]:
    if column.type in ("integer", "decimal") and column.minimum is not None and not column.minimum.startswith("-"):
        yield _Suggestion("range", {"min": 0}, "不应为负数", "should not be negative")
    if column.limits and 0 < column.outliers <= 0.005 * column.filled and column.distinct * 2 < column.filled:
        low, high = (float(limit) for limit in column.limits)
        zh, en = f"远离常见范围 {low:g} 到 {high:g}", f"lies far outside {low:g} to {high:g}"
        yield _Suggestion("range", {"min": low, "max": high}, zh, en, "warning", "outlier")
    if len(column.units) > 1:
        total = sum(count for _, count in column.units)
        best, count = column.units[0]
        # Units that are mixed have no usual one: then the plain number is what all should become.
        unit = best if count * 3 >= total * 2 else ""
        shown = unit or "（无单位）"
        if len(column.units) < 40:
            yield _Suggestion(
                "unit",
                {"unit": unit},
                f"单位不统一，应为 {shown}",
                f"has mixed units; usual: {unit or 'none'}",
                "warning",
            )


def _of_words(column: ColumnProfile) -> Iterator[_Suggestion]:
    filled = column.filled
    values = [value for value, count in column.top if count * 50 >= filled and count >= 3]
    covered = sum(count for value, count in column.top if value in values) / filled
    # Words that mean nothing and errors of a spreadsheet are frequent, and still none of the values that are meant.
    meant = [value for value in values if value.strip().lower() not in NULL_LIKE and not value.startswith("#")]
    whole_list = len(values) < len(column.top) or column.distinct == len(values)
    repeated = filled >= 10 * len(values) and column.distinct <= max(12, filled // 20)
    if whole_list and repeated and covered >= 1 - _RARE and meant:
        yield _Suggestion("in_set", {"values": meant}, "不在常见取值之内", "is none of the usual values", "warning")
    if column.distinct * 2 <= filled and column.type == "text" and (column.longest or 0) >= 4:
        yield _Suggestion("spelling", {}, "像是另一个常见值的误写", "looks like a slip of a frequent value", "warning")


def _of_dependency(table: str, each: Dependency) -> Rule:
    left, shown = "+".join(each.determinant), "、".join(each.determinant)
    message = {
        "zh": f"{shown} 相同的行，{each.column} 通常相同（{each.agreement:.1%}）",
        "en": f"rows with the same {', '.join(each.determinant)} mostly have the same {each.column} ({each.agreement:.1%})",
    }
    parameters = {} if each.strong else {"share": 0.4}
    columns = (*each.determinant, each.column)
    return Rule(f"{table}.{left}.{each.column}.dependency", "dependency", columns, parameters, "warning", "", message)
