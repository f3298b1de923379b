"""What a rule asks, in words, where it brings none of its own: those of the templates, and those that people wrote short."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from golive.engines.migration.rules import Rule

TYPES = {"integer": _("a whole number"), "decimal": _("a number"), "date": _("a date"), "boolean": _("yes or no")}
ASKS = {
    "completeness": _("%(columns)s must be filled"),
    "type": _("%(columns)s must be %(type)s"),
    "range": _("%(columns)s must lie in its range"),
    "pattern": _("%(columns)s must be written as usual"),
    "format": _("%(columns)s must have the right form"),
    "length": _("%(columns)s must have the right length"),
    "in_set": _("%(columns)s must be one of the known values"),
    "reference": _("%(columns)s must be found in %(object)s"),
    "uniqueness": _("%(columns)s must not occur twice"),
    "cross_field": _("%(columns)s must fit each other"),
    "cross_table": _("%(columns)s must fit %(object)s"),
    "aggregate": _("%(columns)s must add up"),
    "sql": _("%(columns)s must keep the expression of the rule"),
    "free_of": _("%(columns)s must be free of this fault"),
    "dependency": _("%(columns)s must go together"),
    "spelling": _("%(columns)s looks misspelt"),
    "unit": _("%(columns)s must have one unit"),
    "date_style": _("%(columns)s must have one way to write dates"),
    "merged": _("%(columns)s look merged into one"),
}


def asks(rule: Rule) -> str:
    sentence = ASKS.get(rule.kind)
    kind = str(rule.parameters.get("type", ""))
    facts = {
        "columns": "、".join(rule.columns),
        "type": TYPES.get(kind, kind),
        "object": rule.parameters.get("object", ""),
    }
    return str(sentence) % facts if sentence and rule.columns else ""
