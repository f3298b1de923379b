"""An object for every page that shows or changes one, so that the walk through all doors has something to ask for.

One module here for each app, found by itself:

    @sample("requirements:requirements-detail", "requirements:sign")
    def requirement(cast):
        return {"pk": factories.requirement(cast).pk}

Named are URL names; given are the arguments of the URL besides `project`. Each sample is made twice, for two casts in two
projects. Whoever adds a page with a key in its address adds its sample.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

Sample = Callable[[Any], dict[str, Any]]
SAMPLES: dict[str, Sample] = {}


def sample(*names: str) -> Callable[[Sample], Sample]:
    def wrap(make: Sample) -> Sample:
        for name in names:
            SAMPLES[name] = make
        return make

    return wrap


def arguments(names: set[str], cast: Any) -> dict[str, dict[str, Any]]:
    """The arguments of each named URL in the cast's project; URLs that share a sample share its object."""
    made: dict[Sample, dict[str, Any]] = {}
    found = {}
    for name in sorted(names & SAMPLES.keys()):
        make = SAMPLES[name]
        if make not in made:
            made[make] = make(cast)
        found[name] = made[make]
    return found


for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
