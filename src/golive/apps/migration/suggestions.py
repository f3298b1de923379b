"""The worklist grouped by rule and value, with what to do about each value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import get_language

from golive.apps.migration.engine_io import tables
from golive.apps.migration.engine_io.broken import all_listed, by_value, usual
from golive.apps.migration.models import DataObject, Finding
from golive.apps.migration.rule_words import asks
from golive.engines.migration.rules import Rule

MAJORITY = 0.95  # what nearly all others of the group have is offered for the blank ones
VALUES = 500  # values of a rule that are looked at


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
    shown: int = 0  # records that the worklist shows one by one

    @property
    def suggested(self) -> int:
        return sum(each.count for each in self.values if each.suggestion)


def overview(data_object: DataObject) -> list[dict[str, Any]]:
    """Every rule with open findings, errors first, with its words and how many records break it."""
    rules = {rule.id: rule for rule in tables.rules_of(data_object).rules}
    counted = _open(data_object).values("rule", "severity").annotate(n=Count("pk")).order_by("severity", "-n", "rule")
    return [
        {
            "rule": line["rule"],
            "words": message_of(rules.get(line["rule"]), line["rule"]),
            "severity": line["severity"],
            "count": line["n"] if all_listed(data_object, line["rule"]) else data_object.by_rule[line["rule"]]["rows"],
        }
        for line in counted
    ]


def grouped(data_object: DataObject, most: int = 20, only: str = "") -> list[RuleGroup]:
    """Every rule with open findings (or `only` one), errors first; of each at most `most` values."""
    rules = {rule.id: rule for rule in tables.rules_of(data_object).rules}
    found = []
    counted = _open(data_object).values("rule", "severity").annotate(n=Count("pk")).order_by("severity", "-n", "rule")
    for line in counted if not only else counted.filter(rule=only):
        values = for_rule(data_object, line["rule"])
        rule, name = rules.get(line["rule"]), line["rule"]
        number = line["n"] if all_listed(data_object, name) else data_object.by_rule[name]["rows"]
        group = RuleGroup(name, message_of(rule, name), line["severity"], number, values[:most])
        group.more = len(values) - len(group.values)
        group.shown = line["n"]
        found.append(group)
    return found


def for_rule(data_object: DataObject, rule: str) -> list[ValueGroup]:
    """The values that break one rule (at most `VALUES`), most frequent first, each with a suggestion if there is one."""
    counted = by_value(data_object, rule, VALUES)
    group = data_object.preparation.get("group") or ""
    blank = {column for value, _of, _n, column, _first in counted if not value.strip()} if group else set()
    mostly = {column: usual(data_object, column, group, MAJORITY) for column in blank}
    synonyms = data_object.preparation.get("synonyms", {})
    return [
        ValueGroup(value, of, n, column, _suggest(value, of, column, synonyms, mostly), first)
        for value, of, n, column, first in counted
    ]


def _suggest(value: str, group: str, column: str, synonyms: dict[str, Any], mostly: dict[str, dict[str, str]]) -> str:
    if not value.strip():
        return mostly.get(column, {}).get(group, "")
    return str(synonyms.get(column, {}).get(value.strip(), ""))


def _open(data_object: DataObject) -> Any:
    return data_object.findings.filter(state=Finding.State.OPEN).order_by()


def message_of(rule: Rule | None, otherwise: str) -> str:
    """The rule's own words, in the reader's language; else what its kind asks of its columns."""
    words = dict(rule.message) if rule is not None else {}
    own = words.get("zh" if (get_language() or "zh").startswith("zh") else "en")
    return own or (asks(rule) if rule is not None else "") or otherwise
