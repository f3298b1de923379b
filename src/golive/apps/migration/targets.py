"""Where a project's data is loaded to. The app that keeps the environments stands above this one, so it registers here:

register_target(provider)   # provider(project) -> Target | None, in its AppConfig.ready
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from golive.connectors.sql.promises import guarantees_of
from golive.connectors.tryton import target as tryton
from golive.connectors.tryton.objects import OBJECTS
from golive.engines.migration.port import Guarantees, Target
from golive.foundation.errors import Refused

Provider = Callable[[Any], Target | None]
_provider: Provider | None = None
_is_production: Callable[[Any], bool] | None = None


def register_target(provider: Provider | None) -> Provider | None:
    """Name who knows the target of a project, and return who was asked before (tests put him back)."""
    global _provider
    before, _provider = _provider, provider
    return before


def target_of(project: Any) -> Target | None:
    """The ERP that this project loads into, None while there is none."""
    return _provider(project) if _provider is not None else None


def register_production(check: Callable[[Any], bool] | None) -> Callable[[Any], bool] | None:
    """Name who knows whether a load goes into the ERP that people work with, and return who was asked before."""
    global _is_production
    before, _is_production = _is_production, check
    return before


def is_production(project: Any) -> bool:
    return _is_production(project) if _is_production is not None else False


def describe_target(project: Any) -> str:
    """The ERP's name for people, "" while there is none. It is not asked whether it answers."""
    target = target_of(project)
    return target.name if target is not None else ""


KEYS = {
    "atomic_key": _("Exactly once: a record and its key are written in one transaction under a unique constraint. Killed at "
                    "any moment, a load loses nothing and doubles nothing."),
    "external_id_upsert": _("At least once, found again: the ERP keeps an outside key, so a repeated write meets its own "
                            "record instead of making a second one."),
    "none": _("Not exactly once: this ERP cannot keep the key. After an interruption a row whose answer was lost may be there "
              "twice; reconcile and look before anybody works with it."),
}  # fmt: skip
SIMULATIONS = {
    "rolled_back": _("A simulation is the ERP’s real writing, taken back at the end."),
    "checked": _("A simulation checks the rules that we know; the ERP itself is not asked."),
    "none": _("This ERP cannot simulate."),
}
LIMITS = {
    "power_loss": _("If the machine loses power, the last moments may be lost: reconcile afterwards."),
    "engine_without_transactions": _("Nothing is promised of tables without transactions (MyISAM)."),
    "undo_ddl": _("Changes of the database’s structure are not taken back."),
}


def promises(project: Any) -> list[str]:
    """What the project's ERP guarantees of a load, and what not, in sentences; for the page and the certificate."""
    target = target_of(project)
    if target is None:
        return []
    return promised(target.guarantees())


def promised(found: Guarantees) -> list[str]:
    limits = [str(LIMITS.get(code, code)) for code in found.limits]
    return [str(KEYS.get(found.key, found.key)), str(SIMULATIONS.get(found.simulation, found.simulation)), *limits]


IN_TABLE = _(
    "In the table “golive_load_key” beside the data, under a unique constraint, in the transaction of the record."
)
STEPWISE = _("Killed after every step while loading; nothing lost, nothing twice.")
KILLED = _("Killed after every step and at random while loading; nothing lost, nothing twice.")
CONNECTORS: tuple[tuple[str, Guarantees, Any, Any], ...] = (
    ("Tryton 8.0", tryton.GUARANTEES,
     _("In Tryton’s own table “golive.load.key”, written by the module trytond_golive inside the transaction of the record "
       "and of its workflow."),
     _("On a real Tryton: killed after every step and a hundred times at random; nothing lost, nothing twice.")),
    ("PostgreSQL", guarantees_of("postgresql"), IN_TABLE, STEPWISE),
    ("SQLite", guarantees_of("sqlite"), IN_TABLE, KILLED),
    (_("MySQL, MariaDB"), guarantees_of("mysql"), IN_TABLE,
     _("Not proved by a test of ours on a real server: the same code as for the databases above.")),
)  # fmt: skip
"""(name, what it promises, where the key is kept, how it is proved) of every connector that can be loaded into."""


def offered(project: Any) -> dict[str, tuple[Any, ...]]:
    """object of the project's ERP -> its fields (connectors' FieldInfo), in the reader's language. A connector describes
    from its own table, so no call goes out; while there is no ERP, the templates say what it will offer. {} for a target
    that describes nothing."""
    target = target_of(project)
    if isinstance(target, tryton.TrytonTarget) or target is None:
        language = 0 if (get_language() or "zh").startswith("zh") else 1
        return {one.name: one.info(language).fields for one in OBJECTS}
    describe = getattr(target, "describe", None)
    return {each.name: each.fields for each in describe()} if describe is not None else {}


def target_fields(project: Any, object_name: str) -> list[Any]:
    return list(offered(project).get(object_name, ()))


def target_or_refusal(project: Any) -> Target:
    target = target_of(project)
    if target is None:
        raise Refused(
            "no_target",
            _("There is no running ERP to load into, so nothing was started. Set up the test environment first."),
        )
    return target
