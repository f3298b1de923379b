"""Bring a backup back, into a new place only, and prove that what arrived is what was saved."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation.backups import archive
from golive.foundation.backups import database as databases
from golive.foundation.backups.errors import Damaged, Impossible
from golive.foundation.backups.manifest import Manifest, Table, differences, sqlite_tables


def restore(path: Path, key: bytes, into: Path, target: dict[str, Any] | None = None) -> Manifest:
    """Fill the new data folder `into` from a backup. `target`: settings of an empty PostgreSQL database, needed
    when the backup came from one. Raises Impossible before anything is written, Damaged when what arrived differs."""
    expects = archive.unpack(path, key, into)
    if expects.database == "postgresql" and target is None:
        shutil.rmtree(into)
        raise Impossible(
            _("This backup came from PostgreSQL. Name a new, empty database to restore into, in GOLIVE_DATABASE_URL.")
        )
    problems = differences(expects, bring_database(into, expects, target))
    if problems:
        raise Damaged(
            _("%(name)s: what was restored differs from what was saved: %(what)s"),
            name=path.name,
            what="; ".join(problems[:5]),
        )
    return expects


def bring_database(into: Path, expects: Manifest, target: dict[str, Any] | None) -> dict[str, Table]:
    """Make the unpacked copy a database again; give its tables as they are there now."""
    if expects.database == "sqlite":
        path = into / databases.SQLITE_NAME
        if problems := databases.problems_of_sqlite(path):
            raise Damaged(_("The database is damaged: %(what)s"), what="; ".join(problems[:5]))
        return sqlite_tables(path)
    if target is None:
        raise Impossible(_("A backup from PostgreSQL needs a database to go to."))
    dump = into / databases.POSTGRES_NAME
    databases.restore_postgres(dump, target)
    shutil.rmtree(dump)
    return databases.tables_of_postgres(target)
