"""`golive serve`, `worker`, `demo`: the running product."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from golive.cli import Refused
from golive.cli.boot import boot, data_folder
from golive.cli.children import Children, answers, port_is_free
from golive.cli.product import migrate
from golive.cli.words import _

STARTING = 90.0  # seconds for the first page; a slow disk is not a fault


@click.command(help=_("Serve the pages. Put a reverse proxy with TLS before it when people come from elsewhere."))
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help=_("Address and port."))
@click.option("--workers", default=2, show_default=True, help=_("Processes."))
@click.option("--threads", default=4, show_default=True, help=_("Threads in each process."))
def serve(bind: str, workers: int, threads: int) -> None:
    if os.name == "nt":  # gunicorn needs POSIX
        boot()
        from django.core.management import call_command

        call_command("runserver", bind, use_reloader=False, insecure_serving=True)
        return
    collect_static()
    arguments = ["golive.config.wsgi:application", "--bind", bind, "--worker-class", "gthread"]
    arguments += ["--workers", str(workers), "--threads", str(threads), "--timeout", "120", "--graceful-timeout", "20"]
    arguments += ["--no-control-socket", "--log-level", "warning"]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments])


def collect_static() -> None:
    """Name styles and scripts by their content, so that a browser never mixes those of two versions.

    Those of earlier versions stay beside them for pages that are still open."""
    os.environ["GOLIVE_HASHED_STATIC"] = "1"
    boot()
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


@click.command(help=_("Run background jobs and schedules until stopped; several workers may run on PostgreSQL."))
@click.option("--slots", default=2, show_default=True, help=_("Jobs at the same time."))
def worker(slots: int) -> None:
    boot()
    from golive.foundation.jobs.worker import run_worker

    run_worker(slots)


@click.command(help=_("Start the filled example project: web and worker, with an embedded ERP on request."))
@click.option("--port", default=8000, show_default=True)
@click.option("--fresh", is_flag=True, help=_("Begin again; what was there is moved aside, not deleted."))
def demo(port: int, fresh: bool) -> None:
    if not port_is_free(port):
        raise Refused(
            _(
                "Port %(port)s is taken by another program. Nothing was changed; choose another: golive demo --port %(next)s"
            )
            % {"port": port, "next": port + 1}
        )
    address = f"http://127.0.0.1:{port}"
    data = data_folder()
    os.environ.update(GOLIVE_DATA=str(data), GOLIVE_DEMO="1")
    os.environ.setdefault("GOLIVE_BASE_URL", address)
    if (fresh or unfinished(data).exists()) and (aside := move_aside(data)):
        click.echo(_("The old data is kept in %(folder)s.") % {"folder": aside})
    settings = boot()
    click.echo(_("Preparing the database in %(folder)s …") % {"folder": data})
    migrate()
    fill_once(data)
    look_at_erp()
    with Children(on_stop=lambda: stop_erp(Path(settings.DATA))) as children:
        children.start("web", "serve", "--bind", f"127.0.0.1:{port}")
        children.start("worker", "worker")
        if not children.wait_until(lambda: answers(f"{address}/account/login/"), STARTING):
            raise Refused(
                _("The server did not start; the reason stands above. The data in %(f)s is kept.") % {"f": data}
            )
        welcome(address)
        ended = children.watch()
    if ended:
        raise Refused(_("The process “%(name)s” ended by itself; everything else was stopped.") % {"name": ended})


def move_aside(data: Path) -> Path | None:
    """Keep the old folder under the next free name `….old-N`; its ERP is stopped first."""
    if not data.exists() or not any(data.iterdir()):
        return None
    stop_erp(data)
    number = next(n for n in range(1, 10_000) if not data.with_name(f"{data.name}.old-{n}").exists())
    return data.rename(data.with_name(f"{data.name}.old-{number}"))


def stop_erp(data: Path) -> None:
    """The embedded ERP outlives who starts it, so that a load survives a restart; the demo takes it down at its end."""
    from golive.connectors.tryton import lifecycle
    from golive.connectors.tryton.place import ErpError, Place

    place = Place.at(data)
    if place.root.exists():
        try:
            lifecycle.down(place)
        except ErpError as error:
            click.echo(str(error), err=True)


def look_at_erp() -> None:
    """The demo took its ERP down at its end: the worker's first job is to see that what should run does run."""
    from golive.foundation.accounts.queries import system_actor
    from golive.foundation.jobs.queue import enqueue

    enqueue(system_actor(), "systems.watch")


def unfinished(data: Path) -> Path:
    """Lies there while the example project is being made: whoever finds it at the start, finds a half-made one."""
    return data / "demo-unfinished"


def fill_once(data: Path) -> None:
    """Make the example project unless there is one already."""
    from golive.foundation.accounts.models import Project

    if Project.objects.exists():
        return
    fill = fill_of_demo()
    click.echo(_("Filling the example project (about a minute) …"))
    unfinished(data).touch()
    fill(lambda text: click.echo(f"  {text}"))
    unfinished(data).unlink()


def fill_of_demo() -> Callable[[Callable[[Any], None]], Any]:
    try:
        from golive.demo.fill import fill
    except ModuleNotFoundError as error:
        if error.name != "golive.demo.fill":
            raise
        raise Refused(_("This version has no example project: golive.demo.fill is missing.")) from error
    return fill  # type: ignore[no-any-return]


def welcome(address: str) -> None:
    """The address and whom to sign in as."""
    from rich.console import Console
    from rich.table import Table

    from golive.demo.cast import LEADS, PASSWORD, PEOPLE

    table = Table(box=None, pad_edge=False)
    for heading in (_("Sign-in name"), _("Name"), _("Role")):
        table.add_column(heading)
    people = {person.username: person for person in PEOPLE}
    for username in LEADS:
        person = people[username]
        table.add_row(username, person.name, "、".join(title for _party, title, _share in person.places))
    console = Console()
    console.print(table)
    console.print(_("Password of all: %(password)s") % {"password": PASSWORD}, highlight=False)
    console.print(_("GoLive is ready: %(address)s (Ctrl-C stops it)") % {"address": address}, style="bold")
