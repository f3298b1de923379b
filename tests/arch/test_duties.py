"""Every duty that claims evidence has a test that names it; the generated page is current."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.arch.source import ROOT, SRC

pytestmark = pytest.mark.skipif(
    find_spec("golive.foundation.duties.catalogue") is None, reason="the catalogue of duties is not there yet"
)


def test_every_connected_duty_has_a_test_that_names_it():
    from golive.foundation.duties.registry import EVIDENCE

    tests = [
        *SRC.glob("apps/*/tests/test_*.py"),
        *SRC.glob("foundation/duties/tests/test_evidence*.py"),
        *ROOT.glob("tests/journeys/test_*.py"),
    ]
    named = set(re.findall(r"""["']([A-Z]\d{1,2})["']""", "\n".join(p.read_text("utf8") for p in tests)))
    bare = sorted(set(EVIDENCE) - named)
    assert bare == [], "evidence without a test proves nothing"


def test_evidence_stands_in_the_apps_own_file():
    from golive.foundation.duties.registry import EVIDENCE

    wrong = [f"{duty}: {query.__module__}" for duty, query in EVIDENCE.items() if ".duties" not in query.__module__]
    assert wrong == []


def test_the_page_of_duties_is_current():
    tool = ROOT / "tools" / "duties_doc.py"
    if not tool.exists():
        pytest.skip("tools/duties_doc.py is not there yet")
    done = subprocess.run([sys.executable, tool, "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, "run: make duties\n" + done.stdout + done.stderr
