"""What people do to the systems. Long work is a job; each finished step writes its evidence."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.locks import must_be_open
from golive.apps.systems import engine_io, pace
from golive.apps.systems.models import Backup, Check, Drill, Environment, MonthOfPace, Timing, Tuning
from golive.apps.systems.permissions import may_add, may_add_to, may_back_up, may_drill, may_run
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.jobs.queue import enqueue
from golive.foundation.use_cases import use_case


@use_case("systems.add_environment", permission=may_add, label=_("Add an environment"))
def add_environment(actor: Any, project: Project, *, name: str, kind: str, company: str) -> Environment:
    """Plan an installation of the ERP. The first one of the installation lives where `golive erp` looks."""
    if Environment.objects.filter(project=project, name=name).exists():
        raise Refused("name_taken", _("There is an environment “%(name)s” already."), name=name)
    first = not Environment.objects.filter(folder="").exists()
    made = Environment.objects.create(
        project=project, name=name, kind=kind, company=company, made_at=clock.now(), folder="" if first else "new"
    )
    if not first:
        made.folder = f"environments/{made.pk}"
        made.save(update_fields=["folder"])
    return made


@use_case("systems.install", permission=may_run, label=_("Install the ERP"))
def install(actor: Any, environment: Environment) -> Environment:
    """Ask for the installation; its progress is watched as a job, and a killed one goes on where it stopped. Production
    is locked until the go-live gate is passed."""
    if environment.kind == Environment.Kind.PRODUCTION:
        must_be_open(environment.project, step=_("Installing production"))
    enqueue(actor, "systems.install", environment.project, environment_id=environment.pk)
    environment.state = Environment.State.INSTALLING
    environment.save(update_fields=["state"])
    return environment


@use_case("systems.record_installed", permission=may_run, label=_("The ERP is installed"))
def record_installed(actor: Any, environment: Environment, *, version: str, address: str) -> Environment:
    environment.state, environment.version, environment.address = Environment.State.RUNNING, version, address
    environment.installed_at = environment.installed_at or clock.now()
    environment.seen_at, environment.trouble = clock.now(), ""
    environment.save()
    return environment


@use_case("systems.record_failed", permission=may_run, label=_("The ERP could not be installed or started"))
def record_failed(actor: Any, environment: Environment, *, trouble: str) -> Environment:
    environment.state, environment.trouble = Environment.State.FAILED, trouble
    environment.save(update_fields=["state", "trouble"])
    return environment


@use_case("systems.start", permission=may_run, label=_("Start the ERP"))
def start(actor: Any, environment: Environment) -> Environment:
    try:
        status = engine_io.start(environment)
    except engine_io.ErpError as error:
        raise Refused("start_failed", engine_io.trouble(error).render()) from error
    environment.state, environment.version = Environment.State.RUNNING, status.version
    environment.address, environment.seen_at, environment.trouble = f"127.0.0.1:{status.port}", clock.now(), ""
    environment.save()
    return environment


@use_case("systems.stop", permission=may_run, label=_("Stop the ERP"))
def stop(actor: Any, environment: Environment) -> Environment:
    try:
        engine_io.stop(environment)
    except engine_io.ErpError as error:
        raise Refused("stop_failed", engine_io.trouble(error).render()) from error
    environment.state = Environment.State.STOPPED
    environment.save(update_fields=["state"])
    return environment


@use_case("systems.check", permission=may_run, label=_("Check the environment"))
def check(actor: Any, environment: Environment) -> Environment:
    """Look at it now; each finding is kept. What does not answer is failed, not forgotten."""
    try:
        found = engine_io.probe(environment)
    except engine_io.ErpError as error:
        found = [("process", False, engine_io.trouble(error))]
    now = clock.now()
    took = engine_io.response_times(environment) if found[0][1] else {}
    if took:
        Timing.objects.create(environment=environment, at=now, took=took)
    Check.objects.bulk_create(
        Check(environment=environment, at=now, code=code, ok=ok, detail=detail.to_json()) for code, ok, detail in found
    )
    if all(ok for _code, ok, _detail in found):
        environment.state, environment.seen_at = Environment.State.RUNNING, now
    elif not found[0][1] and environment.state == Environment.State.RUNNING:
        environment.state, environment.trouble = Environment.State.FAILED, found[0][2].render()
    environment.save(update_fields=["state", "seen_at", "trouble"])
    return environment


@use_case("systems.back_up", permission=may_back_up, label=_("Back the ERP up"))
def back_up(actor: Any, environment: Environment) -> Backup:
    """Copy the database in one step while the ERP works on, with a manifest of its rows."""
    now = clock.now()
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
    folder = f"{engine_io.BACKUPS}/erp-{environment.pk}-{stamp}"
    try:
        manifest = engine_io.back_up(environment, folder, now.isoformat(timespec="seconds"))
    except engine_io.ErpError as error:
        raise Refused("backup_failed", engine_io.trouble(error).render()) from error
    return Backup.objects.create(
        project=environment.project,
        environment=environment,
        folder=folder,
        taken_at=now,
        by=actor,
        size=manifest.size,
        rows=manifest.rows,
        sha256=manifest.sha256,
    )


@use_case("systems.drill", permission=may_drill, label=_("Ask for a restore drill"))
def drill(actor: Any, backup: Backup) -> Backup:
    enqueue(actor, "systems.drill", backup.project, backup_id=backup.pk)
    return backup


@use_case("systems.record_drill", permission=may_drill, label=_("Record the restore drill"))
def record_drill(actor: Any, backup: Backup, *, ok: bool, seconds: float | None, detail: str = "") -> Drill:
    behind = (clock.now() - backup.taken_at).total_seconds()
    return Drill.objects.create(
        project=backup.project,
        backup=backup,
        at=clock.now(),
        by=actor,
        ok=ok,
        seconds=seconds,
        behind_seconds=behind,
        detail=detail,
    )


@use_case("systems.tune", permission=may_run, label=_("Record an improvement of response times"))
def tune(actor: Any, environment: Environment, *, operation: str, done: str) -> Tuning:
    return Tuning.objects.create(environment=environment, operation=operation, done=done, at=clock.now(), by=actor)


@use_case("systems.close_pace", permission=may_add_to, label=_("Conclude the response times of a month"))
def close_pace(actor: Any, environment: Environment, *, conclusion: str) -> MonthOfPace:
    """The present month as it stands, with what follows from it. Refused while a slow spot has no improvement."""
    month, found = pace.two_months(environment)
    if not found:
        raise Refused(
            "no_looks", _("The ERP was not timed this month. Nothing was kept; the next look comes within ten minutes.")
        )
    waiting = pace.unanswered(environment, month, found)
    if waiting:
        raise Refused(
            "slow_spots",
            _(
                "Nothing was done yet about: %(what)s. Nothing was kept; record what was done about each, then conclude."
            ),
            what="，".join(spot.name for spot in waiting),
        )
    figures = [
        {"operation": s.operation, "looks": s.looks, "median": s.median, "p90": s.p90, "before": s.before}
        for s in found
    ]
    values = {"figures": figures, "conclusion": conclusion, "at": clock.now(), "by": actor}
    return MonthOfPace.objects.update_or_create(environment=environment, month=month, defaults=values)[0]
