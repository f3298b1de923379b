"""Bring a log in, say what its columns mean, keep what was read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis import engine_io
from golive.apps.diagnosis.models import Analysis, Finding, LogPart, ProcessLog, SavedFilter
from golive.apps.diagnosis.permissions import may_diagnose, may_see
from golive.apps.diagnosis.providers import PROVIDERS
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.files import storage
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.queue import enqueue
from golive.foundation.use_cases import use_case
from golive.foundation.words import Words


@use_case("diagnosis.add_log", permission=may_diagnose, label=_("Add an event log"))
def add_log(actor: Any, project: Project, *, upload: Any, name: str, process: str, moment: str) -> ProcessLog:
    """Keep the file as it is. Where its columns need no naming (XES, OCEL) it is read at once."""
    log = _new(actor, project, name=name or upload.name, process=process, moment=moment)
    log.file = storage.take_upload(project, actor, upload, log)
    head = engine_io.head(log)
    log.mapping = head.mapping
    log.save(update_fields=["file", "mapping"])
    if not head.ask:
        _read(actor, log)
    return log


@use_case("diagnosis.take_from", permission=may_diagnose, label=_("Take an event log from a system"))
def take_from(actor: Any, project: Project, *, origin: str, name: str, process: str, moment: str) -> ProcessLog:
    """From a system the project runs, by the template of a provider (providers.py)."""
    if origin not in PROVIDERS:
        raise Refused("no_such_origin", _("No such system gives event logs here. Nothing was taken."))
    log = _new(actor, project, name=name, process=process, moment=moment, origin=origin)
    _read(actor, log)
    return log


def _new(actor: Any, project: Project, **values: Any) -> ProcessLog:
    return ProcessLog.objects.create(project=project, added_by=actor, added_at=clock.now(), **values)


@use_case("diagnosis.map_columns", permission=may_diagnose, label=_("Say what the columns of a log mean"))
def map_columns(actor: Any, log: ProcessLog, *, mapping: dict[str, Any]) -> ProcessLog:
    """Then the log is read in the background. A log that people have answered findings of keeps those answers."""
    engine_io.check_mapping(log, mapping)
    log.mapping = mapping
    log.save(update_fields=["mapping"])
    _read(actor, log)
    return log


@use_case("diagnosis.configure_log", permission=may_diagnose, label=_("Configure the diagnosis of a log"))
def configure_log(actor: Any, log: ProcessLog, *, config: dict[str, Any]) -> ProcessLog:
    """Which activities are approvals, which may repeat, who is a robot: the findings are made anew from it."""
    engine_io.check_config(log, config)
    log.config = config
    log.save(update_fields=["config"])
    _read(actor, log)
    return log


@use_case("diagnosis.read_again", permission=may_diagnose, label=_("Read a log again"))
def read_again(actor: Any, log: ProcessLog) -> Job:
    return _read(actor, log)


@use_case("diagnosis.renew_log", permission=may_diagnose, label=_("Bring a log's new file"))
def renew_log(actor: Any, log: ProcessLog, *, upload: Any, whole: bool) -> Job:
    """The whole file again, or only what came since: then what was read stays, and the cases of the delivery are touched."""
    if log.file is None or not log.is_ready:
        raise Refused("log_not_read", _("Only a log that was read from a file gets a new one. Nothing was changed."))
    file = storage.take_upload(log.project, actor, upload, log)
    if whole:
        log.file = file
        if log.mapping.get("case"):
            engine_io.check_mapping(log, log.mapping)
        log.save(update_fields=["file"])
        log.parts.all().delete()
        return _read(actor, log)
    part = LogPart.objects.create(log=log, file=file, by=actor, at=clock.now())
    engine_io.check_part(log, part)
    return _read(actor, log, part_id=part.pk)


@use_case("diagnosis.follow_source", permission=may_diagnose, label=_("Take a log again every night, or no longer"))
def follow_source(actor: Any, log: ProcessLog, *, nightly: bool) -> ProcessLog:
    if log.origin == "file":
        raise Refused(
            "log_of_file", _("This log comes from a file, which nobody brings at night. Nothing was changed.")
        )
    log.nightly = nightly
    log.save(update_fields=["nightly"])
    return log


@use_case("diagnosis.refresh_log", permission=may_diagnose, label=_("Look for news of a log"))
def refresh_log(actor: Any, log: ProcessLog) -> Job:
    """Figures and findings are made anew only where the system gives other events than before."""
    return _read(actor, log, only_news=True)


def _read(actor: Any, log: ProcessLog, **how: Any) -> Job:
    log.state, log.fault = ProcessLog.State.READING, {}
    log.save(update_fields=["state", "fault"])
    return enqueue(actor, "diagnosis.read", log.project, log_id=log.pk, **how)


@use_case("diagnosis.keep_reading", permission=may_diagnose, label=_("Keep what was read of a log"), secret=("found",))
def keep_reading(actor: Any, log: ProcessLog, *, found: engine_io.Reading) -> ProcessLog:
    """Figures and findings of one reading, in one transaction. Findings that people answered keep their answers."""
    log = ProcessLog.objects.select_for_update().get(pk=log.pk)
    for name in ("account", "facts", "log_hash", "config", "change"):
        setattr(log, name, getattr(found, name))
    if found.store is not None:
        log.store = storage.store(log.project, actor, f"log-{log.pk}.parquet", found.store)
    log.state, log.fault, log.read_at = ProcessLog.State.READY, {}, clock.now()
    log.save()
    log.analyses.all().delete()
    _keep(log, [], found.kept)
    _keep_findings(log, found.findings)
    return log


def _keep_findings(log: ProcessLog, found: list[dict[str, Any]]) -> None:
    known = {f.key: f for f in log.findings.all()}
    for each in found:
        row = known.pop(each["key"], None) or Finding(log=log, key=each["key"], found_at=log.read_at)
        for name, value in each.items():
            setattr(row, name, value)
        if row.state == Finding.State.GONE:
            row.state = Finding.State.OPEN
        row.save()
    for row in known.values():
        if row.state == Finding.State.OPEN and not row.field_notes.exists():
            row.delete()  # nobody said anything about it
        else:
            row.state = Finding.State.GONE
            row.save(update_fields=["state"])


@use_case("diagnosis.keep_no_news", permission=may_diagnose, label=_("Note that a log has no news"))
def keep_no_news(actor: Any, log: ProcessLog) -> ProcessLog:
    log.state, log.read_at = ProcessLog.State.READY, clock.now()
    log.change = {**log.change, **dict.fromkeys(("new", "changed", "gone", "added", "removed"), 0)}
    log.change |= {"same": log.facts["cases"], "new_names": [], "changed_names": [], "gone_names": []}
    log.change |= dict.fromkeys(("events_before", "events_after"), log.facts["events"])
    log.save(update_fields=["state", "read_at", "change"])
    return log


@use_case("diagnosis.keep_failure", permission=may_diagnose, label=_("Note that a log could not be read"))
def keep_failure(actor: Any, log: ProcessLog, *, fault: Words, part: LogPart | None = None) -> ProcessLog:
    """What was read before stays in sight beside the reason; a delivery that could not be read is no part of the log."""
    if part is not None:
        part.delete()
    read_before = log.store_id is not None and log.read_at is not None
    log.state = ProcessLog.State.READY if read_before else ProcessLog.State.FAILED
    log.fault = fault.to_json()
    log.save(update_fields=["state", "fault"])
    return log


@use_case("diagnosis.ask_analysis", permission=may_see, label=_("Compute the figures of a part of a log"))
def ask_analysis(actor: Any, log: ProcessLog, *, steps: list[dict[str, Any]]) -> Job:
    """In the background; the page shows it when it is there."""
    engine_io.check_filter(log, steps)
    return enqueue(actor, "diagnosis.analyse", log.project, log_id=log.pk, steps=steps)


@use_case(
    "diagnosis.keep_analysis", permission=may_see, label=_("Keep the figures of a part of a log"), secret=("found",)
)
def keep_analysis(actor: Any, log: ProcessLog, *, steps: list[dict[str, Any]], found: engine_io.Figures) -> Analysis:
    return _keep(log, steps, found)


def _keep(log: ProcessLog, steps: list[dict[str, Any]], found: engine_io.Figures) -> Analysis:
    row, _made = Analysis.objects.update_or_create(
        log=log,
        steps_hash=engine_io.hash_of(steps),
        defaults={"steps": steps, **vars(found), "made_at": clock.now()},
    )
    return row


@use_case("diagnosis.save_filter", permission=may_diagnose, label=_("Save a filter of a log"))
def save_filter(actor: Any, log: ProcessLog, *, name: str, steps: list[dict[str, Any]]) -> SavedFilter:
    engine_io.check_filter(log, steps)
    row, _made = SavedFilter.objects.update_or_create(
        log=log, name=name, defaults={"steps": steps, "by": actor, "at": clock.now()}
    )
    return row
