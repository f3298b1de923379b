"""Where one embedded ERP lives: every path below `<data>/erp`, and the lock that keeps two starters apart."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import golive

HOST = "127.0.0.1"
DATABASE = "erp"
ADMINISTRATOR = "admin"
INTEGRATION = "golive"
REQUIREMENTS = Path(__file__).with_name("requirements-8.0.txt")


class ErpError(Exception):
    """Something about the embedded ERP failed: `code` for machines, `text` in English, `params` for a translation."""

    def __init__(self, code: str, text: str, **params: object) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.params = params


@dataclass(frozen=True)
class Place:
    """Paths of one ERP. `venv` and `cache` may be shared between ERPs; `module` is the source of our Tryton module."""

    root: Path
    venv: Path
    cache: Path
    module: Path

    @classmethod
    def at(cls, data: Path, environment: Mapping[str, str] | None = None) -> Place:
        """The ERP below a data directory; GOLIVE_ERP_VENV, GOLIVE_ERP_CACHE and GOLIVE_ERP_MODULE move its parts."""
        env = os.environ if environment is None else environment
        root = Path(data).absolute() / "erp"
        return cls(
            root=root,
            venv=Path(env.get("GOLIVE_ERP_VENV") or root / "venv").absolute(),
            cache=Path(env.get("GOLIVE_ERP_CACHE") or root / "cache").absolute(),
            module=Path(env.get("GOLIVE_ERP_MODULE") or _checkout() / "erp" / "trytond_golive" / "golive").absolute(),
        )

    @property
    def database(self) -> Path:
        return self.root / "db" / f"{DATABASE}.sqlite"

    @property
    def config(self) -> Path:
        return self.root / "trytond.conf"

    @property
    def settings(self) -> Path:
        return self.root / "erp.json"

    @property
    def process(self) -> Path:
        return self.root / "process.json"

    @property
    def log(self) -> Path:
        return self.root / "erp.log"

    def password_file(self, user: str) -> Path:
        return self.root / f"{user}.password"

    def python(self) -> Path:
        windows = self.venv / "Scripts" / "python.exe"
        return windows if windows.exists() else self.venv / "bin" / "python"

    def password(self, user: str) -> str:
        """The user's random password, made at the first call and readable by the owner only."""
        file = self.password_file(user)
        if not file.exists():
            write_privately(file, secrets.token_urlsafe(24) + "\n")
        return file.read_text().strip()

    def remembered(self) -> dict[str, Any]:
        """Port, company and what else was settled at the first start; an empty dict before."""
        try:
            found = json.loads(self.settings.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def remember(self, **facts: object) -> None:
        write_privately(self.settings, json.dumps({**self.remembered(), **facts}, ensure_ascii=False, indent=1))

    def fingerprint(self) -> str:
        """Names the database template: changes with the pinned packages and with the module's sources."""
        found = hashlib.sha256(REQUIREMENTS.read_bytes())
        for file in module_files(self.module):
            found.update(file.name.encode() + b"\0" + file.read_bytes())
        return found.hexdigest()[:24]

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process at a time installs, starts or stops this ERP; a dead holder's lock is free at once."""
        self.root.mkdir(parents=True, exist_ok=True)
        with exclusive(self.root / "lock", f"another process is working on the ERP in {self.root}"):
            yield


def module_files(module: Path) -> list[Path]:
    """Source files of the trytond_golive module. Raises ErpError when it is not there."""
    if not (module / "tryton.cfg").is_file():
        raise ErpError(
            "module_missing",
            f"the Tryton module of GoLive is not in {module}: it is a separate GPL distribution"
            " (folder erp/trytond_golive of the source tree); set GOLIVE_ERP_MODULE to its 'golive' folder",
            path=str(module),
        )
    return sorted(file for file in module.iterdir() if file.suffix in {".py", ".xml", ".cfg", ".po"})


def write_privately(file: Path, text: str) -> None:
    """Replace a file at once with one that only its owner may read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
    os.replace(part, file)


@contextlib.contextmanager
def exclusive(file: Path, busy: str, seconds: float = 0.0) -> Iterator[None]:
    """Hold a lock that the operating system frees when its holder dies; wait for it at most the seconds.

    Raises ErpError("busy")."""
    file.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + seconds
    with file.open("a+") as handle:
        while not _locked(handle):
            if time.monotonic() >= until:
                raise ErpError("busy", busy)
            time.sleep(0.2)
        yield


def _locked(handle: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows has no flock; two starters there are not kept apart
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A free port below the range from which systems take the ports of outgoing connections."""
    for _ in range(200):
        port = 18_000 + secrets.randbelow(10_000)
        if port_is_free(port):
            return port
    raise ErpError("no_port", f"no free port between 18000 and 28000 on {HOST}")


def _checkout() -> Path:
    return Path(golive.__file__).parents[2]
