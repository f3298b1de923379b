"""`golive backup`, `restore`, `drill`: the product's data, out and back, with proof."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from golive.cli import Refused
from golive.cli.boot import boot, data_folder
from golive.cli.words import _

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
AS_JSON = click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))


@click.command(help=_("Back up the database and the files: one encrypted file, read again after it was written."))
@click.option("--to", "folder", type=FOLDER, help=_("Folder for the backup (GOLIVE_BACKUPS, or backups in the data)."))
@AS_JSON
def backup(folder: Path | None, as_json: bool) -> None:
    settings = boot()
    from golive.foundation.backups import archive, keys

    with told():
        key = keys.backup_key(Path(settings.DATA), make=True)
        made = archive.make(key, folder)
    if as_json:
        facts = {"path": str(made.path), "size": made.size, "sha256": made.sha256}
        facts |= {"taken_at": made.manifest.taken_at, "tables": len(made.manifest.tables), "rows": made.manifest.rows}
        facts |= {"files": len(made.manifest.files), "key": made.manifest.key}
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    counts = {"tables": len(made.manifest.tables), "rows": made.manifest.rows, "files": len(made.manifest.files)}
    click.echo(_("Written and read again: %(path)s") % {"path": made.path})
    click.echo(_("%(tables)s tables, %(rows)s rows, %(files)s members") % counts)
    click.echo(
        _("Key: %(path)s. Without it the backup cannot be opened: keep a copy elsewhere.") % {"path": keys.where()}
    )
    click.echo(
        _("Not in it: the keys in %(path)s, and the ERP (golive erp backup).") % {"path": settings.DATA / "secrets"}
    )


@click.command(help=_("Restore a backup into a new data folder, and compare what arrived with what was saved."))
@click.argument("file", type=FILE)
@click.argument("into", type=FOLDER)
def restore(file: Path, into: Path) -> None:
    settings = boot()
    from golive.foundation.backups import keys
    from golive.foundation.backups import restore as restoring

    live = settings.DATABASES["default"]
    target = None if live["ENGINE"].endswith("sqlite3") else live
    with told():
        manifest = restoring.restore(file, keys.backup_key(data_folder()), into, target)
    facts = {"rows": manifest.rows, "files": len(manifest.files), "path": into, "at": manifest.taken_at}
    click.echo(_("Restored into %(path)s, as of %(at)s: %(rows)s rows and %(files)s files equal the backup.") % facts)
    click.echo(_("To use it: GOLIVE_DATA=%(path)s golive serve") % {"path": into})


@click.command(help=_("Restore the newest backup in a scratch place and start the product on it; measure RTO and RPO."))
@click.option("--file", type=FILE, help=_("This backup instead of the newest."))
@AS_JSON
def drill(file: Path | None, as_json: bool) -> None:
    settings = boot()
    from golive.foundation.backups import drill as drills
    from golive.foundation.backups import keys

    with told():
        done = drills.run(keys.backup_key(Path(settings.DATA)), file)
    if as_json:
        click.echo(json.dumps(document(done), ensure_ascii=False))
    else:
        for check in done.checks:
            click.echo(f"{'✓' if check.ok else '✗'} {check.name}: {check.detail}")
        click.echo(f"RTO {done.rto_seconds:.1f} s, RPO {done.rpo_seconds / 3600:.1f} h")
    if not done.ok:
        failed = ", ".join(check.name for check in done.checks if not check.ok)
        raise Refused(
            _(
                "The backup %(file)s cannot be relied on: %(failed)s. The live data was not touched; make a new backup now."
            )
            % {"file": done.backup.name, "failed": failed}
        )


def document(done: Any) -> dict[str, Any]:
    return {
        "ok": done.ok,
        "backup": str(done.backup),
        "taken_at": done.taken_at.isoformat() if done.taken_at else None,
        "rto_seconds": round(done.rto_seconds, 2),
        "rpo_seconds": round(done.rpo_seconds, 2),
        "rows": done.rows,
        "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in done.checks],
    }


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong with a backup, said on stderr with exit code 1."""
    from golive.foundation.backups.errors import Problem

    try:
        yield
    except Problem as problem:
        raise Refused(str(problem)) from problem
