"""The address of a robot: only the known hosts, only https, and of the rest nothing but the token.

What a person pastes is taken apart and never called as it stands: the address that is called is built anew from the table
below. So no address makes this server call another one, above all none inside the company's own network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Place:
    """Where robots of one program live. `parameter` holds the token; "" if it is the last step of the path."""

    hosts: tuple[str, ...]
    path: str
    parameter: str


PLACES = {
    "dingtalk": Place(("oapi.dingtalk.com",), "/robot/send", "access_token"),
    "wecom": Place(("qyapi.weixin.qq.com",), "/cgi-bin/webhook/send", "key"),
    "feishu": Place(("open.feishu.cn", "open.larksuite.com"), "/open-apis/bot/v2/hook/", ""),
}
TOKEN = re.compile(r"[0-9A-Za-z_-]{8,128}")


class AddressError(ValueError):
    """`code` is a key of `said.ADDRESSES`."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class Address:
    kind: str  # key of PLACES
    host: str
    token: str

    def __post_init__(self) -> None:
        if self.host not in PLACES[self.kind].hosts or not TOKEN.fullmatch(self.token):
            raise AddressError("address_host", host=self.host)

    def __repr__(self) -> str:
        return f"Address({self.kind}, {self.host}, …)"  # a token in a log would be a key left in the door


def parse(kind: str, text: str) -> Address:
    """The address as copied from the group's settings. Raises AddressError."""
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise AddressError("address_incomplete") from None
    if parts.scheme.lower() != "https":
        raise AddressError("address_not_https")
    place = PLACES[kind]
    if host not in place.hosts:
        others = {h for p in PLACES.values() for h in p.hosts}
        raise AddressError("address_other_kind" if host in others else "address_host", host=host[:60])
    if port not in (None, 443) or parts.username is not None or parts.password is not None:
        raise AddressError("address_host", host=parts.netloc.rpartition("@")[2][:60])
    token = _token(place, parts.path, parts.query)
    if not TOKEN.fullmatch(token):
        raise AddressError("address_incomplete")
    return Address(kind, host, token)


def _token(place: Place, path: str, query: str) -> str:
    if place.parameter:
        found = parse_qs(query).get(place.parameter, [""]) if path.rstrip("/") == place.path else [""]
        return found[0]
    return path[len(place.path) :].rstrip("/") if path.startswith(place.path) else ""


def path_of(address: Address, extra: str = "") -> str:
    """Path and query to be called; `extra` is encoded already."""
    place = PLACES[address.kind]
    called = f"{place.path}?{place.parameter}={address.token}" if place.parameter else f"{place.path}{address.token}"
    return f"{called}&{extra}" if extra else called
