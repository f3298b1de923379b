"""Quality rules as data: a YAML file per object, versioned, that people read and diff.

    format: golive-rules
    version: 3
    object: customers
    rules:
      - id: customers.name.filled
        kind: completeness
        columns: [name]
        severity: error
        owner: 销售部
        message: {zh: 客户名称不能为空, en: The customer has no name}

Kinds and their parameters (`t` is the trimmed text; blank values break only `completeness`, unless said otherwise):
completeness; type {type: integer|decimal|date|boolean}; range {min, max, type: number|date}; pattern {pattern: regular
expression for the whole text}; format {format: see formats.FORMATS}; length {min, max}; in_set {values}; reference
{object, column}; uniqueness {nulls: ignore|duplicate|violate} over one or more columns; cross_field {operator: < <= = >=
> <>, type: number|date|text} between two columns; sql {expression: what must hold; NULL counts as holding}; free_of
{fault: see faults.PREDICATES}; aggregate {aggregate: count|distinct|sum|average|min|max, by: columns, min, max};
cross_table {object, on: {column here: column there}, aggregate, column, operator, tolerance}.

Kinds that learn from the table what is usual (rule_values): dependency {share, least, blanks} over determining columns
and, last, the determined one; spelling {ratio}; unit {unit}; date_style {style}; merged over two columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

FORMAT = "golive-rules"
PARAMETERS: dict[str, tuple[set[str], set[str]]] = {
    "completeness": (set(), set()),
    "type": ({"type"}, set()),
    "range": (set(), {"min", "max", "type"}),
    "pattern": ({"pattern"}, set()),
    "format": ({"format"}, set()),
    "length": (set(), {"min", "max"}),
    "in_set": ({"values"}, set()),
    "reference": ({"object", "column"}, set()),
    "uniqueness": (set(), {"nulls"}),
    "cross_field": ({"operator"}, {"type"}),
    "sql": ({"expression"}, set()),
    "free_of": ({"fault"}, set()),
    "aggregate": ({"aggregate"}, {"by", "min", "max"}),
    "cross_table": ({"object", "on", "aggregate", "column"}, {"operator", "tolerance"}),
    "dependency": (set(), {"share", "least", "blanks"}),
    "spelling": (set(), {"ratio"}),
    "unit": ({"unit"}, set()),
    "date_style": ({"style"}, set()),
    "merged": (set(), set()),
}
"""Kind -> (parameters it must have, parameters it may have)."""
_COLUMNS = {
    "uniqueness": range(1, 99),
    "cross_field": range(2, 3),
    "merged": range(2, 3),
    "dependency": range(2, 99),
    "sql": range(99),
}
"""Kind -> how many columns it takes; all others take one."""

Severity = Literal["error", "warning"]


class RuleError(Exception):
    """A rule that cannot be understood or asked: which one, and what is wrong with it."""

    def __init__(self, code: str, rule: str = "", **params: object) -> None:
        self.code = code
        self.rule = rule
        self.params = params
        facts = ", ".join(f"{name}={value}" for name, value in params.items())
        super().__init__(f"{code} in rule {rule or '?'}" + (f" ({facts})" if facts else ""))


@dataclass(frozen=True)
class Rule:
    """One rule. `columns` has one column, except where `_COLUMNS` says otherwise; those of sql are only shown."""

    id: str
    kind: str
    columns: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "error"
    owner: str = ""
    message: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in PARAMETERS:
            raise RuleError("unknown_kind", self.id, kind=self.kind)
        must, may = PARAMETERS[self.kind]
        given = set(self.parameters)
        if must - given or given - must - may:
            wrong = sorted((must - given) | (given - must - may))
            raise RuleError("wrong_parameters", self.id, kind=self.kind, parameters=", ".join(wrong))
        if self.severity not in ("error", "warning"):
            raise RuleError("unknown_severity", self.id, severity=self.severity)
        if len(self.columns) not in _COLUMNS.get(self.kind, range(1, 2)):
            raise RuleError("wrong_number_of_columns", self.id, kind=self.kind, columns=len(self.columns))


@dataclass(frozen=True)
class RuleSet:
    """The rules of one object."""

    object: str
    rules: tuple[Rule, ...]
    version: int = 1

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for rule in self.rules:
            if rule.id in seen:
                raise RuleError("repeated_id", rule.id)
            seen.add(rule.id)


def read_rules(text: str) -> RuleSet:
    """Rules from YAML. Raises RuleError naming the rule that is wrong."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RuleError("not_yaml", said=str(error).replace("\n", " ")) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("rules"), list):
        raise RuleError("not_a_rule_file", expected=FORMAT)
    return RuleSet(str(data.get("object", "")), tuple(_rules(data["rules"])), int(data.get("version", 1)))


def _rules(items: Iterable[Any]) -> Iterable[Rule]:
    words = {"id", "kind", "columns", "severity", "owner", "message"}
    for place, item in enumerate(items):
        if not isinstance(item, dict) or "id" not in item or "kind" not in item:
            raise RuleError("rule_without_id_or_kind", f"#{place + 1}")
        columns = item.get("columns", [item["column"]] if "column" in item else [])
        # Beside `columns`, a `column` is a parameter: the one that a reference looks into.
        known = words if "columns" in item else words | {"column"}
        yield Rule(
            str(item["id"]),
            str(item["kind"]),
            tuple(str(column) for column in columns),
            {name: value for name, value in item.items() if name not in known},
            item.get("severity", "error"),
            str(item.get("owner", "")),
            item.get("message") or {},
        )


def write_rules(rules: RuleSet) -> str:
    """Rules as YAML, one thing a line and always in the same order, so that changes show in a diff."""
    items = []
    for rule in rules.rules:
        item: dict[str, Any] = {"id": rule.id, "kind": rule.kind, "columns": list(rule.columns), **rule.parameters}
        item["severity"] = rule.severity
        item |= {name: value for name, value in (("owner", rule.owner), ("message", dict(rule.message))) if value}
        items.append(item)
    data = {"format": FORMAT, "version": rules.version, "object": rules.object, "rules": items}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)
