"""A real Tryton. The environment and the database template are built once into a cache and shared by all tests.

GOLIVE_ERP_CACHE names that cache (CI keeps it between runs); without it, it lies below pytest's own cache directory.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from golive.connectors.tryton import lifecycle, server
from golive.connectors.tryton.place import INTEGRATION, Place
from golive.connectors.tryton.target import TrytonTarget

COMPANY = lifecycle.Company("华东精工有限公司", 2026)


@pytest.fixture(scope="session")
def erp_cache(request: pytest.FixtureRequest) -> Path:
    named = os.environ.get("GOLIVE_ERP_CACHE")
    return Path(named) if named else Path(request.config.cache.mkdir("golive-erp"))


@pytest.fixture(scope="session")
def new_place(erp_cache: Path) -> Iterator[Callable[[Path], Place]]:
    """Make places that share the cached environment and template; no server outlives the tests, failed ones included."""
    environment = {"GOLIVE_ERP_CACHE": str(erp_cache), "GOLIVE_ERP_VENV": str(erp_cache / "venv")}
    environment |= {name: os.environ[name] for name in ("GOLIVE_ERP_MODULE", "GOLIVE_ERP_VENV") if name in os.environ}
    made: list[Place] = []

    def make(data: Path) -> Place:
        made.append(Place.at(data, environment))
        return made[-1]

    yield make
    for place in made:
        server.stop(place)


@pytest.fixture(scope="module")
def erp(new_place: Callable[[Path], Place], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A configured, running ERP of this test module's own."""
    place = new_place(tmp_path_factory.mktemp("data"))
    lifecycle.up(place, COMPANY)
    yield place
    server.stop(place)


@pytest.fixture
def target(erp: Place) -> TrytonTarget:
    return TrytonTarget(server.client(erp, INTEGRATION))
