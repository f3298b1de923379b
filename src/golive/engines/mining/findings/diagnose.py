"""All rules on one log, ranked by effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from golive.engines.mining.analyse.config import Config
from golive.engines.mining.findings import (
    rules_approval,
    rules_control,
    rules_people,
    rules_rework,
    rules_roots,
    rules_time,
)
from golive.engines.mining.findings.context import Context
from golive.engines.mining.findings.finding import Finding, Kind, Owner
from golive.engines.mining.findings.propose import propose
from golive.engines.mining.log import EventLog
from golive.engines.worktime import Calendar

Rule = Callable[[Context], list[Finding]]
RULES: dict[str, Rule] = {
    "removable_approval": rules_approval.removable_approvals,
    "rubber_stamp": rules_approval.rubber_stamps,
    "approval_chain": rules_approval.approval_chains,
    "bottleneck": rules_time.bottlenecks,
    "queue_growth": rules_time.queue_growth,
    "rework": rules_rework.rework,
    "rejection_loop": rules_approval.rejection_loops,
    "ping_pong": rules_rework.ping_pong,
    "four_eyes": rules_control.four_eyes,
    "skipped_step": rules_control.skipped_steps,
    "wrong_order": rules_control.wrong_order,
    "late_change": rules_control.late_changes,
    "key_person": rules_people.key_persons,
    "automation_gap": rules_people.automation_gaps,
    "root_cause": rules_roots.root_causes,
    "variety": rules_rework.variety,
    "batching": rules_time.batching,
    "stuck_cases": rules_time.stuck_cases,
    "service_level": rules_time.service_level,
    "duplicate_payment": rules_control.duplicate_payments,
}
_RANK = {Kind.ACT: 0, Kind.CONTROL: 0, Kind.KNOW: 1, Kind.KEEP: 2}


@dataclass(frozen=True)
class Diagnosis:
    """`findings`: what to act on by effect, then what is good to know, then what earns its place."""

    findings: tuple[Finding, ...]
    config: Config
    cases: int
    events: int
    all_days: float
    business: bool


def diagnose(
    log: EventLog,
    config: Config | None = None,
    calendar: Calendar | None = None,
    rules: Sequence[str] | None = None,
    seed: int = 1,
) -> Diagnosis:
    """Findings of a log. `config` None: as proposed from the log. `calendar`: count working time. Marks system users."""
    chosen = propose(log) if config is None else config
    return diagnosed(Context.of(log, chosen, calendar, seed), rules)


def diagnosed(context: Context, rules: Sequence[str] | None = None) -> Diagnosis:
    """The same where the facts were made already."""
    log, chosen = context.log, context.config
    if not context.cases:
        return Diagnosis((), chosen, 0, 0, 0.0, context.business)
    owners = dict(chosen.owners)
    found = _once([finding for name in rules or RULES for finding in RULES[name](context)], chosen)
    known = {owner.value: owner for owner in Owner}
    found = [replace(f, owner=known.get(owners.get(f.rule, ""), f.owner)) for f in found]
    found.sort(key=lambda f: (_RANK[f.kind], -f.effect, f.rule, f.subject))
    for each in found:
        _ = each.evidence.count  # asked now: rules made tables that the next reading replaces
    return Diagnosis(tuple(found), chosen, context.cases, log.events, context.all_days, context.business)


def _once(found: list[Finding], config: Config) -> list[Finding]:
    """Waiting for a level of approval that has a finding of its own is not told a second time as a bottleneck."""
    told = {f.subject for f in found if f.rule == "removable_approval"}
    decided = {a for level in config.approvals if level.name in told for a in (*level.approve, *level.reject)}
    return [f for f in found if f.rule != "bottleneck" or f.subject.partition(" → ")[2] not in decided]
