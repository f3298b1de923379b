"""Child processes of the demo: started together, watched, and stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

GRACE = 30.0  # seconds between asking a child to stop and killing it
COMMAND = "import sys; from golive.cli import main; main(sys.argv[1:], prog_name='golive')"


class Children:
    """Each child is a `golive` command in a session of its own, so that Ctrl-C comes to us alone and we stop them in
    order. `on_stop` runs after the last one has gone, however it came to an end."""

    def __init__(self, on_stop: Callable[[], None]) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._on_stop, self._asked = on_stop, threading.Event()

    def __enter__(self) -> Self:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._ask)
        return self

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked.set()

    def start(self, name: str, *arguments: str) -> None:
        command = [sys.executable, "-c", COMMAND, *arguments]
        self._running[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=os.name != "nt")

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """True when `ready`; False when time is up, a child has ended, or somebody asked to stop."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._asked.is_set() and not self.ended():
            if ready():
                return True
            self._asked.wait(0.2)
        return False

    def ended(self) -> str:
        """The name of a child that is no longer there, or nothing."""
        return next((name for name, child in self._running.items() if child.poll() is not None), "")

    def watch(self) -> str:
        """Until somebody asks to stop, or a child ends: then its name."""
        while not self._asked.wait(0.5):
            if name := self.ended():
                return name
        return ""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._running.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + GRACE
        for child in self._running.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._on_stop()


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(url: str) -> bool:
    """Whether the page answers 200. Never through a proxy: it is this machine."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
