"""Small files, honest names, one pattern."""

from __future__ import annotations

import ast
import importlib
import inspect

import pytest

from golive.foundation.use_cases import REGISTRY
from tests.arch.source import ROOT, SRC, calls, files, tree, where

BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "tools"}
# Who may ask the machine, and why.
OWN_TIME = {
    "foundation/clock.py": "it is the clock",
    "cli/data_migrate.py": "works on files without Django; its certificates carry the machine's time",
    "cli/erp.py": "works on a real server without Django; its backups carry the machine's time",
}
ASKS_THE_TIME = {"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "dt.datetime.now"}
ASKS_THE_TIME |= {"datetime.datetime.now", "datetime.date.today", "dt.date.today"}


def names(paths):
    return [str(p.relative_to(SRC)) for p in paths]


@pytest.mark.parametrize("path", files(tests=True), ids=lambda p: str(p.relative_to(SRC)))
def test_files_and_functions_stay_small(path):
    lines = path.read_text("utf8").count("\n")
    assert lines <= 400, f"{where(path)} has {lines} lines: split it by subject"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            long = node.end_lineno - node.lineno
            assert long < 60, f"{where(path, node)} {node.name} has {long} lines: give its parts names"


def test_no_file_is_named_for_nothing():
    assert [where(p) for p in files(tests=True) if p.stem in BANNED or p.parent.name in BANNED] == []


SERVICES = [p for p in files() if p.name == "services.py" or p.parent.name == "services"]


@pytest.mark.parametrize("path", SERVICES, ids=lambda p: str(p.relative_to(SRC)))
def test_every_public_function_of_services_is_a_use_case(path):
    if path.parent.name in NOT_ACTS:
        pytest.skip(NOT_ACTS[path.parent.name])
    module = importlib.import_module("golive." + ".".join(path.relative_to(SRC).with_suffix("").parts))
    public = {n: f for n, f in inspect.getmembers(module, inspect.isfunction) if not n.startswith("_")}
    mine = {n: f for n, f in public.items() if f.__module__ == module.__name__}
    bare = [n for n, f in mine.items() if getattr(f, "use_case_name", None) not in REGISTRY]
    assert bare == [], f"{where(path)}: a write without permission and audit. Decorate it, or make it private"


# Services that serve use cases and are none: what calls them is already permitted and audited.
NOT_ACTS = {
    "audit": "the trail itself; a line about writing a line would never end",
    "signatures": "called inside the use case of the app whose record is signed",
    "files": "called inside the use case of the app whose record the file belongs to",
    "notify": "messages are a consequence of use cases",
}


def test_use_cases_are_named_after_where_they_stand():
    wrong = []
    for name, case in REGISTRY.items():
        module = inspect.unwrap(case.run).__module__
        if module.startswith(("golive.apps.", "golive.foundation.")) and module.split(".")[2] != name.split(".")[0]:
            wrong.append(f"{name} in {module}")
    assert wrong == []


@pytest.mark.parametrize("path", sorted(SRC.glob("apps/*/__init__.py")), ids=lambda p: p.parent.name)
def test_every_app_says_what_it_is_for_and_which_duties_it_serves(path):
    lines = [line for line in (ast.get_docstring(tree(path)) or "").splitlines() if line.strip()]
    assert len(lines) >= 2, f"{where(path)}: two lines: what it is for, which duties it serves"


def test_only_the_clock_asks_what_time_it_is():
    found = [
        f"{where(path, node)} {name}()"
        for path in files()
        if str(path.relative_to(SRC)) not in OWN_TIME
        for name, node in calls(path)
        if name in ASKS_THE_TIME or (name == "timezone.localdate" and not node.args)
    ]
    assert found == [], "use golive.foundation.clock: the demo lives in another week"


def test_no_field_takes_its_time_from_django():
    found = [
        where(path, node)
        for path in files()
        for _name, node in calls(path)
        if any(k.arg in {"auto_now", "auto_now_add"} for k in node.keywords)
    ]
    assert found == [], "set the time from clock.now()"


def test_the_map_names_every_folder():
    text = (ROOT / "MAP.md").read_text("utf8")
    leave_out = {
        "__pycache__",
        "migrations",
        "tests",
        "templates",
        "static",
        "templatetags",
        "LC_MESSAGES",
        "catalogue",
    }
    folders = [p for p in [*SRC.glob("*/"), *SRC.glob("*/*/")] if p.is_dir() and p.name not in leave_out]
    folders = [p for p in folders if any(q.is_file() and q.suffix != ".pyc" for q in p.rglob("*"))]
    assert [name for name in names(folders) if f"`{name}`" not in text] == []
