"""Robots and a mail server that lead to the doubles of tests/connectors/notify."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts.tests.factories import person
from golive.foundation.dispatch import services
from golive.foundation.dispatch.models import MailServer, Robot
from tests.connectors.notify.doubles import REAL


def robot(cast: Any, kind: str = "wecom", **more: Any) -> Robot:
    values = {"name": f"项目群 {Robot.objects.count() + 1}", "kind": kind, "address": REAL[kind]}
    made: Robot = services.add_robot(cast.pm, cast.project, **values | more)
    return made


def administrator() -> Any:
    return person("admin", is_superuser=True, email="admin@hdjg.example")


def mail_server(actor: Any, double: Any = None, **more: Any) -> MailServer:
    port = double.port if double is not None else 465
    values = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "golive@hdjg.example"}
    made: MailServer = services.set_mail_server(actor, None, **values | more)
    return made
