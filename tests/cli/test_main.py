"""The console script: quick, lazy, in two languages, complete."""

import os
import subprocess
import sys

import click
import pytest

from golive.cli import COMMANDS, main
from golive.cli.words import language


def run(code: str, **environ: str) -> subprocess.CompletedProcess:
    clean = {k: v for k, v in os.environ.items() if k not in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=clean | environ, check=False
    )


def test_help_and_engine_commands_never_load_django():
    code = """
import sys
from golive.cli import main
main(["schedule", "compute", "--help"], standalone_mode=False)
assert not [m for m in sys.modules if m.split(".")[0] in ("django", "duckdb")]
"""
    result = run(code)
    assert result.returncode == 0, result.stderr


def test_help_imports_no_command():
    code = """
import sys
from golive.cli import main
main(["--help"], standalone_mode=False)
assert not [m for m in sys.modules if m.startswith("golive.cli.") and m != "golive.cli.words"]
"""
    assert run(code).returncode == 0


HELP = "from golive.cli import main; main(['schedule', 'compute', '--help'], standalone_mode=False)"


def test_help_in_chinese_and_english():
    chinese = run(HELP, LANG="zh_CN.UTF-8", PYTHONUTF8="1").stdout
    assert "用法：" in chinese and "状态" not in chinese and "尚未完成的工作" in chinese and "Usage" not in chinese
    english = run(HELP, LANG="en_GB.UTF-8").stdout
    assert "Usage:" in english and "What is not done yet" in english


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_Hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANGUAGE": "zh:en", "LANG": "en_US.UTF-8"}, "zh_Hans"),
        ({"LC_MESSAGES": "de_DE", "LANG": "zh_CN"}, "en"),
    ],
)
def test_language_of_the_terminal(environ, expected):
    assert language(environ) == expected


@pytest.mark.parametrize("name", COMMANDS)
def test_every_entry_leads_to_a_command(name):
    command = main.get_command(click.Context(main), name)
    assert command is not None and command.help
