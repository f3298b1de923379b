"""Run a command beside a PostgreSQL of its own, made for it and gone after it.

    python tools/postgres.py COMMAND …    COMMAND sees GOLIVE_DATABASE_URL

The cluster listens on a free port of the loopback, keeps its files in a temporary folder and does not wait for the
disk (fsync off): fit for tests, for nothing else. PostgreSQL refuses to run as root, so for root it runs as `postgres`.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=64MB"]


class Missing(Exception):
    """No PostgreSQL server programs on this machine."""


def programs() -> Path:
    """The folder with initdb and pg_ctl, newest version first."""
    folders = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    folders.sort(key=lambda p: int(re.sub(r"\D", "", p.parent.name) or 0), reverse=True)
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    if not folders:
        raise Missing(
            "no PostgreSQL server programs found (initdb). Install them, for example: apt-get install postgresql; "
            "or run the tests on SQLite: python3 run.py test"
        )
    return folders[0]


def owner() -> dict[str, Any]:
    """As whom the server runs: ourselves, or `postgres` when we are root."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def cluster() -> Iterator[str]:
    """A running server; gives its URL as a superuser, and removes every trace at the end."""
    bin, who = programs(), owner()
    home = Path(tempfile.mkdtemp(prefix="golive-postgres-"))
    password, port = secrets.token_urlsafe(16), free_port()
    secret = home / "password"
    secret.write_text(password)
    if who:
        for path in (home, secret):
            shutil.chown(path, who["user"], who["group"])
    data = home / "data"

    def do(program: str, *arguments: str) -> None:
        subprocess.run([bin / program, *arguments], check=True, cwd=home, stdout=subprocess.DEVNULL, **who)

    try:
        do("initdb", "-D", str(data), "-U", "golive", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
           "--auth=scram-sha-256", f"--pwfile={secret}")  # fmt: skip
        options = " ".join(f"-c {setting}" for setting in QUICK)
        options += f" -c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={home}"
        do("pg_ctl", "-D", str(data), "-w", "-t", "60", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgres://golive:{password}@127.0.0.1:{port}/postgres"
        finally:
            do("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main(command: list[str]) -> int:
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    for name in (signal.SIGTERM, signal.SIGINT):  # a stop must still take the server down
        signal.signal(name, lambda number, _frame: sys.exit(128 + number))
    try:
        with cluster() as url:
            return subprocess.run(command, env={**os.environ, "GOLIVE_DATABASE_URL": url}).returncode
    except Missing as missing:
        print(f"postgres: {missing}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
