"""One POST of JSON over HTTPS: certificate checked, no redirect followed, the answer read to a limit.

Proxies are those of the environment (HTTPS_PROXY), which only whoever runs the server can set.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from golive.connectors.notify.answer import Answer, shortened

MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: dict[str, Any] | None  # None: no JSON object
    text: str


class _Stay(HTTPRedirectHandler):
    """A robot never moves: whoever says so stands in between."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def encoded(payload: Mapping[str, Any]) -> bytes:
    """Chinese as it is: escapes would take twice the room."""
    return json.dumps(payload, ensure_ascii=False).encode()


def post(url: str, payload: Mapping[str, Any], *, timeout: float) -> Reply | Answer:
    """The reply, or how it ended without one."""
    host = urlsplit(url).hostname or ""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "GoLive"}
    request = Request(url, encoded(payload), headers, method="POST")
    opener = build_opener(_Stay, HTTPSHandler(context=ssl.create_default_context()))
    try:
        with opener.open(request, timeout=timeout) as answer:
            return _read(answer.status, answer.read(MOST_BYTES))
    except HTTPError as error:
        with error:
            if 300 <= error.code < 400:
                return Answer("refused", "redirected", {"host": host})
            return _read(error.code, error.read(MOST_BYTES))
    except URLError as error:  # while connecting or sending: it never had the whole message
        facts = {"host": host, "said": shortened(error.reason)}
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            return Answer("refused", "certificate", facts)
        return Answer("later", "unreachable", facts)
    except (OSError, http.client.HTTPException) as error:  # after it was sent, while waiting for the answer
        return Answer("unknown", "no_answer", {"host": host, "said": shortened(error or type(error).__name__)})


def _read(status: int, content: bytes) -> Reply:
    text = content.decode("utf8", "replace")
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return Reply(status, found if isinstance(found, dict) else None, shortened(text))
