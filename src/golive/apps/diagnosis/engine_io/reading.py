"""From the file (or the system) to figures and findings: one reading of a log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.engine_io.figures import Figures, figures_and_insights, models_of
from golive.apps.diagnosis.engine_io.opening import Head, head_of, open_source, refused, save
from golive.apps.diagnosis.models import ProcessLog
from golive.apps.diagnosis.providers import PROVIDERS
from golive.engines.mining.findings import ConfigError, Context, Finding, diagnosed, propose, read_config
from golive.engines.mining.log import EventLog, LogError, LogMapping
from golive.foundation.duties.registry import calendar_of
from golive.foundation.errors import Refused
from golive.foundation.files import storage

Tell = Callable[[int, int, Any], None]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Reading:
    """What came of one reading, ready to be kept."""

    account: dict[str, Any]
    facts: dict[str, Any]
    log_hash: str
    config: dict[str, Any]
    kept: Figures
    findings: list[dict[str, Any]]
    store: bytes | None = None


def head(log: ProcessLog) -> Head:
    """The columns of the file with its first rows, and what they probably mean."""
    assert log.file is not None
    return head_of(storage.path_of(log.file), log.project.timezone)


def check_mapping(log: ProcessLog, mapping: dict[str, Any]) -> None:
    """Refused where it names columns that the file has not, or leaves case, activity or time out."""
    try:
        LogMapping.from_json({k: v for k, v in mapping.items() if v}).check(head(log).columns)
        ZoneInfo(mapping.get("tz") or "UTC")
    except LogError as error:
        raise refused(error) from error
    except (KeyError, ValueError) as error:
        raise Refused("no_such_zone", _("There is no time zone of that name. Nothing was changed.")) from error


def check_config(log: ProcessLog, config: dict[str, Any]) -> None:
    try:
        read_config(config)
    except ConfigError as error:
        raise Refused(
            "config_wrong",
            _("The configuration cannot be understood at “%(what)s”. Nothing was changed."),
            what=error.detail,
        ) from error


def read(log: ProcessLog, tell: Tell) -> Reading:
    """Read, count, look for findings. Refused with the reason where the file cannot be read."""
    tell(0, 4, _("Reading the file"))
    try:
        with _source(log) as found:
            tell(1, 4, _("Counting"))
            proposed = propose(found)
            config = read_config(log.config, proposed) if log.config else proposed
            context = Context.of(found, config, calendar_of(log.project))
            kept = figures_and_insights(context, models_of(log))
            tell(2, 4, _("Looking for findings"))
            diagnosis = diagnosed(context)
            tell(3, 4, _("Keeping what was read"))
            return Reading(
                account=found.account.as_json(),
                facts=_facts(log, found, kept.figures),
                log_hash=found.content_hash,
                config=config.as_json(),
                kept=kept,
                findings=[_finding(n, f) for n, f in enumerate(diagnosis.findings, 1)],
                store=save(found),
            )
    except LogError as error:
        raise refused(error) from error


def _source(log: ProcessLog) -> EventLog:
    if log.origin != "file":
        return PROVIDERS[log.origin].take(log.project)
    return open_source(log)


def _facts(log: ProcessLog, found: EventLog, figures: dict[str, Any]) -> dict[str, Any]:
    first, last = found.one("SELECT min(start_us), max(end_us) FROM cases")
    zone = ZoneInfo(log.project.timezone)
    days = [(EPOCH + timedelta(microseconds=us)).astimezone(zone).date().isoformat() for us in (first, last)]
    return {
        **figures["facts"],
        "first": days[0],
        "last": days[1],
        "period": f"{days[0]} – {days[1]}",
        "median": figures["throughput"]["time"]["median"],
    }


def _finding(rank: int, f: Finding) -> dict[str, Any]:
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
