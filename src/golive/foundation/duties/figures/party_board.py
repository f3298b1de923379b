"""The board of the parties: how each keeps its duties, who of it owes what, and since when it has been silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, Party
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.figures.figure_rows import FigureRow, figure_rows
from golive.foundation.duties.figures.figures import Figure, book, cells, fold, measure_lateness, names_of, total
from golive.foundation.duties.figures.trend import trend
from golive.foundation.duties.models import Signal
from golive.foundation.words import Words


@dataclass(slots=True)
class PartyCard:
    """`silent`: what the engine noticed, with the day since which it holds; `proved`: when the party last proved
    anything; `owing`: its persons with their figures."""

    party: str
    row: FigureRow
    people: list[str]
    owing: list[FigureRow]
    proved: datetime | None
    silent: dict[str, Any] | None = None


def party_board(project: Any, today: date, on: date | None, moment: datetime | None) -> tuple[list[PartyCard], Figure]:
    """A card for each party that has people or owes something, and the figure of all together."""
    of = book(project, moment)
    counted = cells(of, F("who"))

    def party_of(duty_id: str, _who: Any) -> str:
        return DUTIES[duty_id].party

    def person_of(duty_id: str, who: Any) -> tuple[str, Any]:
        return DUTIES[duty_id].party, who

    parties, persons = fold(counted, party_of), fold(counted, person_of)
    measure_lateness(of, F("who"), party_of, parties)
    measure_lateness(of, F("who"), person_of, persons)
    people: dict[str, list[str]] = {}
    there = Membership.objects.filter(access.current(on or today), project=project, person__is_active=True)
    for member in there.select_related("person").order_by("id"):
        people.setdefault(member.party, []).append(str(member.person))
    names = names_of(project, "person", {who for _party, who in persons})
    trends = trend([project], moment or clock.now(), by="party")
    silent = {} if moment else _silent(project)
    cards = []
    for party in Party:
        if party.value not in parties and party.value not in people:
            continue
        figure = parties.get(party.value) or Figure(party.value)
        figure.name = str(party.label)
        owing = []
        for (of_party, who), own in persons.items():
            if of_party == party.value:
                own.key, own.name = who, names.get(who, "")
                owing.append(own)
        owing.sort(key=lambda f: (-f.overdue, f.name))
        (row,) = figure_rows(project, [figure], "party", today=today, on=on, trends=trends)
        rows = figure_rows(project, owing, "person", today=today, on=on, party=party.value)
        named = list(dict.fromkeys(people.get(party.value, [])))
        cards.append(PartyCard(party.value, row, named, rows, figure.proved, silent.get(party.value)))
    return cards, total(parties.values())


def _silent(project: Any) -> dict[str, dict[str, Any]]:
    rows = Signal.objects.filter(project=project, kind=Signal.Kind.SILENCE, ended_at=None).exclude(party="")
    return {s.party: {"text": Words.from_json(s.text).render(), "since": s.seen_at, "url": s.url} for s in rows}
