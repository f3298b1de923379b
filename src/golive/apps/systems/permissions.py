"""IT runs the systems; the vendor helps on what is not production; everybody may see whether they run."""

from typing import Any

from golive.apps.systems.models import Environment
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party


def may_add(actor: Any, project: Any) -> bool:
    return access.stands_for(actor, project, Party.IT, Party.CARE, Party.PM)


def may_run(actor: Any, environment: Any) -> bool:
    if may_add(actor, environment.project):
        return True
    test = environment.kind != Environment.Kind.PRODUCTION
    return test and access.stands_for(actor, environment.project, Party.VENDOR)


def may_add_to(actor: Any, environment: Any) -> bool:
    return may_add(actor, environment.project)


def may_back_up(actor: Any, environment: Any) -> bool:
    return may_add_to(actor, environment)


def may_drill(actor: Any, backup: Any) -> bool:
    return may_add(actor, backup.project)
