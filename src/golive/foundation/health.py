"""Is the installation in order? One finding a question: what is wrong, and how to mend it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from golive.connectors.tryton import lifecycle
from golive.connectors.tryton.place import Place
from golive.foundation import clock
from golive.foundation.backups import archive
from golive.foundation.dispatch.models import Dispatch, MailServer
from golive.foundation.jobs.models import Job, Schedule

State = Literal["good", "note", "wrong"]
LATE = timedelta(minutes=3)  # a worker looks every few seconds; what waits longer waits for nobody
BACKUP_AGE = timedelta(hours=26)  # a day, and time to run
FREE_SPACE = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    state: State
    text: str
    mend: str = ""


def good(subject: str, text: str) -> Finding:
    return Finding(_(subject), "good", text)


def configuration(deploy: bool = False) -> Finding:
    """Django's own checks; with `deploy`, those for a server that people reach from elsewhere."""
    subject = N_("Configuration")
    messages = [m for m in checks.run_checks(include_deployment_checks=deploy) if not m.is_silenced()]
    serious = [m for m in messages if m.level >= checks.WARNING]
    if deploy and settings.SIMULATION:
        text = _("GOLIVE_SIMULATION is set: anybody signed in may say what time it is. Unset it.")
        return Finding(_(subject), "wrong", text)
    if not serious:
        return good(subject, _("no fault found"))
    text = "; ".join(f"{m.id}: {m.msg}" for m in serious)
    hints = [str(m.hint) for m in serious if m.hint]
    if deploy and not settings.SESSION_COOKIE_SECURE:
        hints.insert(0, _("Behind TLS, set GOLIVE_HTTPS=1, GOLIVE_BASE_URL and GOLIVE_ALLOWED_HOSTS."))
    return Finding(_(subject), "wrong", text, " ".join(hints))


def database() -> Finding:
    """Reachable, every migration applied, and for SQLite the journal that lets readers and a writer work together."""
    subject = N_("Database")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        text = _("%(count)s migrations have not been applied") % {"count": len(waiting)}
        return Finding(_(subject), "wrong", text, _("Run: golive setup"))
    if connection.vendor != "sqlite":
        return good(subject, connection.display_name)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode == "wal":
        return good(subject, _("SQLite, WAL, every migration applied"))
    text = _("SQLite's journal mode is %(mode)s instead of WAL") % {"mode": mode}
    return Finding(
        _(subject), "wrong", text, _("Put the data folder on a local disk: WAL does not work over a network.")
    )


def worker() -> Finding:
    """A worker shows itself by its work: no job waits long, no schedule is overdue."""
    subject, late = N_("Worker"), clock.now() - LATE
    waiting = Job.objects.filter(state=Job.State.QUEUED, queued_at__lt=late).count()
    overdue = Schedule.objects.filter(enabled=True, next_at__lt=late).count()
    if waiting or overdue:
        text = _("%(jobs)s jobs wait and %(schedules)s schedules are overdue: no worker takes them")
        return Finding(_(subject), "wrong", text % {"jobs": waiting, "schedules": overdue}, _("Start: golive worker"))
    if not Schedule.objects.exists():
        return Finding(_(subject), "note", _("has not run yet"), _("Start: golive worker"))
    return good(subject, _("nothing is overdue"))


def storage() -> Finding:
    """The folders can be written, and the disk is not nearly full."""
    subject = N_("Storage")
    for folder in (Path(settings.DATA), Path(settings.MEDIA_ROOT), archive.folder()):
        there = next(p for p in (folder, *folder.parents) if p.exists())
        if not os.access(there, os.W_OK):
            text = _("%(folder)s cannot be written") % {"folder": there}
            return Finding(_(subject), "wrong", text, _("Give the user that runs GoLive the right to write there."))
    free = shutil.disk_usage(next(p for p in (settings.DATA, *settings.DATA.parents) if p.exists())).free
    text = _("%(megabytes)s MB free") % {"megabytes": free // 1_000_000}
    if free < FREE_SPACE:
        return Finding(_(subject), "wrong", text, _("Free some space: databases break on a full disk."))
    return good(subject, text)


def erp() -> Finding:
    """The embedded ERP: absent is allowed, installed and silent is not."""
    subject = N_("Embedded ERP")
    status = lifecycle.status(Place.at(Path(settings.DATA)))
    if status.state == "absent":
        return Finding(_(subject), "note", _("not installed"), _("To install it: golive erp up"))
    if status.state == "running":
        return good(subject, _("Tryton %(version)s answers") % {"version": status.version})
    text = _("installed, but %(state)s %(detail)s") % {"state": status.state, "detail": status.detail[-200:]}
    return Finding(_(subject), "wrong", text.strip(), _("Start it: golive erp up"))


def backup() -> Finding:
    """How old the newest backup is: that much work would be lost."""
    subject = N_("Backup")
    newest = archive.newest()
    if newest is None:
        return Finding(_(subject), "wrong", _("there is none"), _("Make one every day: golive backup"))
    hours = (clock.now() - archive.taken_at(newest)).total_seconds() / 3600
    text = _("the newest is %(hours).1f hours old") % {"hours": hours}
    if hours > BACKUP_AGE.total_seconds() / 3600:
        return Finding(_(subject), "wrong", text, _("Make one every day: golive backup"))
    return good(subject, text)


def messages() -> Finding:
    """What goes out: whether there is a mail server, and whether messages get through."""
    subject, since = N_("Mail and robots"), clock.now() - timedelta(days=1)
    stuck = Dispatch.objects.filter(state__in=("refused", "unknown"), ended_at__gt=since).count()
    if stuck:
        text = _("%(count)s messages of the last day did not get through") % {"count": stuck}
        return Finding(_(subject), "note", text, _("Look at the mail server and at the projects' group robots."))
    if not MailServer.objects.exists():
        return Finding(_(subject), "note", _("no mail server is set"), _("An administrator sets it under Mail server."))
    return good(subject, _("everything of the last day got through"))


def examine(deploy: bool = False) -> list[Finding]:
    """Ask every question. A question that fails to be asked is a fault of its own, and the rest are still asked."""
    questions: dict[str, Callable[[], Finding]] = {
        N_("Configuration"): lambda: configuration(deploy),
        N_("Database"): database,
        N_("Worker"): worker,
        N_("Storage"): storage,
        N_("Embedded ERP"): erp,
        N_("Backup"): backup,
        N_("Mail and robots"): messages,
    }
    return [_asked(subject, question) for subject, question in questions.items()]


def _asked(subject: str, question: Callable[[], Finding]) -> Finding:
    try:
        return question()
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        return Finding(_(subject), "wrong", text, _("Mend what stands above first, then check again."))
