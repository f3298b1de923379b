"""Group robots. Each answers HTTP 200 also when it refuses; only the number in its answer says whether it took the message.

Plain text, because what people typed may stand in it: in Markdown it could call everybody of the group or hide a link.

DingTalk   https://open.dingtalk.com/document/robots/custom-robot-access          20 messages a minute
WeCom      https://developer.work.weixin.qq.com/document/path/91770               20 messages a minute
Feishu     https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot      100 messages a minute
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from golive.connectors.notify.address import Address, path_of
from golive.connectors.notify.answer import Answer, shortened
from golive.connectors.notify.cut import fitting
from golive.connectors.notify.wire import Reply, encoded, post

LIMITS = {"dingtalk": 20, "wecom": 20, "feishu": 100}  # messages a minute and robot
SIZES = {
    "dingtalk": 19_500,
    "wecom": 2_048,
    "feishu": 19_500,
}  # bytes: of WeCom the text, of the others all that is sent
TIMEOUT = 10.0
BLOCKED = 600  # seconds for which DingTalk takes nothing after too many
A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Robot:
    """`secret`: for robots that want a signature (DingTalk 加签, Feishu 签名校验). `keyword`: what each message must hold."""

    address: Address
    secret: str = field(default="", repr=False)
    keyword: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """`url`: where to read on, a complete address. `link`: what stands before it. `more`: says that %(n)s lines are left
    out."""

    title: str
    lines: tuple[str, ...] = ()
    url: str = ""
    link: str = ""
    more: str = "… +%(n)s"


def send(
    robot: Robot, message: Message, *, now: datetime, origin: str | None = None, timeout: float = TIMEOUT
) -> Answer:
    """Put a message into the group. `now`: the machine's time, aware, for the signature. `origin`: of a double in tests."""
    kind, address = robot.address.kind, robot.address
    try:
        payload = _payload(robot, message)
    except ValueError as error:
        return Answer("refused", "robot_content", {"said": str(error)})
    query = ""
    if robot.secret and kind == "dingtalk":
        stamp = str(int(now.timestamp() * 1000))
        query = urlencode({"timestamp": stamp, "sign": dingtalk_sign(robot.secret, stamp)})
    if robot.secret and kind == "feishu":
        stamp = str(int(now.timestamp()))
        payload = {"timestamp": stamp, "sign": feishu_sign(robot.secret, stamp), **payload}
    reply = post((origin or f"https://{address.host}") + path_of(address, query), payload, timeout=timeout)
    return reply if isinstance(reply, Answer) else _read(kind, address.host, reply)


def dingtalk_sign(secret: str, stamp: str) -> str:
    """`stamp`: milliseconds since 1970."""
    return _base64(hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256))


def feishu_sign(secret: str, stamp: str) -> str:
    """`stamp`: seconds since 1970. The text is the key, and what is signed is empty: so the documentation has it."""
    return _base64(hmac.digest(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256))


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _payload(robot: Robot, message: Message) -> dict[str, Any]:
    kind = robot.address.kind
    build: Callable[[str, list[str], Message], dict[str, Any]] = _post if kind == "feishu" else _text
    said = [message.title, *message.lines]
    keyword = [robot.keyword] if robot.keyword and not any(robot.keyword in s for s in said) else []
    link = [f"{message.link} {message.url}".strip()] if message.url and kind != "feishu" else []

    def size(title: str, lines: list[str]) -> int:
        if kind == "wecom":
            return len("\n".join([title, *lines]).encode())
        return len(encoded(build(title, lines, message)))

    title, lines = fitting(
        message.title, message.lines, [*keyword, *link], more=message.more, size=size, limit=SIZES[kind]
    )
    return build(title, lines, message)


def _text(title: str, lines: list[str], _message: Message) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": "\n".join([title, *lines])}}


def _post(title: str, lines: list[str], message: Message) -> dict[str, Any]:
    """In a text of Feishu's kind `<at …>` would call people; in a post only a part of its own does."""
    content: list[list[dict[str, str]]] = [[{"tag": "text", "text": line}] for line in lines]
    if message.url:
        content.append([{"tag": "a", "text": message.link or message.url, "href": message.url}])
    return {"msg_type": "post", "content": {"post": {"zh_cn": {"title": title, "content": content}}}}


def _read(kind: str, host: str, reply: Reply) -> Answer:
    number = _number(kind, reply)
    said = shortened(f"{number}: {_words(reply)}" if number is not None else f"HTTP {reply.status}: {reply.text}")
    facts = {"host": host, "said": said}
    if number == 0 and reply.status == 200:
        return Answer("delivered")
    if number is not None and number != 0:
        code, wait = _meaning(kind, number, _words(reply).lower())
        return Answer("later" if code == "busy" else "refused", code, facts, wait)
    if reply.status in (429, 503):
        return Answer("later", "busy", facts, A_MINUTE)
    if 400 <= reply.status < 500:
        return Answer("refused", "robot_refused", facts)
    return Answer("unknown", "not_understood", facts)


def _number(kind: str, reply: Reply) -> int | None:
    """Feishu's newer robots say `code`, its older ones `StatusCode`; the others `errcode`."""
    for name in ("code", "StatusCode") if kind == "feishu" else ("errcode",):
        value = (reply.body or {}).get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _words(reply: Reply) -> str:
    body = reply.body or {}
    return str(body.get("errmsg") or body.get("msg") or body.get("StatusMessage") or "")


CODES: dict[str, dict[int, tuple[str, int]]] = {
    "dingtalk": {
        -1: ("busy", A_MINUTE),
        130101: ("busy", BLOCKED),
        410100: ("busy", BLOCKED),
        300001: ("robot_token", 0),
        300005: ("robot_token", 0),
        400101: ("robot_token", 0),
        400013: ("robot_gone", 0),
        400102: ("robot_gone", 0),
        400106: ("robot_gone", 0),
        430101: ("robot_content", 0),
        430102: ("robot_content", 0),
        430103: ("robot_content", 0),
        430104: ("robot_content", 0),
    },
    "wecom": {
        -1: ("busy", A_MINUTE),
        45009: ("busy", A_MINUTE),
        45033: ("busy", A_MINUTE),
        93000: ("robot_token", 0),
        93004: ("robot_gone", 0),
        93008: ("robot_gone", 0),
        40058: ("robot_content", 0),
        45002: ("robot_content", 0),
    },
    "feishu": {
        11232: ("busy", A_MINUTE),
        11233: ("busy", A_MINUTE),
        19001: ("robot_token", 0),
        19021: ("robot_sign", 0),
        19022: ("robot_ip", 0),
        19024: ("robot_keyword", 0),
    },
}
SECURITY = (  # DingTalk says 310000 for all of them, Feishu has numbers
    ("keyword", "robot_keyword"),
    ("sign", "robot_sign"),
    ("timestamp", "robot_sign"),
    ("whitelist", "robot_ip"),
    (" ip ", "robot_ip"),
)


def _meaning(kind: str, number: int, said: str) -> tuple[str, int]:
    if kind == "dingtalk" and number == 310000:
        return next((code for part, code in SECURITY if part in f" {said} "), "robot_refused"), 0
    if "too many request" in said or "frequency" in said or "freq out of limit" in said:
        return "busy", A_MINUTE
    return CODES[kind].get(number, ("robot_refused", 0))
