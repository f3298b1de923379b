"""Who may import whom: the contracts of pyproject.toml, and engines that run without Django."""

from __future__ import annotations

import subprocess
import sys

from tests.arch.source import ROOT, SRC, app_order


def test_import_contracts_are_kept():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr


def test_engines_and_connectors_import_without_django():
    code = (
        "import sys, pkgutil, importlib; sys.modules['django'] = None; sys.path.insert(0, 'src')\n"
        "for name in ('golive.engines', 'golive.connectors'):\n"
        "    package = importlib.import_module(name)\n"
        "    for module in pkgutil.walk_packages(package.__path__, name + '.'):\n"
        "        importlib.import_module(module.name)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]


def test_settings_install_the_apps_in_the_order_of_the_contract(settings):
    assert [name for name in app_order() if name in settings.APPS] == settings.APPS
    there = {p.parent.name for p in SRC.glob("apps/*/apps.py")}
    assert there <= set(settings.APPS), "an app that is not in settings.APPS is never loaded"
