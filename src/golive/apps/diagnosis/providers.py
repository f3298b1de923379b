"""Systems that give event logs. An app above this one registers what it can ask: the ERP by its templates, say.

@provider("erp.purchase", label=_("Purchasing, from the ERP"))
def purchase(project): ...    # → EventLog of the engine
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Take = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Provider:
    key: str
    label: Any
    take: Take  # project → the engine's EventLog; raises Refused with what failed and what to do
    offered: Callable[[Any], bool]  # project → whether there is anything to ask


PROVIDERS: dict[str, Provider] = {}


def provider(key: str, *, label: Any, offered: Callable[[Any], bool] = lambda project: True) -> Callable[[Take], Take]:
    def register(take: Take) -> Take:
        if key in PROVIDERS:
            raise ValueError(f"provider {key} is declared twice")
        PROVIDERS[key] = Provider(key, label, take, offered)
        return take

    return register
