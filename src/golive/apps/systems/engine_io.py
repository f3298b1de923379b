"""Environments as the ERP connector knows them: the only file here that touches it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from golive.apps.systems.models import Environment
from golive.connectors.tryton import backups, lifecycle, server
from golive.connectors.tryton.install import Cancel, Cancelled, Progress
from golive.connectors.tryton.lifecycle import Company
from golive.connectors.tryton.place import INTEGRATION, ErpError, Place
from golive.connectors.tryton.sentences import ERRORS, STEPS
from golive.connectors.tryton.target import TrytonTarget
from golive.foundation.accounts.models import Project
from golive.foundation.words import Words, words

__all__ = ["BACKUPS", "STEPS", "Cancel", "ErpError", "back_up", "drill", "install", "probe", "start", "stop"]

BACKUPS = "backups"


def place(environment: Environment) -> Place:
    return Place.at(Path(settings.DATA) / environment.folder)


def install(environment: Environment, progress: Progress, cancelled: Cancelled, year: int) -> server.Status:
    company = Company(environment.company, year, timezone=environment.project.timezone)
    return lifecycle.up(place(environment), company, progress, cancelled)


def start(environment: Environment) -> server.Status:
    return server.start(place(environment))


def is_up(environment: Environment) -> bool:
    return lifecycle.status(place(environment)).state == "running"


def stop(environment: Environment) -> bool:
    return lifecycle.down(place(environment))


def trouble(error: ErpError) -> Words:
    """What failed, in words, and what the machine said."""
    return words("%(what)s %(said)s", what=words(ERRORS.get(error.code, "")), said=error.text)


def probe(environment: Environment) -> list[tuple[str, bool, Words]]:
    """Look at a running environment: (code, good or not, what was found)."""
    here = place(environment)
    status = lifecycle.status(here)
    found = [("process", status.state == "running", words("process: %(state)s", state=status.state))]
    if status.state != "running":
        return found
    took = status.seconds or 0.0
    found.append(("answer", took < 2.0, words("answered in %(ms)s ms", ms=round(took * 1000))))
    found.append(("version", status.version == "8.0", words("Tryton %(version)s", version=status.version)))
    client = server.client(here, INTEGRATION)
    try:
        target = TrytonTarget(client)
        health = target.health()
        found.append(
            (
                "login",
                health.ok,
                words("sign-in as the integration user") if health.ok else words("%(text)s", text=health.text),
            )
        )
        if health.ok:
            found += _configuration(client)
    finally:
        client.close()
    return found


def _configuration(client: object) -> list[tuple[str, bool, Words]]:
    """Company, currency, accounts and warehouse, as the ERP itself answers."""

    def count(model: str, domain: list[object]) -> int:
        return int(client.ask(f"model.{model}.search_count", domain))  # type: ignore[attr-defined]

    companies = count("company.company", [])
    accounts = count("account.account", [["company", "!=", None]])
    warehouses = count("stock.location", [["type", "=", "warehouse"]])
    currency = count("currency.currency", [["code", "=", "CNY"]])
    return [
        ("company", companies > 0, words("companies: %(n)s", n=companies)),
        ("currency", currency > 0, words("currency CNY: %(n)s", n=currency)),
        ("chart", accounts > 20, words("accounts: %(n)s", n=accounts)),
        ("warehouse", warehouses > 0, words("warehouses: %(n)s", n=warehouses)),
    ]


def back_up(environment: Environment, folder: str, taken_at: str) -> backups.Manifest:
    target = Path(settings.DATA) / folder
    target.parent.mkdir(parents=True, exist_ok=True)
    return backups.backup(place(environment), target, taken_at)


def drill(environment: Environment, folder: str, scratch: str) -> backups.Drill:
    """Restore into a scratch place that shares programs and cache with the real one, start it, ask it, remove it."""
    real = place(environment)
    aside = Place(root=Path(settings.DATA) / scratch / "erp", venv=real.venv, cache=real.cache, module=real.module)
    return backups.drill(Path(settings.DATA) / folder, aside)


def target_of(project: Project) -> TrytonTarget | None:
    """Where the project's data is loaded: its first running environment, production last. None when none is there."""
    rows = Environment.objects.filter(project=project, state=Environment.State.RUNNING).order_by("id")
    ordered = sorted(rows, key=lambda e: e.kind == Environment.Kind.PRODUCTION)
    if not ordered:
        return None
    try:
        return TrytonTarget(server.client(place(ordered[0]), INTEGRATION))
    except ErpError:  # it runs by our records, but its files are not here: restored on another machine, or removed
        return None
