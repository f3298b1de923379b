"""Real data that nobody here wrote lies outside the project; a test that needs it asks here."""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("GOLIVE_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")


def shared(relative: str) -> Path:
    """Return the path, or skip the test and say what is missing."""
    path = ROOT / relative
    if not path.exists():
        pytest.skip(f"real data set {relative!r} is not here (set GOLIVE_SHARED_DATA)")
    return path
