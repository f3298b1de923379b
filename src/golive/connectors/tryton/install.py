"""Installation in small steps, each of which finds out by itself whether it is already done.

Killed at any moment and started again it continues: a step's result appears at once (rename) or is marked as finished
only after it is. Steps report (code, done, total, detail); `detail` carries the running program's output line.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from golive.connectors.tryton import database
from golive.connectors.tryton.place import (
    ADMINISTRATOR,
    DATABASE,
    HOST,
    REQUIREMENTS,
    ErpError,
    Place,
    exclusive,
    free_port,
    module_files,
    write_privately,
)

Progress = Callable[[str, int, int, str], None]
Cancelled = Callable[[], bool]

STEPS = ("venv", "packages", "module", "config", "template", "database")
MODULES = 19  # activated by golive's dependencies, ir and res included; for the progress bar only
OTHERS = 900.0  # seconds to wait for another ERP's installation when both share an environment or a cache


class Cancel(ErpError):
    """The person who started it asked to stop; what is finished stays and the next run continues there."""

    def __init__(self) -> None:
        super().__init__("cancelled", "stopped on request; the next start continues here")


def silent(code: str, done: int, total: int, detail: str) -> None:
    """A progress callback for those who do not watch."""


def never() -> bool:
    return False


def install(place: Place, progress: Progress = silent, cancelled: Cancelled = never) -> None:
    """Everything up to a database that can be served. Raises ErpError (Cancel when asked to stop)."""
    steps = (virtual_environment, packages, module, configuration, template, fresh_database)
    place.root.mkdir(parents=True, exist_ok=True)
    for step in steps:
        if cancelled():
            raise Cancel
        step(place, progress, cancelled)


def virtual_environment(place: Place, progress: Progress, cancelled: Cancelled) -> None:
    """The ERP's own Python environment, made by the Python that runs GoLive (3.11 or later)."""
    progress("venv", 0, 1, "")
    with _venv_lock(place):
        if not (place.venv / "golive-venv-ready").exists():
            _run(
                [sys.executable, "-m", "venv", "--clear", str(place.venv)], "venv_failed", lambda line: None, cancelled
            )
            (place.venv / "golive-venv-ready").touch()
    progress("venv", 1, 1, str(place.venv))


def packages(place: Place, progress: Progress, cancelled: Cancelled) -> None:
    """The pinned packages. pip's own environment variables (PIP_INDEX_URL, PIP_FIND_LINKS, …) work as usual."""
    total = sum(1 for line in REQUIREMENTS.read_text().splitlines() if line.strip() and not line.startswith("#"))
    mark, wanted = place.venv / "golive-packages.sha256", hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    progress("packages", 0, total, "")
    done = 0

    def line_seen(line: str) -> None:
        nonlocal done
        done += line.startswith(("Collecting ", "Requirement already satisfied"))
        progress("packages", min(done, total - 1), total, line)

    with _venv_lock(place):
        if not mark.exists() or mark.read_text() != wanted:
            mark.unlink(missing_ok=True)
            command = [str(place.python()), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
            command += ["--progress-bar", "off", "-r", str(REQUIREMENTS)]
            _run(command, "packages_failed", line_seen, cancelled)
            mark.write_text(wanted)
    progress("packages", total, total, "")


def module(place: Place, progress: Progress, cancelled: Cancelled) -> None:
    """Copy trytond_golive (GPL, so never part of our own package) to where Tryton looks for modules."""
    progress("module", 0, 1, "")
    sources = module_files(place.module)
    with _venv_lock(place):
        target = modules_folder(place) / "golive"
        if not _same(sources, target):
            part = target.with_name("golive.part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            for file in sources:
                shutil.copyfile(file, part / file.name)
            if target.is_symlink():
                target.unlink()
            shutil.rmtree(target, ignore_errors=True)
            os.replace(part, target)
    progress("module", 1, 1, "")


def configuration(place: Place, progress: Progress, cancelled: Cancelled) -> None:
    """trytond.conf, the administrator's random password, and the port, which is chosen once and remembered."""
    progress("config", 0, 1, "")
    port = place.remembered().get("port")
    if not isinstance(port, int):
        port = free_port()
        place.remember(port=port)
    place.password(ADMINISTRATOR)
    write_configuration(place, port)
    progress("config", 1, 1, f"{HOST}:{port}")


def write_configuration(place: Place, port: int) -> None:
    write_privately(place.config, _conf(place.database.parent, port))


def template(place: Place, progress: Progress, cancelled: Cancelled) -> None:
    """The initialised, still empty database, made once for these packages and this module and kept in the cache."""
    progress("template", 0, MODULES, "")
    file = template_file(place)
    if not file.exists() and not place.database.exists():
        with exclusive(place.cache / "lock", f"another process is filling {place.cache}", OTHERS):
            if not file.exists():
                _initialise(place, file, progress, cancelled)
    progress("template", MODULES, MODULES, "")


def template_file(place: Place) -> Path:
    return place.cache / f"tryton-8.0-{place.fingerprint()}.sqlite"


def fresh_database(place: Place, progress: Progress, cancelled: Cancelled) -> None:
    """Copy the template and give the copy its own administrator's password. A database that exists is kept; when our
    module or the packages changed since, it is updated (the server must be stopped)."""
    progress("database", 0, 1, "")
    if place.database.exists():
        if outdated(place):
            _run([*_admin(place, place.config), "-u", "golive"], "database_failed", lambda line: None, cancelled)
    else:
        adopt(place, template_file(place), cancelled)
    place.remember(fingerprint=place.fingerprint())
    progress("database", 1, 1, "")


def outdated(place: Place) -> bool:
    """Whether the database was made or updated by other packages or another module than those of today."""
    return place.remembered().get("fingerprint") not in (None, place.fingerprint())


def adopt(place: Place, source: Path, cancelled: Cancelled = never) -> None:
    """Make a copy of a database file the place's own, with this place's administrator's password."""
    work = place.root / "db.part"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    copied, conf = work / place.database.name, work / "trytond.conf"
    database.copy(source, copied)
    write_privately(conf, _conf(work, 0))
    place.password(ADMINISTRATOR)
    environment = {"TRYTONPASSFILE": str(place.password_file(ADMINISTRATOR))}
    _run([*_admin(place, conf), "-p"], "database_failed", lambda line: None, cancelled, environment)
    database.settle(copied)
    place.database.parent.mkdir(parents=True, exist_ok=True)
    os.replace(copied, place.database)
    shutil.rmtree(work, ignore_errors=True)


def modules_folder(place: Place) -> Path:
    found = sorted(place.venv.glob("lib/python3*/site-packages/trytond/modules"))
    found += sorted(place.venv.glob("Lib/site-packages/trytond/modules"))
    if not found:
        raise ErpError("packages_failed", f"trytond is not installed in {place.venv}")
    return found[0]


def _initialise(place: Place, file: Path, progress: Progress, cancelled: Cancelled) -> None:
    work = place.cache / f"{file.stem}.part"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    raw = work / f"{DATABASE}.sqlite"
    raw.touch()  # Tryton does not make the file itself
    conf, password = work / "trytond.conf", work / "password"
    write_privately(conf, _conf(work, 0))
    write_privately(password, "only-until-copied\n")
    seen: set[str] = set()

    def line_seen(line: str) -> None:
        if found := re.search(r"trytond\.modules (\w+) load ", line):
            seen.add(found[1])
            progress("template", min(len(seen), MODULES - 1), MODULES, line.partition("INFO ")[2] or line)

    command = [*_admin(place, conf), "-u", "golive", "--activate-dependencies", "-l", "zh_CN", "-vv"]
    command += ["--email", "admin@localhost"]
    _run(command, "database_failed", line_seen, cancelled, {"TRYTONPASSFILE": str(password)})
    database.settle(raw)
    os.replace(raw, file)
    shutil.rmtree(work, ignore_errors=True)


def _admin(place: Place, conf: Path) -> list[str]:
    program = place.python().with_name("trytond-admin")
    return [str(place.python()), str(program), "-c", str(conf), "-d", DATABASE]


def _conf(folder: Path, port: int) -> str:
    return (
        "# Written by GoLive at every start; the port is remembered in erp.json.\n"
        f"[database]\nuri = sqlite://\npath = {folder}\nlist = False\nlanguage = zh_CN\n"
        f"[web]\nlisten = {HOST}:{port}\n"
    )


def _venv_lock(place: Place) -> AbstractContextManager[None]:
    return exclusive(
        place.venv.with_name(place.venv.name + ".lock"), f"another process is working on {place.venv}", OTHERS
    )


def _same(sources: list[Path], target: Path) -> bool:
    if target.is_symlink() or not target.is_dir():
        return False
    there = {file.name for file in target.iterdir() if file.is_file()}
    return there == {file.name for file in sources} and all(
        (target / file.name).read_bytes() == file.read_bytes() for file in sources
    )


def _run(
    command: list[str],
    code: str,
    line_seen: Callable[[str], None],
    cancelled: Cancelled,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run to the end, handing on each line. Raises ErpError with the last lines, Cancel after ending the program."""
    tail: list[str] = []
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        env={**_clean(os.environ), **(environment or {})},
    ) as process:
        for line in _lines(process):
            tail = [*tail[-14:], line]
            line_seen(line)
            if cancelled():
                process.terminate()
                process.wait()
                raise Cancel
    if process.returncode:
        text = "\n".join(tail) or f"{Path(command[0]).name} ended with {process.returncode}"
        raise ErpError(code, text, output=text, status=process.returncode)


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        yield line.rstrip()


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    """Our own Python's settings must not reach the ERP's Python."""
    ours = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
    return {name: value for name, value in environment.items() if name not in ours and not name.startswith("TRYTON")}
