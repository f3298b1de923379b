"""From the file (or the system) to figures and findings: one reading of a log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.engine_io.figures import Figures, figures_and_insights, finding_columns, models_of
from golive.apps.diagnosis.engine_io.opening import Head, grown, head_of, open_source, opened_before, refused, save
from golive.apps.diagnosis.models import LogPart, ProcessLog
from golive.apps.diagnosis.providers import PROVIDERS
from golive.engines.mining.findings import ConfigError, Context, diagnosed, propose, read_config
from golive.engines.mining.log import EventLog, LogError, LogMapping, read_store
from golive.engines.mining.log.changes import changes
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
    change: dict[str, Any] = field(default_factory=dict)


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


def check_part(log: ProcessLog, part: LogPart) -> None:
    """Refused where a later delivery has not the columns that the log is read by."""
    head = head_of(storage.path_of(part.file), log.project.timezone)
    given = {k: v for k, v in log.mapping.items() if v}
    if not given.get("case"):
        return
    try:
        LogMapping.from_json(given).check(head.columns)
    except LogError as error:
        raise refused(error) from error


def check_config(log: ProcessLog, config: dict[str, Any]) -> None:
    try:
        read_config(config)
    except ConfigError as error:
        raise Refused(
            "config_wrong",
            _("The configuration cannot be understood at “%(what)s”. Nothing was changed."),
            what=error.detail,
        ) from error


def read(log: ProcessLog, tell: Tell, part: LogPart | None = None, only_news: bool = False) -> Reading | None:
    """Read, count, look for findings. Refused with the reason where the file cannot be read.

    `part`: a later delivery; what was read before is taken as it is. `only_news`: None where nothing changed.
    """
    tell(0, 4, _("Reading the file"))
    try:
        with _source(log, part) as found:
            with opened_before(log) as before:
                change = changes(before, found) if before is not None else None
            if only_news and change is not None and change.nothing:
                return None
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
                findings=[finding_columns(n, f) for n, f in enumerate(diagnosis.findings, 1)],
                store=save(found),
                change=change.as_json() if change is not None else {},
            )
    except LogError as error:
        raise refused(error) from error


def _source(log: ProcessLog, part: LogPart | None) -> EventLog:
    if part is not None and log.store is not None:
        return grown(log, read_store(storage.path_of(log.store)), [part])
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
