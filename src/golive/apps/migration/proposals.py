"""Rules that a profile suggests, as proposals that wait for a person."""

from __future__ import annotations

from typing import Any

import yaml

from golive.apps.migration.engine_io import tables
from golive.apps.migration.engine_io.yaml_text import edited
from golive.apps.migration.models import DataObject, RuleProposal
from golive.engines.migration.rules import Rule, RuleSet, write_rules


def propose_rules(data_object: DataObject, suggested: RuleSet, figures: dict[str, Any]) -> int:
    """Keep those that are neither in force in the same sense nor proposed before."""
    in_force = {(rule.kind, rule.columns) for rule in tables.rules_of(data_object).rules}
    known = set(data_object.proposals.values_list("rule", flat=True))
    columns = {each["name"]: each for each in figures["columns"]}
    fresh = []
    for rule in suggested.rules:
        if (rule.kind, rule.columns) not in in_force and rule.id not in known and "_source" not in rule.columns:
            seen = _seen(rule, columns)
            fresh.append(RuleProposal(data_object=data_object, rule=rule.id[:160], yaml=one_rule(rule), seen=seen))
    RuleProposal.objects.bulk_create(fresh)
    return len(fresh)


def one_rule(rule: Rule) -> str:
    """The rule as it would stand in the file."""
    items = yaml.safe_load(write_rules(RuleSet("", (rule,))))["rules"]
    return str(yaml.safe_dump(items[0], sort_keys=False, allow_unicode=True, width=120))


def with_rule(text: str, rule: str) -> str:
    """The file of rules with one more, or with another one in its place."""
    new = yaml.safe_load(rule)

    def change(data: dict[str, Any]) -> dict[str, Any]:
        rules = [each for each in data["rules"] if each.get("id") != new.get("id")] + [new]
        return {**data, "version": int(data.get("version", 1)) + 1, "rules": rules}

    return edited(text, change)


def _seen(rule: Rule, columns: dict[str, Any]) -> dict[str, str]:
    """What was seen in the column, in figures."""
    column = columns.get(rule.columns[0]) if rule.columns else None
    if column is None:
        return {}
    filled = column["rows"] - column["nulls"] - column["blanks"]
    rows, distinct = column["rows"], column["distinct"]
    top = "、".join(str(each[0]) for each in column["top"][:3])
    return {
        "zh": f"{rows:,} 行中有值 {filled:,} 行，不同的值 {distinct:,} 个；最常见：{top}",
        "en": f"{filled:,} of {rows:,} rows are filled, {distinct:,} different values; most frequent: {top}",
    }
