"""The client against a double on the loopback: what it sends, what it repeats, what it makes of errors."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from golive.connectors.protocol import Refused, Unavailable
from golive.connectors.tryton import wire
from golive.connectors.tryton.client import Client, LoginFailed


class Double:
    """Answers like Tryton's JSON-RPC. `script` holds what happens to the next calls of each method:
    "drop" (executed, answer lost), 401, or an error list."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.seen: list[Any] = []
        self.script: dict[str, list[Any]] = {}
        self.password = "right"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def answer(self, method: str, params: list[Any]) -> Any:
        if method == "common.server.version":
            return "8.0"
        if method == "common.db.login":
            return [1, "token", None] if params[1]["password"] == self.password else None
        if method.endswith("get_preferences"):
            return {"company": 7}
        return {"params": params}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        double = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = wire.decode(self.rfile.read(int(self.headers["Content-Length"])))
                method = body["method"]
                double.calls.append(method)
                double.seen.append(body["params"])
                queue = double.script.get(method, [])
                fate = queue.pop(0) if queue else None
                if fate == "drop":
                    self.close_connection = True
                    self.connection.close()
                    return
                status = fate if isinstance(fate, int) else 200
                answer = {"id": body["id"], "result": double.answer(method, body["params"])}
                if isinstance(fate, list):
                    answer = {"id": body["id"], "error": fate}
                text = fate.encode() if isinstance(fate, str) else wire.encode(answer)
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *args: object) -> None:
                pass

        return Handler


@pytest.fixture
def double() -> Iterator[Double]:
    made = Double()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def client(double: Double) -> Client:
    return Client("127.0.0.1", double.port, "erp", "golive", "right", patience=2.0, timeout=5.0)


VALUES = [
    Decimal("1.10"),
    dt.date(2026, 11, 22),
    dt.datetime(2026, 11, 22, 1, 2, 3, 4),  # noqa: DTZ001 - Tryton's own form
    dt.time(1, 2, 3),
    dt.timedelta(seconds=1.5),
    b"\x00\xff",
    "中文",
    None,
    [{"a": Decimal("0")}],
]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_typed_json_comes_back_as_it_went(value: object) -> None:
    assert wire.decode(wire.encode(value)) == value


def test_an_aware_time_goes_as_utc_and_other_types_are_refused() -> None:
    local = dt.datetime(2026, 11, 22, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert wire.decode(wire.encode(local)) == dt.datetime(2026, 11, 22, 0)  # noqa: DTZ001
    with pytest.raises(TypeError, match="set"):
        wire.encode({1})
    with pytest.raises(ValueError, match="strange"):
        wire.decode(json.dumps({"__class__": "strange"}).encode())


def test_the_session_s_context_goes_along(double: Double, client: Client) -> None:
    client.ask("model.party.party.read", [1], ["name"], context={"active_test": False})
    assert double.seen[-1] == [[1], ["name"], {"company": 7, "language": "zh_CN", "active_test": False}]
    assert client.version() == "8.0"


def test_ask_repeats_after_a_lost_answer(double: Double, client: Client) -> None:
    double.script["model.x.load"] = ["drop", "drop"]
    assert client.ask("model.x.load", 1)["params"][0] == 1
    assert double.calls.count("model.x.load") == 3


def test_call_is_sent_once_and_says_that_the_outcome_is_unknown(double: Double, client: Client) -> None:
    double.script["model.x.create"] = ["drop"]
    with pytest.raises(Unavailable):
        client.call("model.x.create", 1)
    assert double.calls.count("model.x.create") == 1


def test_an_ended_session_is_begun_again(double: Double, client: Client) -> None:
    double.script["model.x.create"] = [401]
    client.call("model.x.create", 1)
    assert double.calls.count("common.db.login") == 2


def test_a_wrong_password_is_not_tried_again(double: Double, client: Client) -> None:
    double.password = "another"
    with pytest.raises(LoginFailed):
        client.ask("model.x.read", 1)
    assert double.calls == ["common.db.login"]


def test_nobody_there(double: Double) -> None:
    port = double.port
    double.server.shutdown()
    double.server.server_close()
    with pytest.raises(Unavailable, match="ConnectionRefused"):
        Client("127.0.0.1", port, "erp", "golive", "x", patience=0.2).ask("model.x.read", 1)


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (["UserError", ["必填", "名称", None]], "refused", "必填\n名称"),
        (["UserWarning", ["name", "将来的日期", ""]], "warning", "将来的日期"),
        (["ConcurrencyException", "party.party,1"], "changed_meanwhile", "party.party,1"),
        (["KeyError('x')", "Traceback\nKeyError: 'x'"], "server_error", "KeyError('x'): KeyError: 'x'"),
    ],
)
def test_errors_become_reasons(double: Double, client: Client, error: list[Any], code: str, text: str) -> None:
    double.script["model.x.create"] = [error]
    with pytest.raises(Refused) as refused:
        client.call("model.x.create", 1)
    assert (refused.value.reason_code, refused.value.text) == (code, text)


@pytest.mark.parametrize("fate", [["OperationalError('database is locked')", ""], 502, "not json"], ids=str)
def test_what_may_pass_is_asked_again(double: Double, client: Client, fate: Any) -> None:
    double.script["model.x.read"] = [fate]
    assert client.ask("model.x.read", 1)["params"][0] == 1
    double.script["model.x.create"] = [fate]
    with pytest.raises(Unavailable):
        client.call("model.x.create", 1)
