"""What the vault holds for mail and robots, in and out."""

from __future__ import annotations

import json

from golive.connectors.notify import Address
from golive.connectors.notify import MailServer as Server
from golive.connectors.notify import Robot as Client
from golive.foundation import vault
from golive.foundation.dispatch.models import MailServer, Robot

MAIL = "dispatch.mail"


def hide_robot(robot: Robot, token: str, sign: str) -> None:
    """`robot` has its key already: the secret is bound to it."""
    robot.secret = vault.hide(json.dumps({"token": token, "sign": sign}), _label(robot))
    robot.signs = bool(sign)


def reveal_robot(robot: Robot) -> tuple[str, str]:
    """Token and signing secret. Raises Refused when the installation's key is another one."""
    found = json.loads(vault.reveal(robot.secret, _label(robot)))
    return found["token"], found["sign"]


def client_of(robot: Robot) -> Client:
    token, sign = reveal_robot(robot)
    return Client(Address(robot.kind, robot.host, token), sign, robot.keyword)


def hide_password(text: str) -> str:
    return vault.hide(text, MAIL) if text else ""


def server_of(row: MailServer) -> Server:
    password = vault.reveal(row.secret, MAIL) if row.secret else ""
    security = row.security
    assert security in ("ssl", "starttls", "none")
    return Server(row.host, row.port, security, row.sender, row.sender_name, row.username, password)


def _label(robot: Robot) -> str:
    return f"dispatch.robot:{robot.pk}"
