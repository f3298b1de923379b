"""Before and after: two stretches compared, as JSON that the pages and the report read."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.engine_io.opening import opened
from golive.apps.diagnosis.models import Evaluation, ProcessLog
from golive.engines.mining.effect import (
    Cohort,
    CohortError,
    Comparison,
    Effect,
    Question,
    Target,
    Window,
    compare_split,
)
from golive.engines.mining.effect import (
    compare as engine_compare,
)
from golive.engines.mining.effect.words import VERDICTS, measure_words
from golive.engines.mining.findings import Config, read_config
from golive.foundation.duties.registry import calendar_of
from golive.foundation.errors import Refused

FEW = ("no_cases", "nothing_before", "nothing_after")
TOO_FEW = _(
    "There are too few finished cases on one side (%(n)s), so nothing was compared. Wait for more cases, or shorten the days left out."
)

NO_STEP = _("One of the logs has no step “%(names)s”, so nothing was compared. Write the steps as the logs name them.")


def compare(row: Evaluation) -> dict[str, Any]:
    """Cases begun before go-live against cases begun after the settling days, up to the horizon. Refused where a side has
    too few."""
    zone = ZoneInfo(row.project.timezone)
    cut = datetime.combine(row.go_live, time(), zone)
    settled = cut + timedelta(days=row.settling_days)
    until = _us(datetime.combine(row.ends, time(), zone)) if row.ends else None
    measure = "span" if row.between else "duration"
    question = Question(
        config=read_config(row.before.config) if row.before.config else None,
        config_after=_config_after(row),
        calendar=calendar_of(row.project),
        targets={measure: Target(at_most=float(row.target_days))} if row.target_days is not None else None,
        between=row.between,
    )
    try:
        with opened(row.before, []) as before:
            if row.before_id == row.after_id:
                found = compare_split(before, _us(cut), question, gap_days=row.settling_days, until_us=until)
            else:
                with opened(row.after, []) as after:
                    windows = (Window(None, _us(cut)), Window(_us(settled), until))
                    found = engine_compare(before, after, question, windows)
    except CohortError as error:
        if error.code not in FEW:
            raise Refused("no_such_step", NO_STEP, names=error.detail) from error
        raise Refused("too_few_cases", TOO_FEW, n=error.detail) from error
    return _kept(row, found)


def _config_after(row: Evaluation) -> Config | None:
    """One reading of what an approval is for both sides, unless the new system names its approvals otherwise."""
    if not row.after.config:
        return None
    named = {a for level in row.before.config.get("approvals", []) for a in level["approve"]}
    later = {a for level in row.after.config.get("approvals", []) for a in level["approve"]}
    return read_config(row.after.config if later - named else row.before.config)


def _us(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000


def _kept(row: Evaluation, found: Comparison) -> dict[str, Any]:
    first = row.go_live + timedelta(days=row.settling_days)
    document: dict[str, Any] = {
        "verdict": str(found.verdict),
        "verdict_text": VERDICTS[found.verdict]._asdict(),
        "headline": found.headline._asdict(),
        "notes": [n._asdict() for n in found.notes],
        "texts": [t._asdict() for t in found.texts],
        "before": _side(row.before, found.before, "", row.go_live.isoformat()),
        "after": _side(row.after, found.after, first.isoformat(), row.ends.isoformat() if row.ends else ""),
        "promised": row.as_promised(),
        "effects": [_effect(e) for e in found.effects],
    }
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return document | {"code": hashlib.sha256(text.encode()).hexdigest()}


def _side(log: ProcessLog, cohort: Cohort, begun: str, until: str) -> dict[str, Any]:
    """`begun`, `until`: days between which the cases began, the last excluded; "" where the log itself is the limit."""
    return {
        "log": log.name,
        "hash": log.log_hash,
        "cases": cohort.cases,
        "unfinished": cohort.unfinished,
        "begun": begun,
        "until": until,
        "first": log.facts.get("first", ""),
        "last": log.facts.get("last", ""),
    }


def _effect(e: Effect) -> dict[str, Any]:
    rests_on = e.decisive
    return {
        "measure": measure_words(e.measure)._asdict(),
        "key": e.measure,
        "kind": e.kind,
        "lower_is_better": e.lower_is_better,
        "n": [e.n_before, e.n_after],
        "before": e.before,
        "after": e.after,
        "difference": rests_on.value if rests_on else None,
        "low": rests_on.low if rests_on else None,
        "high": rests_on.high if rests_on else None,
        "delta": e.delta.value if e.delta else None,
        "magnitude": e.magnitude,
        "p": e.p_holm,
        "target_met": e.target_met,
        "verdict": str(e.verdict),
        "verdict_text": VERDICTS[e.verdict]._asdict(),
    }
