"""Backup of the ERP in one consistent step, its manifest, restoring into a new place, and the drill that proves it.

A backup is a folder with `erp.sqlite` and `manifest.json` (tables with row counts, sha256). Passwords are not in it:
the restored ERP gets new ones.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from golive.connectors.tryton import database, install, server
from golive.connectors.tryton.install import Cancelled, Progress, never, silent
from golive.connectors.tryton.place import ADMINISTRATOR, ErpError, Place

FORMAT = 1
MANIFEST = "manifest.json"
CONTENT = "erp.sqlite"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `taken_at` is the caller's words for the moment; `fingerprint` names packages and module."""

    taken_at: str
    company: str
    fingerprint: str
    sha256: str
    size: int
    tables: dict[str, int]
    seconds: float
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


@dataclass(frozen=True)
class Drill:
    """What a drill measured. seconds: from the backup to a login at the server that runs on the copy (the RTO)."""

    seconds: float
    tables: int
    rows: int
    parties_answered: int
    version: str


def backup(place: Place, folder: Path, taken_at: str) -> Manifest:
    """Write a backup into a new folder, while the ERP may go on working. Raises ErpError."""
    if not place.database.exists():
        raise ErpError("not_installed", f"there is no ERP in {place.root}")
    if folder.exists():
        raise ErpError("backup_exists", f"{folder} is already there; a backup is never overwritten", path=str(folder))
    began = time.monotonic()
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    content = part / CONTENT
    database.copy(place.database, content)
    if problems := database.problems(content):
        raise ErpError("backup_damaged", "the copy is not sound: " + "; ".join(problems[:5]), problems=problems)
    known = place.remembered()
    manifest = Manifest(
        taken_at=taken_at,
        company=str(known.get("company", "")),
        fingerprint=str(known.get("fingerprint", "")),
        sha256=database.sha256(content),
        size=content.stat().st_size,
        tables=database.row_counts(content),
        seconds=round(time.monotonic() - began, 3),
    )
    text = json.dumps(dataclasses.asdict(manifest), ensure_ascii=False, indent=1)
    (part / MANIFEST).write_text(text, encoding="utf-8")
    part.rename(folder)
    return manifest


def verify(folder: Path) -> Manifest:
    """Read the manifest and compare the content with it. Raises ErpError("backup_damaged")."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ErpError("backup_damaged", f"{folder} has no readable manifest: {error}") from error
    content = folder / CONTENT
    if not content.is_file():
        raise ErpError("backup_damaged", f"{content} is missing")
    if manifest.format != FORMAT:
        raise ErpError("backup_damaged", f"{folder} is of format {manifest.format}; this program reads {FORMAT}")
    if (found := database.sha256(content)) != manifest.sha256:
        raise ErpError("backup_damaged", f"{content} is not what was backed up: sha256 {found[:12]}…")
    if different := _differences(content, manifest):
        raise ErpError("backup_damaged", f"{content}: " + "; ".join(different[:5]), problems=different)
    return manifest


def restore(folder: Path, place: Place, progress: Progress = silent, cancelled: Cancelled = never) -> Manifest:
    """Put a verified backup into a place that has no ERP yet, with new passwords, not started. Raises ErpError."""
    manifest = verify(folder)
    with place.locked():
        if place.database.exists():
            raise ErpError("place_taken", f"there is an ERP in {place.root} already; restore into a new place")
        for step in (install.virtual_environment, install.packages, install.module, install.configuration):
            if cancelled():
                raise install.Cancel
            step(place, progress, cancelled)
        progress("database", 0, 1, "")
        install.adopt(place, folder / CONTENT, cancelled)
        place.remember(company=manifest.company, fingerprint=manifest.fingerprint)
        if install.outdated(place):  # made by an earlier module: bring it up to this one
            install.fresh_database(place, progress, cancelled)
        progress("database", 1, 1, "")
    return manifest


def drill(folder: Path, scratch: Place, progress: Progress = silent) -> Drill:
    """Restore into a scratch place, start a server on the copy, log in, compare what it answers; clean up.

    `scratch` should share venv and cache with the real place, else their making is measured too. Raises ErpError."""
    if scratch.root.exists():
        raise ErpError("place_taken", f"{scratch.root} is already there; a drill needs a place of its own")
    began = time.monotonic()
    try:
        manifest = restore(folder, scratch, progress)
        now = server.start(scratch, progress)
        admin = server.client(scratch, ADMINISTRATOR)
        parties = int(admin.ask("model.party.party.search_count", [], context={"active_test": False}))
        took = time.monotonic() - began
        if parties != manifest.tables["party_party"]:
            told = manifest.tables["party_party"]
            raise ErpError("drill_failed", f"the restored ERP answers {parties} parties, the backup holds {told}")
        return Drill(round(took, 2), len(manifest.tables), manifest.rows, parties, now.version)
    finally:
        server.stop(scratch)
        shutil.rmtree(scratch.root, ignore_errors=True)


def _differences(content: Path, manifest: Manifest) -> list[str]:
    if problems := database.problems(content):
        return problems
    try:
        found = database.row_counts(content)
    except sqlite3.DatabaseError as error:
        return [str(error)]
    names = sorted(found.keys() | manifest.tables.keys())
    return [
        f"{name}: {found.get(name, 'missing')} rows, the manifest says {manifest.tables.get(name, 'none')}"
        for name in names
        if found.get(name) != manifest.tables.get(name)
    ]
