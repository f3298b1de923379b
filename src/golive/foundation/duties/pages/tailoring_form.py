"""The form with which a duty is tailored: rules chosen in plain words, not written in the engine's spelling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.engines.worktime import Calendar, Rule, RuleError, parse_rule
from golive.foundation.duties.catalogue import Duty
from golive.foundation.duties.explain import rule_words
from golive.foundation.duties.holding.modules import HELD_BY, MODULES
from golive.foundation.duties.holding.rule_texts import next_dues
from golive.foundation.duties.services.tailoring import MOST_GRACE

KINDS = {
    "weekly": _("Weekly"),
    "monthly": _("Monthly"),
    "quarterly": _("Quarterly"),
    "daily": _("Daily"),
    "event": _("After the trigger"),
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NOON = "12:00"  # a time that any pattern is read with, to name it


class TailorForm(forms.Form):
    """Two fields a cadence that has a rule: when, and at what time; then grace, who holds it, modules and the reason."""

    grace = forms.IntegerField(label=_("Grace in working hours"), min_value=0, max_value=MOST_GRACE)
    by = forms.ChoiceField(label=_("Held by"), choices=list(HELD_BY.items()))
    modules = forms.MultipleChoiceField(
        label=_("Modules"), choices=list(MODULES.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, template: Duty, here: Duty, modules: list[str], *args: Any, **kwargs: Any) -> None:
        self.duty = template
        initial = {"grace": here.grace, "by": here.by, "modules": modules}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        for term, now in zip(template.terms, here.terms, strict=True):
            if term.rule is not None and now.rule is not None:
                self._add_rule(term.cadence, term.rule, now.rule)

    def _add_rule(self, cadence: str, rule: Rule, now: Rule) -> None:
        label = KINDS.get(cadence, cadence)
        patterns = [pattern_of(now), pattern_of(rule)]
        when = forms.ChoiceField(label=label, choices=choices(rule.is_event, patterns), initial=patterns[0])
        time = forms.TimeField(
            label=_("Time"),
            initial=clock_of(now),
            required=False,
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        )
        self.fields = {f"{cadence}_when": when, f"{cadence}_time": time, **self.fields}

    def rule_fields(self) -> Iterator[tuple[Any, Any]]:
        for term in self.duty.terms:
            if f"{term.cadence}_when" in self.fields:
                yield self[f"{term.cadence}_when"], self[f"{term.cadence}_time"]

    def other_fields(self) -> list[Any]:
        return [self[name] for name in ("grace", "by", "modules", "reason")]

    def rules(self) -> dict[str, str]:
        """cadence → rule in the engine's spelling, of what was posted."""
        found = {}
        for term in self.duty.terms:
            when = self.data.get(f"{term.cadence}_when", "")
            if f"{term.cadence}_when" in self.fields and when:
                found[term.cadence] = spelled(when, self.data.get(f"{term.cadence}_time", ""))
        return found


def pattern_of(rule: Rule) -> str:
    """A rule without its time of day: "weekly fri"."""
    return str(rule).rsplit(" ", 1)[0] if rule.minute is not None else str(rule)


def clock_of(rule: Rule) -> str:
    return "" if rule.minute is None else f"{rule.minute // 60 % 24:02}:{rule.minute % 60:02}"


def spelled(when: str, time: str) -> str:
    return when if when.startswith("workhours") or not time else f"{when} {time[:5]}"


def choices(event: bool, also: Iterable[str]) -> list[Any]:
    """[(kind, [(pattern, in plain words)])]: everything usual, and what the duty has."""
    if event:
        usual = {
            "event": [f"workhours {n}" for n in (2, 4, 8, 16, 24, 40)]
            + [f"workdays {n}" for n in (1, 2, 3, 5, 10, 15)]
            + [f"days {n}" for n in (1, 2, 3, 7, 14, 30)]
        }
    else:
        workdays = [*range(1, 11), -1, -2, -3]
        usual = {
            "weekly": [f"weekly {day}" for day in WEEKDAYS],
            "monthly": [f"monthly workday {n}" for n in workdays]
            + [f"monthly day {n}" for n in (1, 5, 10, 15, 20, 25)],
            "quarterly": [f"quarterly workday {n}" for n in workdays] + [f"quarterly day {n}" for n in (15, 30)],
            "daily": ["daily workday", "daily"],
        }
    for pattern in also:
        kind = "event" if event else pattern.split()[0]
        if pattern not in usual[kind]:
            usual[kind].append(pattern)
    return [(KINDS[kind], [(p, _named(p)) for p in patterns]) for kind, patterns in usual.items()]


def _named(pattern: str) -> str:
    try:
        words = rule_words(parse_rule(pattern if pattern.startswith("workhours") else f"{pattern} {NOON}"))
    except RuleError:
        return pattern
    return words.replace(NOON, "").strip(" ，,")


def preview(rules: dict[str, str], now: datetime, calendar: Calendar) -> list[dict[str, Any]]:
    """What each rule means: [{words, dues, event}], or {fault} of what cannot be read."""
    found: list[dict[str, Any]] = []
    for text in rules.values():
        try:
            rule = parse_rule(text)
        except RuleError:
            found.append({"fault": text})
            continue
        found.append({"words": rule_words(rule), "dues": next_dues(rule, now, calendar), "event": rule.is_event})
    return found
