"""Faults of the responsibility matrix: nobody answers, two answer, too much on one person, duties that must be apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from golive.foundation.accounts.models import Party
from golive.foundation.duties.catalogue import Duty
from golive.foundation.duties.lines import address
from golive.foundation.duties.models import Assignment, Signal
from golive.foundation.duties.noticing.found import Found, Proposal, at_place, title
from golive.foundation.duties.noticing.picture import Picture
from golive.foundation.words import Words, words

Kind = Signal.Kind


def faults(picture: Picture) -> Iterator[Found]:
    yield from gaps(picture)
    yield from doubles(picture)
    yield from overloads(picture)
    yield from conflicts(picture)


def gaps(picture: Picture) -> Iterator[Found]:
    """Nobody is accountable."""
    for a in picture.assignments:
        if a.accountable_id is not None:
            continue
        duty = picture.duty(a.duty_id)
        who = picture.least_loaded(duty, a.place)
        if who is None:
            text = words("Give a person of this party a place in the project: %(party)s.", party=_party(duty))
            proposal, page = Proposal(text), address("projects:people", picture.project)
        else:
            proposal, page = (
                _hand_over(picture, a, who, words("Name %(person)s, who has %(load)s of %(capacity)s h.")),
                "",
            )
        yield Found(
            Kind.GAP,
            f"gap:{a.duty_id}:{a.place}",
            words("Nobody answers for %(duty)s.", duty=_named(picture, a)),
            proposal,
            page or _page(picture, duty),
            duty_id=a.duty_id,
            place=a.place,
            party=duty.party,
            tell=tuple(picture.leaders()),
        )


def doubles(picture: Picture) -> Iterator[Found]:
    """Two answer for the same: at the whole project and at one of its departments, or at a department and its part."""
    by_duty: dict[str, list[Assignment]] = defaultdict(list)
    for a in picture.assignments:
        by_duty[a.duty_id].append(a)
    whole = {a.duty_id: a for a in picture.rows if not a.place and a.named and a.switched_off_at is None}
    for duty_id, rows in by_duty.items():
        upper = whole.get(duty_id)
        pairs = [(upper, a) for a in rows if a.place] if upper else []
        pairs += [(b, a) for a in rows for b in rows if picture.under(a.place, b.place)]
        for above, below in pairs:
            if above.accountable_id and below.accountable_id and above.accountable_id != below.accountable_id:
                yield _double(picture, above, below)


def _double(picture: Picture, above: Assignment, below: Assignment) -> Found:
    duty = picture.duty(below.duty_id)
    text = words(
        "%(person)s and %(other)s both answer for %(duty)s: %(person)s for %(above)s, %(other)s for %(below)s.",
        duty=title(duty),
        person=picture.names.get(above.accountable_id or 0, ""),
        other=picture.names.get(below.accountable_id or 0, ""),
        above=picture.place_name(above.place) if above.place else words("the whole project"),
        below=picture.place_name(below.place),
    )
    assert above.accountable_id is not None
    sentence = words("Let one answer for both: name %(person)s, who has %(load)s of %(capacity)s h.")
    return Found(
        Kind.DOUBLE,
        f"double:{duty.id}:{above.place}:{below.place}",
        text,
        _hand_over(picture, below, above.accountable_id, sentence),
        _page(picture, duty),
        person=above.accountable_id,
        other=below.accountable_id,
        duty_id=duty.id,
        place=below.place,
        party=duty.party,
        tell=tuple(picture.leaders()),
    )


def overloads(picture: Picture) -> Iterator[Found]:
    """More hours of duties due in the next 30 days than the person can give."""
    for who, load in sorted(picture.load.items()):
        capacity = picture.capacity(who)
        if who not in picture.by_person or load <= capacity:
            continue
        text = words(
            "%(person)s has duties of %(load)s h due in the next 30 days and can give %(capacity)s h "
            "(%(share)s of the working time).",
            person=picture.names[who],
            load=_hours(load),
            capacity=_hours(capacity),
            share=f"{max(m.availability for m in picture.by_person[who]) * 30 // 100}%",
        )
        given = _relief(picture, who, load - capacity)
        yield Found(
            Kind.OVERLOAD,
            f"overload:{who}",
            text,
            given[1] if given else Proposal(words("Give the project more people of this party, or move what is due.")),
            _page(picture, picture.duty(given[0].duty_id)) if given else address("duties:tailoring", picture.project),
            person=who,
            duty_id=given[0].duty_id if given else "",
            place=given[0].place if given else "",
            party=picture.party_of(who),
            tell=tuple(dict.fromkeys([who, *picture.leaders()])),
        )


def _relief(picture: Picture, who: int, excess: float) -> tuple[Assignment, Proposal] | None:
    """The duty that is best handed to somebody with room: the smallest that is enough, otherwise the largest."""
    hours: dict[tuple[str, str], float] = defaultdict(float)
    for row in picture.coming:
        if row.doer == who:
            hours[row.duty_id, row.place] += picture.hours(row.duty_id)
    mine = [a for a in picture.assignments if a.accountable_id == who and (a.duty_id, a.place) in hours]
    mine.sort(key=lambda a: (hours[a.duty_id, a.place] < excess, abs(hours[a.duty_id, a.place] - excess)))
    for a in mine:
        needed = hours[a.duty_id, a.place]
        other = picture.least_loaded(picture.duty(a.duty_id), a.place, without=who, room=needed)
        if other is not None:
            sentence = words("Hand %(duty)s (%(hours)s h) to %(person)s, who has %(load)s of %(capacity)s h.")
            return a, _hand_over(picture, a, other, sentence, hours=_hours(needed))
    return None


def conflicts(picture: Picture) -> Iterator[Found]:
    """One person answers for duties that must be apart, or did the work of one and proved the other."""
    seen = set()
    for who, first, second in _held_together(picture):
        seen.add((who, first.duty_id, second.duty_id))
        a, b = picture.duty(first.duty_id), picture.duty(second.duty_id)
        text = words(
            "%(person)s answers for %(duty)s and for %(other)s; one person must not hold both.",
            person=picture.names[who],
            duty=title(a),
            other=title(b),
        )
        yield _conflict(picture, who, (first, second), text, "")
    for who, first, second in _done_together(picture):
        if (who, first.duty_id, second.duty_id) in seen or who not in picture.names:
            continue
        seen.add((who, first.duty_id, second.duty_id))
        text = words(
            "%(person)s did both: what proves %(duty)s and what proves %(other)s. Whoever does the one must not sign the "
            "other.",
            person=picture.names[who],
            duty=title(picture.duty(first.duty_id)),
            other=title(picture.duty(second.duty_id)),
        )
        yield _conflict(picture, who, (first, second), text, ":did")


def _conflict(picture: Picture, who: int, pair: tuple[Assignment, Assignment], text: Words, suffix: str) -> Found:
    for mine in reversed(pair):
        duty = picture.duty(mine.duty_id)
        other = picture.least_loaded(duty, mine.place, without=who)
        if other is not None and mine.accountable_id == who:
            sentence = words("Hand %(duty)s to %(person)s, who has %(load)s of %(capacity)s h.")
            proposal = _hand_over(picture, mine, other, sentence)
            break
    else:
        proposal = Proposal(words("Let another person do and sign one of the two."))
        duty, mine = picture.duty(pair[1].duty_id), pair[1]
    return Found(
        Kind.CONFLICT,
        f"conflict:{who}:{pair[0].duty_id}-{pair[1].duty_id}{suffix}",
        text,
        proposal,
        _page(picture, duty),
        person=who,
        duty_id=mine.duty_id,
        place=mine.place,
        party=picture.party_of(who),
        tell=tuple(dict.fromkeys([who, *picture.leaders()])),
    )


def _held_together(picture: Picture) -> Iterator[tuple[int, Assignment, Assignment]]:
    by_person: dict[int, list[Assignment]] = defaultdict(list)
    for a in picture.assignments:
        if a.accountable_id is not None and a.accountable_id in picture.names:
            by_person[a.accountable_id].append(a)
    for who, rows in by_person.items():
        told = set()
        for n, first in enumerate(rows):
            for second in rows[n + 1 :]:
                pair = (first.duty_id, second.duty_id)
                if pair not in told and second.duty_id in picture.duty(first.duty_id).apart and _meet(first, second):
                    told.add(pair)
                    yield who, first, second


def _done_together(picture: Picture) -> Iterator[tuple[int, Assignment, Assignment]]:
    """(person, duty, duty) where both have facts of his at the same place in the last 90 days."""
    held = {(a.duty_id, a.place): a for a in picture.assignments}
    did: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for row in picture.owed:
        if (row.duty_id, row.place) in held:
            for fact in row.why.get("facts", ()):
                if fact.get("who") is not None:
                    did[fact["who"]].add((row.duty_id, row.place))
    for who, spots in sorted(did.items()):
        rows = sorted((held[s] for s in spots), key=lambda a: (a.duty_id, a.place))
        for n, first in enumerate(rows):
            for second in rows[n + 1 :]:
                if second.duty_id in picture.duty(first.duty_id).apart and _meet(first, second):
                    yield who, first, second


def _meet(a: Assignment, b: Assignment) -> bool:
    return a.place == b.place or not a.place or not b.place


def _hand_over(picture: Picture, a: Assignment, who: int, sentence: Words, **more: Any) -> Proposal:
    params = {
        "duty": _named(picture, a),
        "person": picture.names[who],
        "load": _hours(picture.load[who]),
        "capacity": _hours(picture.capacity(who)),
    }
    text = Words(sentence.msgid, {**params, **more})
    return Proposal(text, {"assign": {"duty": a.duty_id, "place": a.place, "person": who}})


def _named(picture: Picture, a: Assignment) -> Any:
    return at_place(title(picture.duty(a.duty_id)), picture.place_name(a.place) if a.place else None)


def _page(picture: Picture, duty: Duty) -> str:
    return address("duties:duty", picture.project, duty=duty.id)


def _party(duty: Duty) -> Words:
    return Words.of(Party(duty.party).label)


def _hours(hours: float) -> str:
    return f"{hours:.0f}" if hours >= 10 else f"{hours:.1f}".removesuffix(".0")
