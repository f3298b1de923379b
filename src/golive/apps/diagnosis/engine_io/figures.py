"""The figures of a log, or of the part that filters leave, as plain JSON for the pages. Spans in seconds."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.engine_io.insights import NAMED, Model, insights_of
from golive.apps.diagnosis.engine_io.opening import opened, refused
from golive.apps.diagnosis.models import Design, ProcessLog
from golive.engines.mining import analyse as engine
from golive.engines.mining.analyse import Facts
from golive.engines.mining.filters import filters_from_json
from golive.engines.mining.findings import Context, Finding, diagnosed, read_config
from golive.engines.mining.log import EventLog, LogError
from golive.engines.mining.simulation import read_scenario, taken_away
from golive.foundation.duties.registry import calendar_of
from golive.foundation.errors import Refused

DAY_US = 86_400_000_000
MOST_EDGES, MOST_VARIANTS, MOST_ROWS, MOST_DESIGNS = 400, 200, 30, 3


def hash_of(steps: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(steps, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Figures:
    """What is kept of a log, or of a part of it."""

    figures: dict[str, Any]
    insights: dict[str, Any]
    behind: dict[str, Any]
    findings: list[dict[str, Any]] = field(default_factory=list)  # of a part; those of the whole log are rows


def analyse(log: ProcessLog, steps: list[dict[str, Any]]) -> Figures:
    """Of the part of a log that was read. Refused where the filters leave nothing."""
    with opened(log, steps) as part:
        if not part.cases:
            raise Refused("nothing_left", _("No case is left by this filter, so nothing was computed. Widen it."))
        context = Context.of(part, read_config(log.config), calendar_of(log.project))
        kept = figures_and_insights(context, models_of(log))
        found = [finding_columns(n, f) for n, f in enumerate(diagnosed(context).findings, 1)] if steps else []
        for each in found:
            each["ref"] = f"f{each['rank']}"
            kept.behind[each["ref"]] = {"n": each["case_count"], "cases": each.pop("cases")[:NAMED]}
        return replace(kept, findings=found)


def finding_columns(rank: int, f: Finding) -> dict[str, Any]:
    """One finding as the columns of its row. Money of the engine is in yuan, of the row in fen."""
    interval = [f.interval.low, f.interval.high] if f.interval else None
    return {
        "key": f"{f.rule}:{f.subject}"[:200],
        "rule": f.rule,
        "rank": rank,
        "sentence": {"zh": f.text.zh, "en": f.text.en},
        "proposal": {"zh": f.action.zh, "en": f.action.en},
        "figures": {
            "kind": str(f.kind),
            "subject": f.subject,
            "values": f.figures,
            "interval": interval,
            "interval_of": f.interval_of,
            "effect": f.effect,
        },
        "n": f.n,
        "days": f.days,
        "cost_fen": None if f.money is None else round(f.money * 100),
        "cases": list(f.evidence.keys),
        "case_count": f.evidence.count,
        "owner": str(f.owner),
    }


def figures_and_insights(facts: Facts, models: list[Model]) -> Figures:
    return Figures(figures_of(facts.log), *insights_of(facts, models))


def models_of(log: ProcessLog) -> list[Model]:
    """The designs of this process, the newest first: the log of the new ERP is held against what was designed."""
    rows = Design.objects.filter(project=log.project, log__process=log.process).exclude(bpmn="")
    rows = rows.exclude(state=Design.State.WITHDRAWN).order_by("-id")[:MOST_DESIGNS]
    return [Model(f"{row} v{row.version}", row.bpmn, taken_away(read_scenario(row.scenario))) for row in rows]


def figures_of(log: EventLog) -> dict[str, Any]:
    chart = engine.process_map(log)
    ids = {name: number for number, name in log.activities.items()}
    variants = engine.variants(log)
    time = engine.throughput(log)
    rework = engine.rework(log)
    return {
        "facts": {"events": log.events, "cases": log.cases, "activities": len(ids), "people": len(log.resources)},
        "map": {
            "nodes": [
                {
                    "id": ids[n.activity],
                    "name": n.activity,
                    "n": n.events,
                    "cases": n.cases,
                    "starts": n.starts,
                    "ends": n.ends,
                }
                for n in chart.nodes
            ],
            "edges": [_edge(e, ids) for e in chart.edges[:MOST_EDGES]],
            "edge_count": len(chart.edges),
        },
        "variants": [
            {
                "key": v.key,
                "trace": list(v.activities),
                "cases": v.cases,
                "share": v.share,
                "median": None if v.median_us is None else v.median_us / 1e6,
            }
            for v in variants[:MOST_VARIANTS]
        ],
        "variant_count": len(variants),
        "throughput": time.as_json(),
        "rework": rework.as_json(),
        "handover": [h.as_json() for h in engine.handover(log)[:MOST_ROWS]],
        "attributes": [a.as_json() for a in engine.attribute_values(log)],
    }


def _edge(edge: Any, ids: dict[str, int]) -> dict[str, Any]:
    """Working time where a calendar was given, calendar time otherwise."""
    spread = edge.business or edge.time
    return {
        "from": ids[edge.source],
        "to": ids[edge.target],
        "n": edge.frequency,
        "cases": edge.cases,
        "mean": spread.mean_us / 1e6,
        "median": spread.median_us / 1e6,
        "p90": spread.p90_us / 1e6,
        "total": spread.total_us / 1e6,
    }


def check_filter(log: ProcessLog, steps: list[dict[str, Any]]) -> None:
    """Refused where a filter cannot be understood."""
    try:
        filters_from_json(steps)
    except LogError as error:
        raise refused(error) from error


def steps_from(given: Any, log: ProcessLog) -> list[dict[str, Any]]:
    """Filters from a form or the link of a picture: a saved one, or one more path, activity, variant or span of time."""
    if given.get("saved", "").isdecimal():
        saved = log.filters.filter(pk=given["saved"]).first()
        return list(saved.steps) if saved else []
    steps = json.loads(given.get("steps") or "[]")
    names = {str(n["id"]): n["name"] for a in log.analyses.all()[:1] for n in a.figures.get("map", {}).get("nodes", [])}
    a, _dash, b = given.get("path", "").partition("-")
    if a in names and b in names:
        steps.append({"kind": "path", "source": names[a], "target": names[b]})
    if given.get("activity", "") in names:
        steps.append({"kind": "activity", "activities": [names[given["activity"]]], "mode": given.get("mode", "any")})
    starts, ends = (names.get(given.get(name, "")) for name in ("start", "end"))
    if starts or ends:
        steps.append({"kind": "endpoint", "starts": [starts] if starts else [], "ends": [ends] if ends else []})
    if given.get("attribute"):
        steps.append(_attribute(given))
    if given.get("variant"):
        steps.append({"kind": "variant", "keys": [given["variant"]]})
    if given.get("since") or given.get("until"):
        low, high = (_midnight(given.get(name, ""), log.project.timezone) for name in ("since", "until"))
        steps.append({"kind": "time", "low_us": low, "high_us": high, "mode": "started"})
    if given.get("longer") or given.get("shorter"):
        low, high = (_days(given.get(name, "")) for name in ("longer", "shorter"))
        steps.append({"kind": "duration", "low_us": low, "high_us": high})
    return steps


def _attribute(given: Any) -> dict[str, Any]:
    """One of some values, or a number between two."""
    step: dict[str, Any] = {"kind": "attribute", "name": given["attribute"], "keep": not given.get("without")}
    chosen = given.getlist("value") if hasattr(given, "getlist") else []
    typed = [v.strip() for v in re.split("[;；]", given.get("values", "")) if v.strip()]
    if chosen or typed:
        step["values"] = list(dict.fromkeys([*chosen, *typed]))
    for name, asked in (("low", "at_least"), ("high", "at_most")):
        if given.get(asked):
            step[name] = _float(given[asked])
    if len(step) == 3:
        raise refused(LogError("bad_filter", reason=given["attribute"]))
    return step


def _midnight(day: str, timezone: str) -> int | None:
    if not day:
        return None
    try:
        moment = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(timezone))
    except ValueError as error:
        raise refused(LogError("bad_filter", reason=day)) from error
    return int(moment.timestamp()) * 1_000_000


def _days(text: str) -> int | None:
    if not text:
        return None
    return round(_float(text) * DAY_US)


def _float(text: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError as error:
        raise refused(LogError("bad_filter", reason=text)) from error
