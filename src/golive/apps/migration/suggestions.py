"""The worklist grouped by rule and value, with what to do about each value."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min
from django.utils.translation import get_language

from golive.apps.migration.engine_io import tables
from golive.apps.migration.models import DataObject, Finding
from golive.engines.migration.rules import Rule

MAJORITY = 0.95  # what nearly all others of the group have is offered for the blank ones


@dataclass(frozen=True, slots=True)
class ValueGroup:
    """Records that break a rule with the same value in the same group."""

    value: str
    group: str
    count: int
    column: str
    suggestion: str = ""
    example: str = ""  # key of the first record


@dataclass(slots=True)
class RuleGroup:
    """One rule of the worklist: its words, and its open findings by value, most frequent first."""

    rule: str
    message: str
    severity: str
    count: int
    values: list[ValueGroup] = field(default_factory=list)
    more: int = 0  # values not listed

    @property
    def suggested(self) -> int:
        return sum(each.count for each in self.values if each.suggestion)


def grouped(data_object: DataObject, most: int = 20) -> list[RuleGroup]:
    """Every rule with open findings, errors first; of each at most `most` values."""
    rules = {rule.id: rule for rule in tables.rules_of(data_object).rules}
    found = []
    counted = _open(data_object).values("rule", "severity").annotate(n=Count("pk")).order_by("severity", "-n", "rule")
    for line in counted:
        values = for_rule(data_object, line["rule"])
        rule = rules.get(line["rule"])
        group = RuleGroup(line["rule"], _message(rule, line["rule"]), line["severity"], line["n"], values[:most])
        group.more = len(values) - len(group.values)
        found.append(group)
    return found


def for_rule(data_object: DataObject, rule: str) -> list[ValueGroup]:
    """The values that break one rule, most frequent first, each with a suggestion if there is one."""
    rows = _open(data_object).filter(rule=rule).values("value", "group", "column")
    counted = list(rows.annotate(n=Count("pk"), first=Min("row_key")).order_by("-n", "group", "value"))
    blank_columns = {line["column"] for line in counted if not (line["value"] or "").strip()}
    usual = {column: _usual(data_object, column) for column in blank_columns if data_object.preparation.get("group")}
    synonyms = data_object.preparation.get("synonyms", {})
    return [
        ValueGroup(
            value=line["value"] or "",
            group=line["group"],
            count=line["n"],
            column=line["column"],
            suggestion=_suggest(line, synonyms, usual),
            example=line["first"],
        )
        for line in counted
    ]


def _suggest(line: dict[str, Any], synonyms: dict[str, Any], usual: dict[str, dict[str, str]]) -> str:
    value = (line["value"] or "").strip()
    if not value:
        return usual.get(line["column"], {}).get(line["group"], "")
    return str(synonyms.get(line["column"], {}).get(value, ""))


def _usual(data_object: DataObject, column: str) -> dict[str, str]:
    """group -> the value that nearly all its filled records have."""
    by_group: dict[str, Counter[str]] = defaultdict(Counter)
    with tables.corrected(data_object) as now:
        for row in now.rows():
            if value := (row.get(column) or "").strip():
                by_group[str(row.get(data_object.preparation["group"]) or "")][value] += 1
    found = {}
    for group, counter in by_group.items():
        value, hits = counter.most_common(1)[0]
        if hits >= MAJORITY * counter.total():
            found[group] = value
    return found


def _open(data_object: DataObject) -> Any:
    return data_object.findings.filter(state=Finding.State.OPEN).order_by()


def _message(rule: Rule | None, otherwise: str) -> str:
    """The rule's own words, in the reader's language."""
    words = dict(rule.message) if rule is not None else {}
    return words.get("zh" if (get_language() or "zh").startswith("zh") else "en") or otherwise
