"""Where a project's data is loaded to. The app that keeps the environments stands above this one, so it registers here:

register_target(provider)   # provider(project) -> Target | None, in its AppConfig.ready
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.engines.migration.port import Target
from golive.foundation.errors import Refused

Provider = Callable[[Any], Target | None]
_provider: Provider | None = None


def register_target(provider: Provider | None) -> Provider | None:
    """Name who knows the target of a project, and return who was asked before (tests put him back)."""
    global _provider
    before, _provider = _provider, provider
    return before


def target_of(project: Any) -> Target | None:
    """The ERP that this project loads into, None while there is none."""
    return _provider(project) if _provider is not None else None


def describe_target(project: Any) -> str:
    """The ERP's name for people, "" while there is none. It is not asked whether it answers."""
    target = target_of(project)
    return target.name if target is not None else ""


def target_or_refusal(project: Any) -> Target:
    target = target_of(project)
    if target is None:
        raise Refused(
            "no_target",
            _("There is no running ERP to load into, so nothing was started. Set up the test environment first."),
        )
    return target
