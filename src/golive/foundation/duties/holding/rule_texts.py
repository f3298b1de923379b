"""Rules as people write them: read, checked against the cadence they replace, and shown as the next due dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.engines.worktime import Calendar, Rule, RuleError, due_after, occurrences, parse_rule
from golive.foundation.duties.catalogue import PERIODIC, Duty
from golive.foundation.errors import Refused

SOUGHT = timedelta(days=400)


def checked_rules(duty: Duty, rules: Mapping[str, str]) -> dict[str, str]:
    """The rules that differ from the duty's own, in the engine's spelling. Refused, with what to write instead, when
    one cannot be read or does not fit its cadence."""
    own = {t.cadence: t for t in duty.terms}
    found = {}
    for cadence, text in rules.items():
        if not text.strip():
            continue
        if cadence not in own or own[cadence].rule is None:
            raise Refused(
                "no_rule_here",
                _(
                    "%(duty)s follows the phases of the project, so its date moves with them and has no rule of its own."
                ),
                duty=duty.id,
            )
        try:
            rule = parse_rule(text)
        except RuleError:
            raise Refused(
                "rule_unreadable", _("“%(text)s” is no rule. %(how)s"), text=text, how=_how(cadence)
            ) from None
        if rule.is_event != (cadence == "event") or (cadence != "event" and rule.kind not in PERIODIC):
            raise Refused(
                "rule_of_other_kind", _("“%(text)s” does not fit here. %(how)s"), text=text, how=_how(cadence)
            )
        if rule.kind in own and rule.kind != cadence:
            raise Refused(
                "cadence_twice", _("%(duty)s is owed by that cadence already; choose another one."), duty=duty.id
            )
        if rule != own[cadence].rule:
            found[cadence] = str(rule)
    return found


def _how(cadence: str) -> Any:
    if cadence == "event":
        return _("Write for example “workhours 16”, “workdays 3 18:00” or “days 2”. Nothing was changed.")
    return _(
        "Write for example “weekly thu 17:00”, “monthly workday 5 18:00”, “quarterly day 15 18:00” or “daily 10:00”. "
        "Nothing was changed."
    )


def next_dues(rule: Rule, now: datetime, calendar: Calendar, count: int = 3) -> list[datetime]:
    """The next times a rule falls due on the calendar; of a rule that needs an event, when it would if that were now."""
    if rule.is_event:
        return [due_after(rule, now, calendar)]
    return [o.due for o in occurrences(rule, now, now + SOUGHT, calendar)[:count]]
