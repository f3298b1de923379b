"""The embedded ERP from nothing to a configured, running server, and back: what `golive erp` and the pages call."""

from __future__ import annotations

from dataclasses import dataclass

from golive.connectors.tryton import install, server
from golive.connectors.tryton.install import Cancel, Cancelled, Progress, never, silent
from golive.connectors.tryton.place import ADMINISTRATOR, INTEGRATION, Place
from golive.connectors.tryton.server import Status

BOOTSTRAP_STEPS = ("company", "chart", "fiscal_year", "trade", "user")
STEPS = (*install.STEPS, "start", *BOOTSTRAP_STEPS)


@dataclass(frozen=True)
class Company:
    """What the first configuration settles. `year` is the fiscal year to open; the caller knows today's date."""

    name: str
    year: int
    currency: str = "CNY"
    country: str = "CN"
    timezone: str = "Asia/Shanghai"
    warehouse: str = "主仓库"


def up(place: Place, company: Company, progress: Progress = silent, cancelled: Cancelled = never) -> Status:
    """Install, start and configure, each as far as it is still to be done. Raises ErpError (Cancel: asked to stop)."""
    with place.locked():
        if install.outdated(place):
            server.stop(place)
        install.install(place, progress, cancelled)
        now = server.start(place, progress, cancelled)
        bootstrap(place, company, progress, cancelled)
        return now


def down(place: Place) -> bool:
    """Stop the server; True when it ran."""
    with place.locked():
        return server.stop(place)


def status(place: Place) -> Status:
    return server.status(place)


def bootstrap(place: Place, company: Company, progress: Progress = silent, cancelled: Cancelled = never) -> None:
    """Company, currency, chart of accounts, fiscal year, warehouse and the integration user, over JSON-RPC.

    Every step may be repeated: it finds what is there and leaves it as it is."""
    admin = server.client(place, ADMINISTRATOR)
    found: dict[str, object] = {}

    def step(name: str, *params: object) -> None:
        if cancelled():
            raise Cancel
        progress(name, 0, 1, "")
        found[name] = admin.ask(f"model.golive.setup.{name}", *params)
        progress(name, 1, 1, str(found[name]))

    step("company", company.name, company.currency, company.country, company.timezone)
    step("chart", found["company"])
    step("fiscal_year", found["company"], company.year)
    step("trade", found["company"], company.warehouse)
    step("user", found["company"], INTEGRATION, "GoLive", place.password(INTEGRATION))
    (kept,) = admin.ask("model.company.company.read", [found["company"]], ["rec_name"])
    place.remember(company=kept["rec_name"], company_id=found["company"])
