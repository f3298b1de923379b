"""Plans of other programs (.mpp, .xer, …) through MPXJ, an optional extra: a Java library, so in a process of its own.

`python -m golive.engines.schedule.foreign IN OUT.xml` is that process; it writes MS Project XML, which is read here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from golive.engines.schedule.model import Plan, PlanError
from golive.engines.schedule.mspdi import read_mspdi

SUFFIXES = frozenset({".mpp", ".mpt", ".mpx", ".xer", ".pmxml", ".pod", ".planner", ".gan"})
_PATIENCE = 300  # seconds


def available() -> bool:
    return all(find_spec(name) for name in ("mpxj", "jpype")) and shutil.which("java") is not None


def read_foreign(path: Path) -> Plan:
    """PlanErrors of `as_mspdi` and `read_mspdi`."""
    return read_mspdi(BytesIO(as_mspdi(path)))


def as_mspdi(path: Path, patience: int = _PATIENCE) -> bytes:
    """The plan as MS Project XML. PlanError "no_mpxj" where MPXJ or Java is absent, "not_foreign" (with its words) when
    MPXJ cannot read the file or needs more than `patience` seconds."""
    if not available():
        raise PlanError("no_mpxj", [], path.suffix)
    with TemporaryDirectory() as folder:
        out = Path(folder) / "plan.xml"
        command = [sys.executable, "-m", "golive.engines.schedule.foreign", str(path), str(out)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=patience, check=False)
        except subprocess.TimeoutExpired as error:
            raise PlanError("not_foreign", [], f"{patience} s") from error
        if done.returncode or not out.exists():
            raise PlanError("not_foreign", [], (done.stderr.strip().splitlines() or [""])[-1])
        return out.read_bytes()


def charset(content: bytes) -> str:
    """Of a Primavera XER file, which does not say it: newer ones are UTF-8, others in the code page of their machine,
    in China's GBK. There high bytes come in pairs; in Western text they stand alone."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", content)]
        paired = sum(n for n in runs if n > 1)
        return "gb18030" if paired > 0.8 * sum(runs) else "windows-1252"
    return "utf-8"


def _convert(source: str, target: str) -> None:
    import jpype
    import mpxj  # noqa: F401 - puts its jar on the class path

    jpype.startJVM()
    if source.lower().endswith(".xer"):
        reader = jpype.JClass("org.mpxj.primavera.PrimaveraXERFileReader")()
        reader.setCharset(jpype.JClass("java.nio.charset.Charset").forName(charset(Path(source).read_bytes())))
    else:
        reader = jpype.JClass("org.mpxj.reader.UniversalProjectReader")()
    project = reader.read(source)
    if project is None:
        raise SystemExit("MPXJ does not know this kind of file.")
    formats = jpype.JClass("org.mpxj.writer.FileFormat")
    jpype.JClass("org.mpxj.writer.UniversalProjectWriter")(formats.MSPDI).write(project, target)


if __name__ == "__main__":
    _convert(*sys.argv[1:3])
