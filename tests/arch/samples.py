"""An object for every page that shows or changes one, so that the walk through all doors has something to ask for.

    @sample("requirements:requirement", "requirements:sign")
    def requirement(cast, project):
        return {"pk": make_requirement(project).pk}

Named are URL names; given are the arguments of the URL besides `project`. Each sample is made twice, in the cast's own
project and in the stranger's. Whoever adds a page with a key in its address adds its sample here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Sample = Callable[[Any, Any], dict[str, Any]]
SAMPLES: dict[str, Sample] = {}


def sample(*names: str) -> Callable[[Sample], Sample]:
    def wrap(make: Sample) -> Sample:
        for name in names:
            SAMPLES[name] = make
        return make

    return wrap


def arguments(names: set[str], cast: Any, project: Any) -> dict[str, dict[str, Any]]:
    """The arguments of each named URL in `project`; URLs that share a sample share its object."""
    made: dict[Sample, dict[str, Any]] = {}
    found = {}
    for name in sorted(names & SAMPLES.keys()):
        make = SAMPLES[name]
        if make not in made:
            made[make] = make(cast, project)
        found[name] = made[make]
    return found
