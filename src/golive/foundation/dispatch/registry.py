"""What may go out, declared in the `outgoing.py` of each app.

topic("reports.weekly", _("Weekly reports"))         a robot can be given it

@paper("reports.pdf")                                enclosed in a mail, made when it is sent
def report_pdf(person, pk) -> Enclosure: ...

@body("duties.digest")                               the lines of a mail about a notice of this kind
def digest_lines(notice) -> list[str]: ...

What goes to a robot leaves the circle of those who sign in: nothing may stand in it that not every member of the project
may see (`audience.everybody_inside` tells where all of them are the client's own people).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from golive.connectors.notify import Enclosure
from golive.foundation.words import Words

Paper = Callable[[Any, int], Enclosure]
Body = Callable[[Any], list[str]]
TOPICS: dict[str, Any] = {}
PAPERS: dict[str, Paper] = {}
BODIES: dict[str, Body] = {}


class Withheld(Exception):
    """The receiver may not see it any more, or there is nothing left to send: said in words, and nothing goes out."""

    def __init__(self, why: Any, **facts: Any) -> None:
        super().__init__(str(why))
        self.words = Words.of(why, **facts)


def topic(key: str, label: Any) -> None:
    if key in TOPICS:
        raise ValueError(f"topic {key} is declared twice")
    TOPICS[key] = label


def paper(key: str) -> Callable[[Paper], Paper]:
    def wrap(make: Paper) -> Paper:
        if key in PAPERS:
            raise ValueError(f"paper {key} is declared twice")
        PAPERS[key] = make
        return make

    return wrap


def body(kind: str) -> Callable[[Body], Body]:
    def wrap(make: Body) -> Body:
        if kind in BODIES:
            raise ValueError(f"body {kind} is declared twice")
        BODIES[kind] = make
        return make

    return wrap
