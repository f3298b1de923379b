"""`golive erp …`: the embedded ERP. It needs no Django: everything lies below the data folder."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from golive.cli import Refused
from golive.cli.boot import data_folder
from golive.cli.erp_words import STATES, error_words, step_words
from golive.cli.words import _
from golive.connectors.protocol import Refused as ErpSaidNo
from golive.connectors.protocol import Unavailable
from golive.connectors.tryton import backups, lifecycle
from golive.connectors.tryton.client import LoginFailed
from golive.connectors.tryton.install import Progress
from golive.connectors.tryton.place import HOST, ErpError, Place
from golive.connectors.tryton.server import Status

AS_JSON = click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))
BACKUP = click.Path(exists=True, file_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group(help=_("The embedded ERP: install, start, stop, watch, back up, restore."))
def erp() -> None:
    pass


@erp.command(help=_("Install, configure and start the ERP, as far as that is still to be done; repeat it at will."))
@click.option("--company", help=_("Name of the company, settled at the first start."))
@click.option("--year", type=int, help=_("Fiscal year to open (this year)."))
@AS_JSON
def up(company: str | None, year: int | None, as_json: bool) -> None:
    place = Place.at(data_folder())
    name = company or place.remembered().get("company")
    if not name:
        raise Refused(_("Name the company that the ERP is for: golive erp up --company NAME"))
    today = datetime.now(UTC).astimezone()
    with told(), watched() as progress:
        now = lifecycle.up(place, lifecycle.Company(str(name), year or today.year), progress)
    show(now, place, as_json)


@erp.command(help=_("Stop the ERP."))
def down() -> None:
    with told():
        ran = lifecycle.down(Place.at(data_folder()))
    click.echo(_("The ERP was stopped.") if ran else _("The ERP was not running."))


@erp.command(help=_("Whether the ERP runs, where, and how big it is; exit code 1 when it does not answer."))
@AS_JSON
def status(as_json: bool) -> None:
    place = Place.at(data_folder())
    now = lifecycle.status(place)
    show(now, place, as_json)
    if now.state != "running":
        raise SystemExit(1)


@erp.command(help=_("Back the ERP up while it works: a consistent copy, checked, with a manifest."))
@click.option("--to", "folder", type=FOLDER, help=_("Folder for the backup (GOLIVE_BACKUPS, or backups in the data)."))
@AS_JSON
def backup(folder: Path | None, as_json: bool) -> None:
    now = datetime.now(UTC)
    where = folder or Path(os.environ.get("GOLIVE_BACKUPS") or data_folder() / "backups")
    made = where / f"erp-{now:%Y%m%dT%H%M%SZ}"
    with told():
        manifest = backups.backup(Place.at(data_folder()), made, now.isoformat(timespec="seconds"))
    facts = {"path": str(made), "tables": len(manifest.tables), "rows": manifest.rows, "size": manifest.size}
    if as_json:
        click.echo(json.dumps({**facts, "sha256": manifest.sha256, "taken_at": manifest.taken_at}, ensure_ascii=False))
        return
    click.echo(_("Written and read again: %(path)s") % facts)
    click.echo(_("%(tables)s tables, %(rows)s rows, %(size)s bytes") % facts)


@erp.command(help=_("Restore a backup of the ERP into a new data folder, with new passwords."))
@click.argument("folder", type=BACKUP, metavar="BACKUP")
@click.argument("into", type=FOLDER)
def restore(folder: Path, into: Path) -> None:
    with told(), watched() as progress:
        manifest = backups.restore(folder, Place.at(into), progress)
    facts = {"path": into, "at": manifest.taken_at, "rows": manifest.rows}
    click.echo(_("Restored into %(path)s, as of %(at)s: %(rows)s rows equal the backup.") % facts)
    click.echo(_("To start it: GOLIVE_DATA=%(path)s golive erp up") % facts)


@erp.command(help=_("Restore a backup in a scratch place, start an ERP on it, log in, compare; measure the time."))
@click.argument("folder", type=BACKUP, metavar="BACKUP")
@AS_JSON
def drill(folder: Path, as_json: bool) -> None:
    own = Place.at(data_folder())
    scratch = dataclasses.replace(own, root=own.root.with_name(f"erp-drill-{os.getpid()}"))
    with told(), watched() as progress:
        done = backups.drill(folder, scratch, progress)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(done)))
        return
    click.echo(
        _("The ERP answered from the backup after %(seconds)s s: %(tables)s tables, %(rows)s rows.")
        % {"seconds": done.seconds, "tables": done.tables, "rows": done.rows}
    )


def show(now: Status, place: Place, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(now), ensure_ascii=False))
        return
    click.echo(_(STATES[now.state]))
    if now.state == "running":
        click.echo(
            f"Tryton {now.version}  http://{HOST}:{now.port}/  pid {now.pid}  {(now.rss_bytes or 0) // 2**20} MB"
        )
        click.echo(_("Administrator's password: %(path)s") % {"path": place.password_file("admin")})
    elif now.detail:
        click.echo(now.detail)


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong, on stderr with exit code 1: what failed, what was kept, what to do next."""
    try:
        yield
    except ErpError as error:
        raise Refused(error_words(error)) from error
    except (ErpSaidNo, Unavailable, LoginFailed) as error:
        raise Refused(_("The ERP refused or did not answer: %(why)s") % {"why": error}) from error


@contextmanager
def watched() -> Iterator[Progress]:
    """A line a step on stderr, with a bar while it moves; stdout stays free for the answer."""
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Bar(*columns, console=Console(stderr=True))
    tasks: dict[str, TaskID] = {}

    def progress(code: str, done: int, total: int, detail: str) -> None:
        if code not in tasks:
            tasks[code] = bar.add_task(step_words(code), total=total)
        bar.update(tasks[code], completed=done, total=total)

    with bar:
        yield progress
