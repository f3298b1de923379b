"""PM4Py in a virtual environment of its own: what the tests and benchmarks of process diagnosis are compared with.

`python tools/oracle.py` makes it (once, some minutes) and prints its Python. PM4Py is AGPL: it is run as another
program on files, never imported and no dependency of ours. GOLIVE_ORACLE names another place than `.oracle`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

VERSION = "pm4py==2.7.23.11"
HOME = Path(os.environ.get("GOLIVE_ORACLE") or Path(__file__).parents[1] / ".oracle")


def oracle_python() -> Path | None:
    """The Python that has PM4Py, or None when it was not made."""
    path = HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    return path if (HOME / "ready").exists() else None


def make() -> Path:
    if oracle_python() is None:
        venv.create(HOME, with_pip=True)
        python = HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", VERSION, "pyarrow"], check=True)
        (HOME / "ready").write_text(VERSION)
    found = oracle_python()
    assert found is not None
    return found


if __name__ == "__main__":
    print(make())
