"""Where each sentence of a report is declared: a query over one period that says its finding in words, with its rows.

@sentence("decisions", section="decisions", order=10)
def decisions(project, period) -> list[Sentence]: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.reports.period import Kind, Period
from golive.foundation.words import Words

SECTIONS: dict[str, Any] = {
    "progress": _("Progress"),
    "next": _("What comes next"),
    "duties": _("Duties of all parties"),
    "gate": _("Phases and gates"),
    "decisions": _("Decisions"),
    "money": _("Money"),
    "risks": _("Risks and issues"),
    "requirements": _("Requirements"),
    "systems": _("Data and systems"),
    "people": _("Training and support"),
}
EVERY = tuple(Kind)
WITHIN = (Kind.WEEKLY, Kind.MONTHLY, Kind.PHASE)  # what the steering committee need not hear
LONGER = (Kind.MONTHLY, Kind.STEERING, Kind.PHASE)
MOST_ROWS = 100  # of one sentence; the page behind it has them all


@dataclass(frozen=True, slots=True)
class Row:
    """One record behind a figure. `label` may be a plain name."""

    label: Words | str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`url`: the page that counts the same. `tone`: "", ok, warn or bad. `figure`: the same as (name, one short value)
    for the strip at the top. `keys`: records that a later report asks about again."""

    words: Words
    url: str = ""
    rows: list[Row] = field(default_factory=list)
    tone: str = ""
    figure: tuple[Words, str] | None = None
    keys: list[int] = field(default_factory=list)

    def to_json(self, query: str = "", section: str = "") -> dict[str, Any]:
        return {
            "query": query,
            "section": section,
            "words": self.words.to_json(),
            "url": self.url,
            "tone": self.tone,
            "rows": [{"label": Words.of(r.label).to_json(), "url": r.url} for r in self.rows[:MOST_ROWS]],
            "more": max(0, len(self.rows) - MOST_ROWS),
            "figure": [self.figure[0].to_json(), self.figure[1]] if self.figure else None,
            "keys": self.keys,
        }


Query = Callable[[Any, Period], list[Sentence]]


@dataclass(frozen=True, slots=True)
class Declared:
    name: str
    section: str
    order: int
    query: Query
    kinds: tuple[Kind, ...] = EVERY
    open: bool = False  # every member of the project finds the same on the product's pages


SENTENCES: dict[str, Declared] = {}


def sentence(
    name: str, *, section: str, order: int, kinds: tuple[Kind, ...] = EVERY, open: bool = False
) -> Callable[[Query], Query]:
    """`kinds`: in which reports it stands. `open`: its words and figure may be said where people of other firms hear it,
    because every member of the project finds them on a page; otherwise they are the client's own business."""
    if section not in SECTIONS:
        raise ValueError(f"there is no section {section}")

    def wrap(query: Query) -> Query:
        if name in SENTENCES:
            raise ValueError(f"sentence {name} is declared twice")
        SENTENCES[name] = Declared(name, section, order, query, kinds, open)
        return query

    return wrap


def in_order(kind: str) -> list[Declared]:
    places = list(SECTIONS)
    return sorted((d for d in SENTENCES.values() if kind in d.kinds), key=lambda d: (places.index(d.section), d.order))
