"""Plans of other programs (.mpp, .xer, …) through MPXJ, an optional extra: a Java library, so in a process of its own.

`python -m golive.engines.schedule.foreign IN OUT.xml` is that process; it writes MS Project XML, which is read here.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from golive.engines.schedule.model import Plan, PlanError
from golive.engines.schedule.mspdi import read_mspdi

SUFFIXES = frozenset({".mpp", ".mpt", ".mpx", ".xer", ".pmxml", ".pod", ".planner", ".gan"})
_PATIENCE = 300  # seconds


def available() -> bool:
    return all(find_spec(name) for name in ("mpxj", "jpype")) and shutil.which("java") is not None


def read_foreign(path: Path) -> Plan:
    """PlanError "no_mpxj" where MPXJ or Java is absent, "not_foreign" (with its words) when MPXJ cannot read the file;
    else those of `read_mspdi`."""
    if not available():
        raise PlanError("no_mpxj", [], path.suffix)
    with TemporaryDirectory() as folder:
        out = Path(folder) / "plan.xml"
        command = [sys.executable, "-m", "golive.engines.schedule.foreign", str(path), str(out)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
        except subprocess.TimeoutExpired as error:
            raise PlanError("not_foreign", [], f"{_PATIENCE} s") from error
        if done.returncode or not out.exists():
            raise PlanError("not_foreign", [], (done.stderr.strip().splitlines() or [""])[-1])
        return read_mspdi(out)


def _convert(source: str, target: str) -> None:
    import jpype
    import mpxj  # noqa: F401 - puts its jar on the class path

    jpype.startJVM()
    reader = jpype.JClass("org.mpxj.reader.UniversalProjectReader")()
    project = reader.read(source)
    if project is None:
        raise SystemExit("MPXJ does not know this kind of file.")
    formats = jpype.JClass("org.mpxj.writer.FileFormat")
    jpype.JClass("org.mpxj.writer.UniversalProjectWriter")(formats.MSPDI).write(project, target)


if __name__ == "__main__":
    _convert(*sys.argv[1:3])
