"""Rules that a profile suggests. A person accepts them: each says in its message what was seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from golive.engines.migration.profile import ColumnProfile, TableProfile
from golive.engines.migration.rules import Rule, RuleSet

_FEW = 12  # a column with so few values that repeat is a list of choices
_MOSTLY = 0.98


def suggest(profile: TableProfile) -> RuleSet:
    """Rules that nearly all rows already keep, so that what breaks them is likely wrong."""
    rules = []
    for column in profile.columns:
        for kind, parameters, message in _of_column(column):
            severity: Any = "warning" if kind in ("in_set", "format") else "error"
            rules.append(
                Rule(f"{profile.table}.{column.name}.{kind}", kind, (column.name,), parameters, severity, "", message)
            )
    if profile.candidate_keys:
        key = profile.candidate_keys[0]
        message = {"zh": f"{'、'.join(key)} 应当唯一", "en": f"{', '.join(key)} should be unique"}
        rules.append(Rule(f"{profile.table}.key", "uniqueness", key, {"nulls": "violate"}, "error", "", message))
    return RuleSet(profile.table, tuple(rules))


def _of_column(column: ColumnProfile) -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    name, filled = column.name, column.filled
    if column.rows and filled / column.rows >= _MOSTLY:
        yield "completeness", {}, {"zh": f"{name} 不能为空", "en": f"{name} must be filled"}
    if column.type in ("integer", "decimal", "date"):
        yield "type", {"type": column.type}, {"zh": f"{name} 的类型不对", "en": f"{name} is not a {column.type}"}
    if column.type in ("integer", "decimal") and column.minimum is not None and not column.minimum.startswith("-"):
        yield "range", {"min": 0}, {"zh": f"{name} 不应为负数", "en": f"{name} should not be negative"}
    if column.format:
        yield "format", {"format": column.format}, {"zh": f"{name} 格式不对", "en": f"{name} has a wrong format"}
    if column.type == "text" and 1 < column.distinct <= _FEW and filled >= 10 * column.distinct:
        values = [value for value, count in column.top if count * 50 >= filled]
        if sum(count for value, count in column.top if value in values) / filled >= _MOSTLY:
            yield (
                "in_set",
                {"values": values},
                {"zh": f"{name} 不在常见取值之内", "en": f"{name} is none of the usual values"},
            )
