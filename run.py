#!/usr/bin/env python3
"""The one script a newcomer needs: Python 3.11 or newer and a network to the package index, nothing else.

    python3 run.py demo [--port 8000] [--fresh]   install, fill the example project, open it in your browser
    python3 run.py test [pytest arguments]        install, run the tests (SQLite, no services)
    python3 run.py check                          style, types, import contracts, translations, migrations
    python3 run.py test-full                      what `test` leaves out: browser, real ERP, Spark, the suite on PostgreSQL
    python3 run.py test-pg [pytest arguments]     only the suite on PostgreSQL
    python3 run.py golive ARGUMENTS               the product's own command line
    python3 run.py tool tools/NAME.py ARGUMENTS   a developer's script, in the same environment

It makes `.venv` beside itself, installs into it only when pyproject.toml has changed, and hands over.
"""

import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
STAMP = os.path.join(VENV, "golive-installed")
EXTRAS = ["", "test", "dev", "full"]  # each holds everything of the one before it


def fail(message):
    sys.exit("run.py: " + message)


def require_python():
    if sys.version_info < (3, 11):  # noqa: UP036 - an old Python must get this far to be told
        found = ".".join(str(part) for part in sys.version_info[:3])
        fail(
            "GoLive needs Python 3.11 or newer, but this is Python " + found + ".\n"
            "Nothing was changed. Install a newer Python, then start it by name, for example:\n"
            "    python3.12 run.py demo"
        )


def python_of_venv():
    names = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(VENV, *names)


def make_venv(uv):
    if uv:
        done = subprocess.run([uv, "venv", "--quiet", "--seed", "--python", sys.executable, VENV])
        if done.returncode == 0:
            return
        print("uv could not make the environment; trying Python's own venv.", flush=True)
    try:
        import ensurepip  # noqa: F401 - Debian and Ubuntu leave it out of their plain python3 package
        import venv
    except ImportError:
        version = ".".join(str(part) for part in sys.version_info[:2])
        fail(
            "this Python has no venv module, so no environment can be made. Nothing was changed.\n"
            "On Debian and Ubuntu: apt-get install python" + version + "-venv; then run the same command again."
        )
    venv.create(VENV, with_pip=True, clear=True)


def fingerprint():
    with open(os.path.join(HERE, "pyproject.toml"), "rb") as file:
        content = file.read()
    return hashlib.sha256(content + HERE.encode() + sys.version.encode()).hexdigest()


def installed():
    """What the stamp says: (fingerprint, extra), or nothing."""
    try:
        with open(STAMP) as file:
            mark, extra = file.read().split(" ", 1)
    except (OSError, ValueError):
        return "", ""
    return mark, extra.strip()


def install(extra):
    """Make the environment hold GoLive with `extra`; do nothing when it does already."""
    mark, have = installed()
    works = os.path.exists(python_of_venv())
    wanted = max(extra, have if works and have in EXTRAS else "", key=EXTRAS.index)
    if works and mark == fingerprint() and wanted == have:
        return
    uv = shutil.which("uv")
    if not works:
        make_venv(uv)
    what = ("." + "[" + wanted + "]") if wanted else "."
    print("Installing GoLive into .venv (once; one to three minutes) …", flush=True)
    ways = [[uv, "pip", "install", "--quiet", "--python", python_of_venv(), "-e", what]] if uv else []
    pip = [python_of_venv(), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--prefer-binary"]
    ways.append([*pip, "-e", what])
    if not any(subprocess.run(way, cwd=HERE).returncode == 0 for way in ways):
        fail(
            "the installation failed; the reason stands above. Nothing outside .venv was changed.\n"
            "Without a way to the package index, set PIP_INDEX_URL to a mirror that you reach, and try again."
        )
    with open(STAMP, "w") as file:
        file.write(fingerprint() + " " + wanted)


def run(*command, env=None):
    """Run inside the environment; the answer is its exit code."""
    settings = dict(os.environ)
    settings.update(env or {})
    try:
        return subprocess.run([python_of_venv(), *command], cwd=HERE, env=settings).returncode
    except KeyboardInterrupt:
        return 130


# Of all tests those that ask a database: what engines, files and style do is the same on every one.
ON_POSTGRES = ["src", "tests/connectors/sql", "tests/secrets", "tests/simulation"]


def workers(share="worksteal"):
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    return [] if cores < 2 else ["-n", str(min(cores, 8)), "--dist", share]


def demo(arguments):
    install("")
    return hand_over(["demo", *arguments])


def golive(arguments):
    install("")
    return hand_over(arguments)


def hand_over(arguments):
    """Become the product's command line, so that Ctrl-C and signals reach it directly. Paths stay the caller's."""
    command = [os.path.join(os.path.dirname(python_of_venv()), "golive"), *arguments]
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)
    return subprocess.run(command).returncode


def test(arguments):
    install("test")
    return run("-m", "pytest", "-q", *workers(), *arguments)


def check(arguments):
    """Everything that is judged without running the product. All of it runs, so that one look shows all faults."""
    install("dev")
    import tempfile

    scratch = {"GOLIVE_DATA": tempfile.mkdtemp(prefix="golive-check-")}
    tools = [
        ("style", ["-m", "ruff", "check", "."]),
        ("layout", ["-m", "ruff", "format", "--check", "--quiet", "."]),
        ("types", ["-m", "mypy"]),
        ("imports", ["-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"]),
        ("translations", ["tools/translations.py", "missing"]),
        ("migrations", ["manage.py", "makemigrations", "--check", "--dry-run"]),
        ("duties page", ["tools/duties_doc.py", "--check"]),
    ]
    failed = []
    for name, command in tools:
        print("== " + name, flush=True)
        if run(*command, env=scratch) != 0:
            failed.append(name)
    shutil.rmtree(scratch["GOLIVE_DATA"], ignore_errors=True)
    print("check: " + ("failed: " + ", ".join(failed) if failed else "all " + str(len(tools)) + " good"))
    return 1 if failed else 0


def test_pg(arguments):
    install("dev")
    command = [
        "-m",
        "pytest",
        "-q",
        "--migrations",
        *workers(),
        "-m",
        "not erp and not browser and not slow",
        *(arguments or ON_POSTGRES),
    ]
    return run("tools/postgres.py", python_of_venv(), *command)


def test_full(arguments):
    """Each part runs even when an earlier one failed. A part that finds no test has proved nothing, and fails."""
    install("full")
    parts = [
        ("browser", lambda: run("-m", "pytest", "-q", *workers("loadfile"), "-m", "browser")),
        ("ERP", lambda: run("-m", "pytest", "-q", *workers("loadfile"), "-m", "erp and not browser")),
        ("long stories", lambda: run("-m", "pytest", "-q", *workers(), "-m", "slow and not erp")),
        ("PostgreSQL", lambda: test_pg([])),
    ]
    failed = []
    for name, part in parts:
        print("== " + name, flush=True)
        if part() != 0:
            failed.append(name)
    print("test-full: " + ("failed: " + ", ".join(failed) if failed else "all " + str(len(parts)) + " parts good"))
    return 1 if failed else 0


def tool(arguments):
    install("dev")
    return run(*arguments)


COMMANDS = {
    "demo": demo,
    "golive": golive,
    "test": test,
    "check": check,
    "test-full": test_full,
    "test-pg": test_pg,
    "tool": tool,
}


def main():
    require_python()
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print(__doc__.strip())
        return 0 if sys.argv[1:] in (["-h"], ["--help"]) else 2
    return COMMANDS[sys.argv[1]](sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
