"""What can be run in the background, declared in each app's jobs.py.

@job("migration.load", label=_("Load into the ERP"), resumable=True)
def load(ctx, *, run_id): ...

@periodic("*/10 * * * *")
@job("duties.refresh", label=_("Look at the evidence of all duties"))
def refresh(ctx): ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from golive.foundation.words import Words

Run = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Declared:
    kind: str
    label: Any  # lazy translation; may name arguments: _("Load %(objects)s into the ERP")
    run: Run
    resumable: bool  # a second run goes on where the first was killed: it may be started again unasked
    single: bool  # never two at a time with the same project and arguments
    max_attempts: int


JOBS: dict[str, Declared] = {}
PERIODIC: dict[str, str] = {}  # kind -> cron expression, in the time zone of the installation


def job(
    kind: str, *, label: Any, resumable: bool = False, single: bool = False, max_attempts: int = 5
) -> Callable[[Run], Run]:
    """Declare a background job. Its function takes the context and JSON arguments, and returns JSON or None.

    `max_attempts` bounds how often a resumable job is started again after its worker died.
    """

    def wrap(function: Run) -> Run:
        if kind in JOBS:
            raise ValueError(f"job {kind} is declared twice")
        JOBS[kind] = Declared(kind, label, function, resumable, single, max_attempts if resumable else 1)
        function.job_kind = kind  # type: ignore[attr-defined]
        return function

    return wrap


def periodic(cron: str) -> Callable[[Run], Run]:
    """Run a job without arguments by the clock, as the product itself. Stands above @job."""

    def wrap(function: Run) -> Run:
        PERIODIC[function.job_kind] = cron  # type: ignore[attr-defined]
        return function

    return wrap


def result_at(url: str, label: Any = "") -> dict[str, Any]:
    """What a job returns when a page shows what it made. The label is read in the reader's language, not the worker's."""
    return {"url": url, "label": Words.of(label).to_json()}
