"""What people do beside the matrix: the wrong person does it, a party is silent, a typed status contradicts evidence."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from golive.foundation.accounts.models import Membership, Party
from golive.foundation.duties import registry
from golive.foundation.duties.lines import address
from golive.foundation.duties.models import Assignment, Signal
from golive.foundation.duties.noticing.found import Found, Proposal, at_place, title
from golive.foundation.duties.noticing.picture import AT_HAND, Owed, Picture, named
from golive.foundation.duties.registry import Claim
from golive.foundation.duties.states import State
from golive.foundation.words import Words, as_words, words

log = logging.getLogger("golive.duties")
RECENT = timedelta(days=30)  # a fact by the wrong person before that is no news
SILENT = 7  # working days; whoever acts once a week is not silent
Kind = Signal.Kind


def lapses(picture: Picture) -> Iterator[Found]:
    yield from drifts(picture)
    yield from silences(picture)
    yield from contradictions(picture)


def drifts(picture: Picture) -> Iterator[Found]:
    """Somebody does what another must do: what he did does not count. One a person, duty and place."""
    done: dict[tuple[int, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in picture.owed:
        for fact in row.why.get("drift", ()):
            if fact["who"] is not None and datetime.fromisoformat(fact["at"]) > picture.now - RECENT:
                done[fact["who"], row.duty_id, row.place].append(fact)
    named(picture, [who for who, *_rest in done])
    held = {(a.duty_id, a.place): a for a in picture.assignments}
    for (who, duty_id, place), facts in sorted(done.items()):
        assignment = held.get((duty_id, place))
        if assignment is not None and who in picture.names:
            yield _drift(picture, who, assignment, facts)


def _drift(picture: Picture, who: int, a: Assignment, facts: list[dict[str, Any]]) -> Found:
    last = max(facts, key=lambda f: str(f["at"]))
    duty, owner = picture.duty(a.duty_id), a.accountable_id
    params = {
        "person": picture.names[who],
        "duty": at_place(title(duty), picture.place_name(a.place) if a.place else None),
        "n": len({f["key"] or f["label"]["msgid"] + str(f["at"]) for f in facts}),
        "last": Words.from_json(last["label"]),
        "other": picture.names.get(owner or 0, ""),
    }
    text = words(
        "%(person)s did what %(other)s must do: %(duty)s. It does not count (%(n)s, last: %(last)s).", **params
    )
    if owner is None:
        text = words(
            "%(person)s did what nobody answers for: %(duty)s. It does not count (%(n)s, last: %(last)s).", **params
        )
    proposal = None
    if who in picture.by_person:
        given = words("If this is as it should be, give %(person)s the letter R: from then on it counts.", **params)
        proposal = Proposal(given, {"give": {"assignment": a.pk, "person": who, "letter": "R"}})
    return Found(
        Kind.DRIFT,
        f"drift:{who}:{a.duty_id}:{a.place}",
        text,
        proposal,
        last.get("url") or address("duties:duty", picture.project, duty=duty.id),
        person=who,
        other=owner,
        duty_id=a.duty_id,
        place=a.place,
        party=duty.party,
        tell=_people([who, owner, *picture.leaders()]),
    )


def silences(picture: Picture) -> Iterator[Found]:
    """A party has something to do, and for five working days nobody of it did anything that is on record."""
    for party in Party:
        members = list(picture.of_parties([party.value]))
        people = {m.person_id for m in members}
        waiting = [r for r in picture.owed if r.doer in people and r.state in AT_HAND and _is_of(picture, r, party)]
        if not waiting:
            continue
        last = _last_sign(picture, members, waiting)
        days = picture.calendar.minutes_between(last, picture.now) / _day(picture)
        if days < SILENT:
            continue
        text = words(
            "Nobody of this party has done anything on record since %(since)s, for %(days)s working days: %(party)s. "
            "Waiting: %(n)s.",
            party=Words.of(party.label),
            since=f"{last.astimezone(picture.calendar.zone):%Y-%m-%d}",
            days=int(days),
            n=len(waiting),
        )
        yield Found(
            Kind.SILENCE,
            f"silence:{party.value}",
            text,
            Proposal(words("Call them, and write down what was agreed as the answer.")),
            address("duties:matrix", picture.project),
            person=members[0].person_id,
            party=party.value,
            tell=_people([*sorted(people), *picture.leaders()]),
        )


def _is_of(picture: Picture, row: Owed, party: Party) -> bool:
    """Whether a person of several parties owes it as one of this party."""
    own = picture.duty(row.duty_id).party
    return own == party.value or own not in {m.party for m in picture.by_person.get(row.doer or 0, ())}


def _last_sign(picture: Picture, members: list[Membership], waiting: list[Owed]) -> datetime:
    """When the party was last heard of. Before there was anything to do, nobody was silent."""
    begin = picture.calendar.instant(picture.project.start_date, 0)
    acts = [picture.acts[m.person_id] for m in members if m.person_id in picture.acts]
    return max([begin, min(r.opens for r in waiting), *(a for a in acts if a <= picture.now)])


def _day(picture: Picture) -> int:
    """Working minutes of a day, as its longest day of the week has them."""
    return max(sum(end - start for start, end in hours) for hours in picture.calendar.weekly) or 480


def contradictions(picture: Picture) -> Iterator[Found]:
    """A status that somebody typed says one thing, the evidence another; both sides see it."""
    for claim in _claims(picture):
        late = [r for r in picture.owed if r.state == State.OVERDUE and _concerns(claim, r)]
        against = as_words(claim.against) if claim.against is not None else _debt(picture, late)
        if against is None:
            continue
        other = claim.to_id or next((r.doer for r in late if r.doer != claim.who_id), None)
        yield Found(
            Kind.CONTRADICTION,
            f"contradiction:{claim.key}",
            words("%(claim)s, but %(against)s.", claim=as_words(claim.label), against=against),
            Proposal(words("Correct the status, or say why the evidence is wrong.")),
            claim.url,
            person=claim.who_id,
            other=other,
            duty_id=late[0].duty_id if late and claim.against is None else "",
            place=claim.place,
            party=picture.party_of(claim.who_id),
            tell=_people([claim.who_id, other]),
        )


def _claims(picture: Picture) -> Iterator[Claim]:
    for name, query in registry.CLAIMS.items():
        try:
            yield from query(picture.project)
        except Exception:  # one app's fault must not hide what the others say
            log.exception("the claims %s of project %s could not be read", name, picture.project.code)


def _concerns(claim: Claim, row: Owed) -> bool:
    return (not claim.duties or row.duty_id in claim.duties) and claim.place in ("", row.place)


def _debt(picture: Picture, late: list[Owed]) -> Words | None:
    if not late:
        return None
    first = late[0]
    return words(
        "%(n)s overdue, the oldest since %(due)s: %(duty)s",
        n=len(late),
        due=f"{first.due.astimezone(picture.calendar.zone):%Y-%m-%d}",
        duty=title(picture.duty(first.duty_id)),
    )


def _people(people: list[int | None]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(p for p in people if p is not None))
