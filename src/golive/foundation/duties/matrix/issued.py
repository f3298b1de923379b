"""The matrix that was issued: what it froze, what is different today, and who has acknowledged it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, User
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.matrix.raci import LETTERS, Seat, Spot, seats_now
from golive.foundation.duties.models import Acknowledgement, MatrixIssue
from golive.foundation.duties.noticing.found import at_place, title
from golive.foundation.duties.noticing.picture import Picture, picture_of
from golive.foundation.words import Words, words

GIVEN = LETTERS[1:]  # R C I


def visible_issues(actor: Any) -> QuerySet[MatrixIssue]:
    """Everybody of the project: it is for them that the matrix is issued."""
    return MatrixIssue.objects.filter(project__in=access.projects_of(actor)).select_related("by")


def snapshot(picture: Picture, seats: list[Seat]) -> dict[str, Any]:
    """JSON: `seats` (who has which letter, by id), `parties` (the letters of the parties), and the names that go with
    them; `members`: who was to read it."""
    people = {who for seat in seats for _letter, who in seat.people()}
    with override(picture.project.language):
        places = {s.place: picture.place_name(s.place).render() for s in seats if s.place}
    return {
        "seats": [frozen(seat) for seat in seats],
        "parties": {d.id: {"A": [d.party], **{k: list(v) for k, v in d.raci.items()}} for d in _held(picture)},
        "people": {str(u.pk): str(u) for u in User.objects.filter(pk__in=people)},
        "places": places,
        "members": sorted(picture.by_person),
    }


def frozen(seat: Seat) -> dict[str, Any]:
    held = {k: sorted(seat.letters[k]) for k in LETTERS if seat.letters.get(k)}
    return {"duty": seat.duty_id, "place": seat.place, "letters": held, "off": seat.off}


def _held(picture: Picture) -> Iterator[Any]:
    return iter(picture.held.duties.values())


@dataclass(slots=True)
class Standing:
    """The last issued version beside the present: `changes` in words, `waiting`: members who have not acknowledged it
    yet, `read`: who has, and when; `mine`: whether the reader still has to."""

    issue: MatrixIssue | None
    changes: list[Words] = field(default_factory=list)
    read: list[tuple[str, datetime]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    mine: bool = False

    @property
    def members(self) -> int:
        return len(self.read) + len(self.waiting)


def standing_of(picture: Picture, seats: list[Seat], reader: Any = None) -> Standing:
    """Two queries, a third where somebody has left whose name is needed."""
    issue = MatrixIssue.objects.filter(project=picture.project).select_related("by").order_by("-number").first()
    if issue is None:
        return Standing(None)
    read = dict(issue.acknowledgements.values_list("person_id", "at"))
    names = {pk: picture.names[pk] for pk in picture.by_person}
    return Standing(
        issue,
        changes=list(differences(issue.content, picture, seats)),
        read=sorted(((names[pk], at) for pk, at in read.items() if pk in names), key=lambda r: r[1]),
        waiting=[name for pk, name in names.items() if pk not in read],
        mine=reader is not None and reader.pk in names and reader.pk not in read,
    )


def differences(content: Mapping[str, Any], picture: Picture, seats: list[Seat]) -> Iterator[Words]:
    """What is different today from what was frozen, one sentence for each difference."""
    before: dict[Spot, Mapping[str, Any]] = {(s["duty"], s["place"]): s for s in content["seats"]}
    now: dict[Spot, Mapping[str, Any]] = {(s.duty_id, s.place): frozen(s) for s in seats}
    gone = {pk for s in now.values() for held in s["letters"].values() for pk in held} - set(picture.names)
    names = {int(pk): name for pk, name in content["people"].items()} | picture.names
    if gone - set(names):
        names |= {u.pk: str(u) for u in User.objects.filter(pk__in=gone)}
    for spot in [*before, *(s for s in now if s not in before)]:
        duty = _named(spot, content, picture)
        old, new = before.get(spot), now.get(spot)
        if old is None:
            yield words("%(duty)s is new", duty=duty)
        elif new is None:
            yield words("%(duty)s is no longer held", duty=duty)
        elif old["off"] != new["off"]:
            yield (
                words("%(duty)s is switched off", duty=duty)
                if new["off"]
                else words("%(duty)s is owed again", duty=duty)
            )
        if old and new:
            yield from _moved(duty, old["letters"], new["letters"], names)
    yield from _parties(content, picture)


def _parties(content: Mapping[str, Any], picture: Picture) -> Iterator[Words]:
    for duty in _held(picture):
        old = content["parties"].get(duty.id)
        if old and old != {"A": [duty.party], **{k: list(v) for k, v in duty.raci.items()}}:
            yield words("%(duty)s: other parties have its letters", duty=title(duty))


def _moved(
    duty: Any, old: Mapping[str, list[int]], new: Mapping[str, list[int]], names: Mapping[int, str]
) -> Iterator[Words]:
    was, is_ = (next(iter(letters.get("A", ())), None) for letters in (old, new))
    if was != is_:
        facts = {"duty": duty, "was": names.get(was or 0, ""), "person": names.get(is_ or 0, "")}
        if is_ is None:
            yield words("%(duty)s: nobody is accountable any more, it was %(was)s", **facts)
        elif was is None:
            yield words("%(duty)s: %(person)s is accountable, nobody was", **facts)
        else:
            yield words("%(duty)s: %(person)s is accountable instead of %(was)s", **facts)
    for letter in GIVEN:
        for who in new.get(letter, ()):
            if who not in old.get(letter, ()):
                yield words("%(duty)s: %(person)s has letter %(letter)s", duty=duty, person=names[who], letter=letter)
        for who in old.get(letter, ()):
            if who not in new.get(letter, ()):
                yield words(
                    "%(duty)s: %(person)s no longer has letter %(letter)s", duty=duty, person=names[who], letter=letter
                )


def _named(spot: Spot, content: Mapping[str, Any], picture: Picture) -> Any:
    duty_id, place = spot
    name = None
    if place:
        name = picture.places.get(place) or Words.of(content["places"].get(place, place))
    return at_place(title(DUTIES[duty_id]), name) if duty_id in DUTIES else duty_id


def present(project: Any) -> tuple[Picture, list[Seat]]:
    """Who answers for what at this moment."""
    picture = picture_of(project, clock.now(), matrix_only=True)
    return picture, seats_now(picture)


def readers(project: Any) -> QuerySet[Membership]:
    """Whom a matrix is issued to."""
    return Membership.objects.filter(access.current(), project=project, person__is_active=True)


def acknowledged_by(actor: Any, issue: MatrixIssue) -> bool:
    return Acknowledgement.objects.filter(issue=issue, person=actor.pk).exists()
