"""Three robots and a mail server that answer as the real ones do, on the loopback. They check what they are sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKENS = {"dingtalk": "d" * 64, "wecom": "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa", "feishu": "c5a2b9d0-8a7e-4f6f"}
REAL = {
    "dingtalk": f"https://oapi.dingtalk.com/robot/send?access_token={TOKENS['dingtalk']}",
    "wecom": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKENS['wecom']}",
    "feishu": f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKENS['feishu']}",
}
AN_HOUR = 3600


@dataclass
class Robots:
    """`secret`, `keyword`: the security settings of all three. `script`: what is answered instead, one a call: a status
    with a text, "silence", "hang up" or "elsewhere"."""

    secret: str = ""
    keyword: str = ""
    script: list[Any] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 0
    origin: str = ""

    def answer(self, path: str, payload: dict[str, Any]) -> dict[str, Any]:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        if parts.path == "/robot/send":
            return self._dingtalk(query, payload)
        if parts.path == "/cgi-bin/webhook/send":
            return self._wecom(query, payload)
        return self._feishu(parts.path, payload)

    def _dingtalk(self, query: dict[str, list[str]], payload: dict[str, Any]) -> dict[str, Any]:
        if query.get("access_token") != [TOKENS["dingtalk"]]:
            return {"errcode": 300005, "errmsg": "token is not exist"}
        if self.secret:
            stamp = query.get("timestamp", ["0"])[0]
            if abs(int(stamp) / 1000 - time.time()) > AN_HOUR:
                return {"errcode": 310000, "errmsg": "invalid timestamp"}
            right = hmac.new(self.secret.encode(), f"{stamp}\n{self.secret}".encode(), hashlib.sha256).digest()
            if query.get("sign") != [base64.b64encode(right).decode()]:
                return {"errcode": 310000, "errmsg": "sign not match, more: [https://ding-doc.dingtalk.com]"}
        if self.keyword not in payload["text"]["content"]:
            return {"errcode": 310000, "errmsg": "keywords not in content, more: [https://ding-doc.dingtalk.com]"}
        return self._take(payload, {"errcode": 0, "errmsg": "ok"})

    def _wecom(self, query: dict[str, list[str]], payload: dict[str, Any]) -> dict[str, Any]:
        if query.get("key") != [TOKENS["wecom"]]:
            return {"errcode": 93000, "errmsg": "invalid webhook url, hint: [1], from ip: 10.0.0.1"}
        if len(payload["text"]["content"].encode()) > 2048:
            return {"errcode": 40058, "errmsg": "text.content exceed max length 2048. invalid Request Parameter"}
        return self._take(payload, {"errcode": 0, "errmsg": "ok"})

    def _feishu(self, path: str, payload: dict[str, Any]) -> dict[str, Any]:
        if path != f"/open-apis/bot/v2/hook/{TOKENS['feishu']}":
            return {"code": 19001, "msg": "param invalid: incoming webhook access token invalid", "data": {}}
        if self.secret:
            stamp = payload.get("timestamp", "0")
            right = hmac.new(f"{stamp}\n{self.secret}".encode(), digestmod=hashlib.sha256).digest()
            if abs(int(stamp) - time.time()) > AN_HOUR or payload.get("sign") != base64.b64encode(right).decode():
                return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}
        if self.keyword not in json.dumps(payload["content"], ensure_ascii=False):
            return {"code": 19024, "msg": "Key Words Not Found"}
        return self._take(
            payload, {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}
        )

    def _take(self, payload: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        self.taken.append(payload)
        return answer

    @property
    def texts(self) -> list[str]:
        return [said(payload) for payload in self.taken]


def said(payload: dict[str, Any]) -> str:
    """All words of a message."""
    if "text" in payload:
        return str(payload["text"]["content"])
    post = payload["content"]["post"]["zh_cn"]
    return "\n".join(
        [post["title"], *(" ".join([p["text"], p.get("href", "")]) for row in post["content"] for p in row)]
    )


@contextmanager
def robots(**settings: Any) -> Iterator[Robots]:
    double = Robots(**settings)
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            double.calls += 1
            payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told = double.script.pop(0) if double.script else None
            if told in ("silence", "hang up"):
                double.answer(self.path, payload)  # it took the message, and nobody hears of it
                if told == "silence":
                    over.wait(5)
                return
            if told == "elsewhere":
                self.send_response(307)
                self.send_header("Location", double.origin + self.path)
                self.end_headers()
                return
            status, text = told or (200, json.dumps(double.answer(self.path, payload)))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    double.origin = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield double
    finally:
        over.set()
        server.shutdown()
        server.server_close()


@dataclass
class MailDouble:
    """A mail server. `replies`: what is answered to a verb ("MAIL", "RCPT", "DATA", "END", "AUTH", "HELLO") instead of
    yes; "hang up" breaks the line there."""

    replies: dict[str, str] = field(default_factory=dict)
    user: str = ""
    password: str = ""
    taken: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    port: int = 0


@contextmanager
def mail_server(**settings: Any) -> Iterator[MailDouble]:
    double = MailDouble(**settings)

    class Handler(socketserver.StreamRequestHandler):
        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

        def handle(self) -> None:
            self.say(double.replies.get("HELLO", "220 double ESMTP"))
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].split(":")[0].upper()
                if verb == "QUIT":
                    self.say("221 bye")
                    return
                if not self.obey(verb, line):
                    return

        def obey(self, verb: str, line: str) -> bool:
            told = double.replies.get(verb)
            if told == "hang up":
                return False
            if told:
                self.say(told)
            elif verb == "EHLO":
                self.say("250-double\r\n250 AUTH PLAIN" if double.user else "250 double")
            elif verb == "AUTH":
                given = base64.b64decode(line.split()[-1]).decode().split("\0")[1:]
                right = given == [double.user, double.password]
                self.say("235 welcome" if right else "535 5.7.8 Error: authentication failed")
            elif verb == "DATA":
                self.say("354 go on")
                return self.letter()
            else:
                if verb == "RCPT":
                    double.to.append(line.partition(":")[2].strip("<> "))
                self.say("250 ok")
            return True

        def letter(self) -> bool:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                if not line:
                    return False
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            told = double.replies.get("END")
            if told is None or told == "hang up":
                double.taken.append(b"".join(lines))
            if told != "hang up":
                self.say(told or "250 queued")
            return told != "hang up"

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        double.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield double
        finally:
            server.shutdown()
