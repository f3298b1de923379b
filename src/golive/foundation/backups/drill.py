"""The restore drill: bring the newest backup back in a scratch place, and see whether the product lives there.

Measured: RTO, from the start to the first page that answers; RPO, the age of the data that would have come back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.foundation import clock
from golive.foundation.backups import archive
from golive.foundation.backups import database as databases
from golive.foundation.backups.errors import Damaged, Impossible
from golive.foundation.backups.manifest import Manifest, differences
from golive.foundation.backups.restore import bring_database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Check:
    name: str  # opened, database, rows, migrations, audit, page
    ok: bool
    detail: str = ""


@dataclass(slots=True)
class Drill:
    """What a drill found. It is good only when every check was made and is good."""

    backup: Path
    started_at: datetime
    taken_at: datetime | None = None
    rto_seconds: float = 0.0
    rpo_seconds: float = 0.0
    rows: int = 0
    checks: list[Check] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return {check.name for check in self.checks if check.ok} >= set(NEEDED) and all(c.ok for c in self.checks)


NEEDED = ("opened", "database", "rows", "migrations", "audit", "page")


def run(key: bytes, path: Path | None = None) -> Drill:
    """Restore `path` (or the newest backup) for practice. Damage is in the result; Impossible is raised."""
    path = path or archive.newest()
    if path is None:
        raise Impossible(_("There is no backup in %(folder)s. Make one first: golive backup"), folder=archive.folder())
    drill = Drill(path, clock.now())
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="golive-drill-") as scratch:
        into = Path(scratch) / "data"
        manifest = _step(drill, "opened", lambda: archive.unpack(path, key, into), _("every piece and file as written"))
        if manifest is not None:
            drill.taken_at, drill.rows = datetime.fromisoformat(manifest.taken_at), manifest.rows
            drill.rpo_seconds = (drill.started_at - drill.taken_at).total_seconds()
            with _place(manifest, into) as target:
                _practise(drill, manifest, into, target)
    drill.rto_seconds = time.monotonic() - begun
    return drill


def _practise(drill: Drill, manifest: Manifest, into: Path, target: dict[str, Any]) -> None:
    tables = _step(drill, "database", lambda: bring_database(into, manifest, target), _("restored, sound in itself"))
    if tables is None:
        return
    wrong = differences(manifest, tables)
    drill.checks.append(
        Check(
            "rows", not wrong, "; ".join(wrong[:5]) or _("%(rows)s rows equal the manifest") % {"rows": manifest.rows}
        )
    )
    drill.checks += _probe(into, target)


@contextmanager
def _place(manifest: Manifest, into: Path) -> Iterator[dict[str, Any]]:
    """Where the database of the drill goes: a file in the scratch folder, or a new database on the same server."""
    if manifest.database == "sqlite":
        yield {"ENGINE": "django.db.backends.sqlite3", "NAME": into / databases.SQLITE_NAME}
    else:
        with databases.scratch_postgres(settings.DATABASES["default"]) as target:
            yield target


def _step(drill: Drill, name: str, act: Callable[[], T], good: str) -> T | None:
    try:
        result = act()
    except Damaged as damage:
        drill.checks.append(Check(name, False, str(damage)))
        return None
    drill.checks.append(Check(name, True, good))
    return result


def _probe(into: Path, target: dict[str, Any]) -> list[Check]:
    """Start the product on the copy in a process of its own, which knows nothing of the live database."""
    environment = {
        **os.environ,
        "GOLIVE_DATA": str(into),
        "GOLIVE_DATABASE_URL": databases.url_of(target),
        "GOLIVE_HTTPS": "",
        "LANGUAGE": get_language() or "",
    }
    command = [sys.executable, "-m", "golive.foundation.backups.probe"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
    try:
        return [Check(**found) for found in json.loads(done.stdout.splitlines()[-1])]
    except (ValueError, IndexError, TypeError):
        return [
            Check(
                "page",
                False,
                _("the product did not start on the copy: %(reason)s") % {"reason": done.stderr.strip()[-500:]},
            )
        ]
