"""The ERP's server process: started apart from whoever starts it, watched by its pid file, stopped by `down`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from golive.connectors.protocol import Refused, Unavailable
from golive.connectors.tryton import database
from golive.connectors.tryton.client import Client, LoginFailed
from golive.connectors.tryton.install import Cancel, Cancelled, Progress, never, silent, write_configuration
from golive.connectors.tryton.place import (
    ADMINISTRATOR,
    DATABASE,
    HOST,
    ErpError,
    Place,
    free_port,
    port_is_free,
    write_privately,
)

State = Literal["absent", "stopped", "running", "crashed", "unresponsive"]
START_SECONDS = 120.0
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Status:
    """absent: not installed. crashed: it was started, nobody stopped it, and it is gone. seconds: time of an answer."""

    state: State
    port: int | None = None
    pid: int | None = None
    version: str = ""
    rss_bytes: int | None = None
    seconds: float | None = None
    detail: str = ""


def client(place: Place, user: str = ADMINISTRATOR, *, language: str = "zh_CN", patience: float = 30.0) -> Client:
    """A client of the place's own server with the password kept there. Raises ErpError before the first start."""
    port = place.remembered().get("port")
    if not isinstance(port, int) or not place.password_file(user).exists():
        raise ErpError("not_installed", f"no ERP has been set up in {place.root}: run `golive erp up`")
    return Client(HOST, port, DATABASE, user, place.password(user), language=language, patience=patience)


def start(place: Place, progress: Progress = silent, cancelled: Cancelled = never) -> Status:
    """Start unless it runs already; return when a login works. Raises ErpError("start_failed", ...)."""
    progress("start", 0, 1, "")
    now = status(place)
    if now.state == "absent":
        raise ErpError("not_installed", f"no ERP has been set up in {place.root}: run `golive erp up`")
    if now.state == "unresponsive":
        stop(place)
    if now.state != "running":
        if reason := database.unreadable(place.database):
            raise ErpError("database_damaged", f"{place.database} cannot be read ({reason}): restore a backup")
        _spawn(place, _port(place))
        now = _wait(place, cancelled)
    progress("start", 1, 1, f"{HOST}:{now.port}")
    return now


def stop(place: Place) -> bool:
    """End the server; True when there was one. It gets ten seconds to finish what it is doing."""
    pid = _pid(place)
    running = pid is not None and _is_ours(pid, place)
    if pid is not None and running:
        os.kill(pid, signal.SIGTERM)
        if not _gone(pid, STOP_SECONDS):
            os.kill(pid, signal.SIGKILL)
            _gone(pid, STOP_SECONDS)
    place.process.unlink(missing_ok=True)
    return running


def restart(place: Place) -> Status:
    stop(place)
    return start(place)


def status(place: Place, seconds: float = 5.0) -> Status:
    """Look, do not touch: is the process there, does it answer within the seconds, which version and how big is it?"""
    port = place.remembered().get("port")
    pid = _pid(place)
    if not place.database.exists() or not isinstance(port, int):
        return Status("absent")
    if pid is None:
        return Status("stopped", port=port)
    if not _is_ours(pid, place):
        return Status("crashed", port=port, pid=pid, detail=log_tail(place))
    began = time.monotonic()
    try:
        version = Client(HOST, port, DATABASE, "", "", timeout=seconds).version()
    except (Unavailable, LoginFailed, Refused) as error:
        return Status("unresponsive", port, pid, rss_bytes=_resident(pid), detail=str(error))
    took = time.monotonic() - began
    return Status("running", port, pid, version, _resident(pid), took)


def log_tail(place: Place, lines: int = 15) -> str:
    """The last lines of the server's log, for a person who has to find out what happened."""
    try:
        with place.log.open("rb") as log:
            log.seek(max(0, place.log.stat().st_size - 20_000))
            return "\n".join(log.read().decode("utf-8", "replace").splitlines()[-lines:])
    except OSError:
        return ""


def _port(place: Place) -> int:
    """The remembered port, or another one when a stranger sits on it; a server just killed lets go within a second."""
    port = place.remembered().get("port")
    until = time.monotonic() + 2.0
    while isinstance(port, int) and not port_is_free(port) and time.monotonic() < until:
        time.sleep(0.05)
    if not isinstance(port, int) or not port_is_free(port):
        port = free_port()
        place.remember(port=port)
    write_configuration(place, port)
    return port


def _spawn(place: Place, port: int) -> None:
    command = [
        str(place.python()),
        "-m",
        "waitress",
        f"--listen={HOST}:{port}",
        "--threads=4",
        "trytond.application:app",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TRYTON"))}
    environment |= {"TRYTOND_CONFIG": str(place.config), "TRYTOND_DATABASE_NAMES": DATABASE}
    with place.log.open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=place.root,
            env=environment,
            start_new_session=True,  # it outlives the worker that starts it
        )
    write_privately(place.process, json.dumps({"pid": process.pid}))
    process.returncode = 0  # ours no longer: `_exited` reaps it, Popen must not complain at exit


def _wait(place: Place, cancelled: Cancelled) -> Status:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if cancelled():
            stop(place)
            raise Cancel
        now = status(place)
        if now.state == "crashed":
            raise ErpError("start_failed", f"the ERP's server ended at once:\n{now.detail}", log=now.detail)
        if now.state == "running" and _login_works(place):
            return now
        time.sleep(0.2)
    stop(place)
    raise ErpError("start_failed", f"the ERP's server did not answer within {START_SECONDS:.0f} s", log=log_tail(place))


def _login_works(place: Place) -> bool:
    try:
        client(place, patience=0).login()
    except (Unavailable, LoginFailed, Refused):  # while the pool is loading the first login may fail
        return False
    return True


def _pid(place: Place) -> int | None:
    try:
        found = json.loads(place.process.read_text())
        return int(found["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_ours(pid: int, place: Place) -> bool:
    """Whether the pid is alive and is our server, not a stranger who got the number later."""
    if _exited(pid):
        return False
    port = str(place.remembered().get("port"))
    line = _command_line(pid)
    until = time.monotonic() + 1.0
    while line == "" and time.monotonic() < until:  # a process just made shows none until the kernel has laid it out
        time.sleep(0.01)
        line = _command_line(pid)
    return line is None or ("waitress" in line and port in line)


def _exited(pid: int) -> bool:
    try:
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return True
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return True  # somebody else's process: not ours
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


def _gone(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if _exited(pid):
            return True
        time.sleep(0.05)
    return _exited(pid)


def _command_line(pid: int) -> str | None:
    """None where it cannot be found out."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return _ps(pid, "command") or None


def _resident(pid: int) -> int | None:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        kilobytes = _ps(pid, "rss")
        return int(kilobytes) * 1024 if kilobytes.isdigit() else None


def _ps(pid: int, column: str) -> str:
    try:
        answer = subprocess.run(["ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True, timeout=5)
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip()
