"""Run by the drill in a process of its own, on the restored copy: does the product live there? Prints JSON."""

from __future__ import annotations

import json
import os
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override


def migrations() -> tuple[bool, str]:
    """Whether the copy has exactly the tables that this version expects."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return False, _("%(count)s migrations have not been applied") % {"count": len(waiting)}
    return True, _("all applied")


def audit() -> tuple[bool, str]:
    """Whether every audit chain in the copy is as it was written."""
    from golive.foundation.audit.services import verify

    problems = verify()
    return not problems, "; ".join(problems[:3]) or _("every chain holds")


def page() -> tuple[bool, str]:
    """Whether the sign-in page answers, and the home page of a person of the copy."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    visitor = Client(headers={"host": "localhost"})
    statuses = {_("Sign in"): visitor.get("/account/login/").status_code}
    person = get_user_model().objects.filter(is_active=True).order_by("id").first()
    if person is not None:
        visitor.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
        statuses[_("Home")] = visitor.get("/", follow=True).status_code
    answers = [_("%(page)s answered %(status)s") % {"page": name, "status": s} for name, s in statuses.items()]
    return set(statuses.values()) == {200}, ", ".join(answers)


def probe() -> list[dict[str, Any]]:
    found = []
    for check in (migrations, audit, page):
        try:
            ok, detail = check()
        except Exception as error:  # whatever breaks on the copy is what the drill is for
            ok, detail = False, f"{type(error).__name__}: {error}"
        found.append({"name": check.__name__, "ok": ok, "detail": detail})
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "golive.config.settings")
    import django

    django.setup()
    with override(os.environ.get("LANGUAGE") or None):
        found = probe()
    print(json.dumps(found))
