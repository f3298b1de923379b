"""JSON-RPC over HTTP with the standard library only.

`call` sends once: when the answer is lost nobody knows what happened, and it says so. `ask` is for what may be repeated
(reading, and writing under a key): it reconnects and tries again. One RPC is one transaction of the server.
"""

from __future__ import annotations

import base64
import http.client
import threading
import time
from typing import Any

from golive.connectors.protocol import Refused, Unavailable
from golive.connectors.tryton import wire


class LoginFailed(Exception):
    """The server answers and does not accept this user and password."""


class Client:
    """One session of one user. Safe to share between threads: calls are made one after the other."""

    def __init__(
        self,
        host: str,
        port: int,
        database: str,
        user: str,
        password: str,
        *,
        language: str = "zh_CN",
        timeout: float = 600.0,
        patience: float = 30.0,
    ) -> None:
        """timeout: seconds for one answer. patience: seconds for which `ask` tries to reach a server that is away."""
        self.address = f"{database}@{host}:{port}"
        self.database = database
        self.language = language
        self._host, self._port, self._timeout, self._patience = host, port, timeout, patience
        self._user, self._password = user, password
        self._lock = threading.RLock()
        self._session = ""
        self._number = 0
        self._context: dict[str, Any] = {}
        self._connection: http.client.HTTPConnection | None = None

    def version(self) -> str:
        """The server's series, e.g. "8.0"; needs no login."""
        return str(self._exchange("/rpc/", "common.server.version", []))

    def login(self) -> None:
        """Begin a session. Raises LoginFailed or Unavailable."""
        with self._lock:
            self._session = ""
            found = self._exchange(
                self._path, "common.db.login", [self._user, {"password": self._password}, self.language]
            )
            if not found:
                raise LoginFailed(f"{self._user} at {self.address}")
            uid, token = found[0], found[1]
            self._session = base64.b64encode(f"{self._user}:{uid}:{token}".encode()).decode()
            self._context = self._exchange(self._path, "model.res.user.get_preferences", [True, {}])
            self._context["language"] = self.language

    def call(self, method: str, *params: Any, context: dict[str, Any] | None = None) -> Any:
        """One call, sent at most once, over a fresh connection so that a dead one is not mistaken for a lost answer.

        Raises Refused when the server refuses, Unavailable when the outcome is unknown."""
        with self._lock:
            self.close()
            return self._in_session(method, params, context)

    def ask(self, method: str, *params: Any, context: dict[str, Any] | None = None) -> Any:
        """A call that may be repeated without harm; tries again for `patience` seconds. Raises as `call` does."""
        until = time.monotonic() + self._patience
        pause = 0.1
        while True:
            try:
                with self._lock:
                    return self._in_session(method, params, context)
            except Unavailable:
                if time.monotonic() + pause > until:
                    raise
            time.sleep(pause)
            pause = min(pause * 2, 2.0)

    def close(self) -> None:
        """Drop the connection; the session stays valid."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def _path(self) -> str:
        return f"/{self.database}/rpc/"

    def _in_session(self, method: str, params: tuple[Any, ...], context: dict[str, Any] | None) -> Any:
        if not self._session:
            self.login()
        for last in (False, True):
            try:
                return self._exchange(self._path, method, [*params, {**self._context, **(context or {})}])
            except LoginFailed:  # the session has ended; the server did nothing
                if last:
                    raise
                self.login()
        raise AssertionError("unreachable")

    def _exchange(self, path: str, method: str, params: list[Any]) -> Any:
        self._number += 1
        body = wire.encode({"id": self._number, "method": method, "params": params})
        headers = {"Content-Type": "application/json"}
        if self._session:
            headers["Authorization"] = f"Session {self._session}"
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        try:
            self._connection.request("POST", path, body, headers)
            answer = self._connection.getresponse()
            status, text = answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unavailable(f"{self.address}: {type(error).__name__}: {error}") from error
        return _result(status, text, method, self.address)


def _result(status: int, text: bytes, method: str, address: str) -> Any:
    if status in (401, 429):  # 429: too many wrong passwords
        raise LoginFailed(f"{address} answered {status} to {method}")
    if status in (403, 413, 422):
        raise Refused("bad_request", f"{method}: HTTP {status}")
    if status != 200:
        raise Unavailable(f"{address} answered {status} to {method}")
    try:
        answer = wire.decode(text)
    except ValueError as error:
        raise Unavailable(f"{address} answered {method} with something that is not JSON-RPC") from error
    if isinstance(answer, dict) and answer.get("error"):
        raise refusal(answer["error"])
    return answer.get("result") if isinstance(answer, dict) else answer


def refusal(error: Any) -> Exception:
    """Tryton's error list as an exception: Refused with the server's words, or Unavailable when it may pass."""
    name, detail = (error[0], error[1] if len(error) > 1 else "") if isinstance(error, list) else ("", error)
    name = str(name)
    if name == "UserError":
        parts = [str(part) for part in detail[:2] if part] if isinstance(detail, list) else [str(detail)]
        return Refused("refused", "\n".join(parts))
    if name == "UserWarning":
        return Refused("warning", str(detail[1]) if isinstance(detail, list) and len(detail) > 1 else str(detail))
    if name == "ConcurrencyException":
        return Refused("changed_meanwhile", str(detail))
    if "OperationalError" in name or "locked" in name:
        return Unavailable(f"the ERP's database is busy: {name}")
    return Refused("server_error", f"{name}: {str(detail).strip().splitlines()[-1] if detail else ''}".rstrip(": "))
