"""The published log that several tests ask: read once."""

from __future__ import annotations

import pytest

from golive.engines.mining.read import read_log
from tests.shared_data import shared


@pytest.fixture(scope="session")
def domestic_log():
    """BPI Challenge 2020, domestic declarations. Nobody may change its events."""
    with read_log(shared("mining/xes/DomesticDeclarations.xes.gz")) as log:
        yield log
