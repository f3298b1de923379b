"""Environments as the ERP connector knows them: the only file here that touches it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from golive.apps.systems.models import Environment, Operation
from golive.connectors.protocol import Refused as NotAllowed
from golive.connectors.protocol import Unavailable
from golive.connectors.tryton import backups, lifecycle, server
from golive.connectors.tryton.client import LoginFailed
from golive.connectors.tryton.event_tables import fetch_tables
from golive.connectors.tryton.install import Cancel, Cancelled, Progress
from golive.connectors.tryton.invoices import SupplierInvoice, supplier_invoices
from golive.connectors.tryton.lifecycle import Company
from golive.connectors.tryton.place import INTEGRATION, ErpError, Place
from golive.connectors.tryton.sentences import ERRORS, STEPS
from golive.connectors.tryton.target import TrytonTarget
from golive.engines.mining.log import EventLog
from golive.engines.mining.sources.tryton import TEMPLATES, log_of_tables
from golive.engines.mining.statistics import hodges_lehmann, magnitude, mann_whitney
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.words import Words, words

__all__ = [
    "BACKUPS", "STEPS", "Cancel", "ErpError", "back_up", "change_of", "drill", "install", "probe", "response_times", "start",
    "stop",
]  # fmt: skip

BACKUPS = "backups"
FEWEST = 30  # looks, below which nothing is said of a change


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


ASKED = {  # as a user opens a list: its first rows, newest first
    Operation.PARTNERS: ("party.party", ["name"]),
    Operation.PRODUCTS: ("product.product", ["rec_name"]),
    Operation.PURCHASES: ("purchase.purchase", ["number", "party.name", "state"]),
    Operation.SALES: ("sale.sale", ["number", "party.name", "state"]),
    Operation.MOVES: ("stock.move", ["product.rec_name", "quantity", "state"]),
}
ROWS = 100


def response_times(environment: Environment) -> dict[str, int]:
    """Milliseconds of each operation, asked as the integration user. What the ERP has not installed is left out."""
    here = place(environment)
    status = lifecycle.status(here)
    if status.state != "running":
        return {}
    took = {str(Operation.ANSWER): round((status.seconds or 0.0) * 1000)}
    client = server.client(here, INTEGRATION)
    try:
        took[str(Operation.SIGN_IN)] = _milliseconds(client.login)
        for operation, (model, fields) in ASKED.items():
            ask = partial(client.ask, f"model.{model}.search_read", [], 0, ROWS, [["id", "DESC"]], fields)
            with suppress(NotAllowed):
                took[str(operation)] = _milliseconds(ask)
    except (Unavailable, LoginFailed):
        pass  # the checks say so; what was timed before stands
    finally:
        client.close()
    return took


def _milliseconds(call: Callable[[], object]) -> int:
    begin = monotonic()
    call()
    return round((monotonic() - begin) * 1000)


def change_of(before: Sequence[float], after: Sequence[float]) -> tuple[str, float, float, float] | None:
    """(verdict, shift, low, high) in milliseconds: improved or worse only where the 95 % interval leaves out zero and the
    effect is not negligible. None where a side has fewer than thirty looks."""
    if min(len(before), len(after)) < FEWEST:
        return None
    a, b = np.array(before, dtype=float), np.array(after, dtype=float)
    shift = hodges_lehmann(a, b)
    verdict = "no_change"
    if magnitude(mann_whitney(a, b).delta) != "negligible" and (shift.high < 0 or shift.low > 0):
        verdict = "improved" if shift.high < 0 else "worse"
    return verdict, shift.value, shift.low, shift.high


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


def _loaded_into(project: Project) -> Environment | None:
    rows = Environment.objects.filter(project=project, state=Environment.State.RUNNING).order_by("id")
    return min(rows, key=lambda e: e.kind == Environment.Kind.PRODUCTION, default=None)


def loads_into_production(project: Project) -> bool:
    chosen = _loaded_into(project)
    return chosen is not None and chosen.kind == Environment.Kind.PRODUCTION


def target_of(project: Project) -> TrytonTarget | None:
    """Where the project's data is loaded: its first running environment, production last. None when none is there."""
    chosen = _loaded_into(project)
    if chosen is None:
        return None
    try:
        return TrytonTarget(server.client(place(chosen), INTEGRATION))
    except ErpError:  # it runs by our records, but its files are not here: restored on another machine, or removed
        return None


def is_asked(project: Project) -> bool:
    """Whether there is a running ERP whose records could be read."""
    return _loaded_into(project) is not None


def event_log(project: Project, template: str) -> EventLog:
    """What the ERP recorded of a process. Refused where it cannot be reached or has recorded nothing yet."""
    chosen = _loaded_into(project)
    if chosen is None:
        raise Refused("no_erp", _("No ERP is running. Install or start one, then take the log again."))
    wanted = TEMPLATES[template]
    try:
        client = server.client(place(chosen), INTEGRATION)
        installed = client.ask(
            "model.ir.model.search_read", [["name", "in", list(wanted.models)]], 0, None, None, ["name"]
        )
        names = {row["name"] for row in installed}  # a module that is not installed records nothing
        tables = fetch_tables(client, {model: fields for model, fields in wanted.models.items() if model in names})
    except (ErpError, Unavailable, LoginFailed, NotAllowed) as error:
        raise Refused(
            "erp_silent", _("The ERP did not answer (%(said)s). Nothing was taken; try again."), said=str(error)
        ) from error
    return log_of_tables(wanted, tables, source=f"Tryton · {chosen.name}")


PAGE = 1000


def _running(project: Project) -> Environment | None:
    """The ERP in production where there is one: objectives are measured, and invoices posted, where people work."""
    rows = Environment.objects.filter(project=project, state=Environment.State.RUNNING).order_by("-id")
    return min(rows, key=lambda e: e.kind != Environment.Kind.PRODUCTION, default=None)


def figures(project: Project, asked: list[tuple[str, str, str, str, list[list[Any]]]]) -> dict[str, Decimal]:
    """Counts, sums and averages of records, read only: (name, function, record, field, domain) to name: figure."""
    chosen = _running(project)
    if chosen is None:
        raise Refused("no_erp", _("No ERP is running. Install or start one, then measure again."))
    try:
        client = server.client(place(chosen), INTEGRATION)
        try:
            return {name: _figure(client, *rest) for name, *rest in asked}
        finally:
            client.close()
    except (ErpError, Unavailable, LoginFailed, NotAllowed) as error:
        raise Refused(
            "erp_silent", _("The ERP gave no answer (%(said)s). Nothing was measured."), said=str(error)
        ) from error


def supplier_invoices_of(project: Project, since: date) -> list[SupplierInvoice]:
    """Posted invoices of suppliers, read only."""
    chosen = _running(project)
    if chosen is None:
        raise Refused("no_erp_invoices", _("No ERP is running. Install or start one, then read the invoices again."))
    try:
        client = server.client(place(chosen), INTEGRATION)
        try:
            return supplier_invoices(client, since)
        finally:
            client.close()
    except (ErpError, Unavailable, LoginFailed, NotAllowed) as error:
        raise Refused(
            "erp_silent_invoices",
            _("The ERP gave no answer (%(said)s). Nothing was read, and nothing was booked."),
            said=str(error),
        ) from error


def _figure(client: Any, function: str, record: str, field: str, domain: list[list[Any]]) -> Decimal:
    count = int(client.ask(f"model.{record}.search_count", domain))
    if function == "count":
        return Decimal(count)
    total = Decimal(0)
    for start in range(0, count, PAGE):
        page = client.ask(f"model.{record}.search_read", domain, start, PAGE, [["id", "ASC"]], [field])
        total += sum((Decimal(str(row[field] or 0)) for row in page), Decimal(0))
    return total if function == "total" else total / count if count else Decimal(0)
