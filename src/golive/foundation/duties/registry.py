"""How an app says what proves a duty. Import everything from here in `apps/<app>/duties.py`.

    @evidence("B2")
    def requirements_are_signed(project) -> Evidence:
        rows = Requirement.objects.filter(project=project)
        return Evidence(
            facts=[Fact(at=…, who_id=…, label=words("%(code)s signed", code=…), url=…, place=department(dept_id))],
            missing=[Missing(words("Signature on %(code)s", code=…), place=department(dept_id), url=…)],
        )

The function is called once per project and evaluation; it answers for all departments and periods together, so it
should need a fixed number of queries. It reads as the product itself: whom a fact is shown to is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from golive.engines.worktime import Calendar, china_standard
from golive.foundation.words import Words, words

__all__ = [
    "Claim",
    "Evidence",
    "Fact",
    "Missing",
    "Occurrence",
    "PhaseSpan",
    "calendar_of",
    "claims",
    "department",
    "evidence",
    "module",
    "more_evidence",
    "person",
    "phases_of",
    "register_asker",
    "register_calendar",
    "register_method",
    "register_phases",
    "words",
]

Text = Words | str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened and is on record.

    at      when (aware)                 who_id   the person who did it, None when the product did
    label   what, in words               url      where the record is seen
    place   department(id), person(id), module(key), or "" for the project
    period  the period or phase it is for ("2026-W47", "2026-11", "2026-Q4", "requirements"); without one, the
            period in which `at` lies
    value   a figure to show beside it   key      the record, such as "requirements.requirement:7"
    aside   shown beside the proofs, and none itself: the sponsor's reading of a report
    """

    at: datetime
    who_id: int | None
    label: Text
    url: str = ""
    place: str = ""
    period: str = ""
    value: Any = None
    key: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still wanted, in words that follow "missing": "Signature of the stores department".

    Without a place it is missing everywhere; without a period, in every period that is not already met and over.
    """

    text: Text
    place: str = ""
    url: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event that makes somebody owe something: a decision asked for, a ticket opened, a defect assigned.

    Give all of them, open and closed. `person_id`: who owes it, if not the one accountable for the duty.
    `due_at`: agreed date; without one the duty's rule is applied to `opened_at`. `closed_at`: None while it is owed;
    `closed_by`: who closed it, if the app does not itself make sure that only the right people can.
    """

    key: str
    opened_at: datetime
    label: Text
    url: str = ""
    person_id: int | None = None
    place: str = ""
    due_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the records of one app say about one duty of one project.

    Duties owed once or per phase are met when there is a fact and nothing is missing; periodic ones when a fact lies
    in their period and nothing is missing for it; duties by event when their occurrence is closed.
    The time counts: a state is met at its last fact, a period at its first one. Where a period needs several things,
    give one fact a period, dated by the thing that completed it.
    `complete` overrides "nothing is missing": True or False for all, or {place or period: bool}. A fact is always
    needed: nothing is met by silence. `since`: when there first was something to do (the first risk, the first
    environment): nothing is owed for periods that were over before.
    """

    facts: list[Fact] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    occurrences: list[Occurrence] = field(default_factory=list)
    complete: bool | dict[str, bool] | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """A phase of a project: key (requirements, selection, implementation, trial, acceptance, care), name, first and
    last day, when its gate was passed, and when its dates were set: a stop of the project before that does not move
    them."""

    key: str
    name: Text
    start: date
    end: date
    passed_at: datetime | None = None
    dated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A status that somebody typed: a report that says green, a phase called done. While obligations of `duties` at
    `place` (both empty: all of the project) are overdue, or `against` says what else speaks against it, it is shown as
    a contradiction to who typed it and to `to_id`.

    key     "reports.weeklyreport:7"     label   "Weekly report 2026-W47 says green"
    """

    key: str
    at: datetime
    who_id: int | None
    label: Text
    url: str = ""
    duties: tuple[str, ...] = ()
    place: str = ""
    against: Text | None = None
    to_id: int | None = None


class Choice(Protocol):
    """What the method template of a project says of a duty it holds."""

    def applied(self, duty: Any) -> Any:
        """The catalogue's duty as the method holds it."""


EvidenceQuery = Callable[[Any], Evidence]
Claims = Callable[[Any], Iterable[Claim]]
EVIDENCE: dict[str, EvidenceQuery] = {}
WATCHES: dict[str, tuple[str, ...]] = {}  # duty → beginnings of the use cases after which it is looked at anew
WATCHES_MORE: dict[str, tuple[str, ...]] = {}
MORE: dict[str, list[EvidenceQuery]] = {}  # what other apps add to the query that proves a duty
CLAIMS: dict[str, Claims] = {}
_phases: Callable[[Any], Iterable[PhaseSpan]] | None = None
_calendar: Callable[[Any], Calendar] | None = None
_method: Callable[[Any], Mapping[str, Choice] | None] | None = None
_method_name: Callable[[Any], str] | None = None
_asker: Callable[..., str] | None = None


MAIN_ONLY: set[str] = set()  # duties of several cadences, of which only the main one has evidence yet


def evidence(
    duty_id: str, *, main_only: bool = False, watches: tuple[str, ...] = ()
) -> Callable[[EvidenceQuery], EvidenceQuery]:
    """Declare the query that proves a duty. One per duty; ValueError for an unknown or taken id.

    `main_only`: the duty has a second cadence (a weekly report and a monthly meeting) that nothing proves yet; it is
    shown as not connected. `watches`: beginnings of use case names ("plan.", "signatures.sign") after which the duty
    is looked at anew, besides those of the app itself."""
    from golive.foundation.duties.catalogue import DUTIES

    if duty_id not in DUTIES:
        raise ValueError(f"there is no duty {duty_id}")

    def wrap(query: EvidenceQuery) -> EvidenceQuery:
        taken = EVIDENCE.get(duty_id)
        if taken is not None and name_of(taken) != name_of(query):
            raise ValueError(f"{duty_id} is already proved by {name_of(taken)}")
        EVIDENCE[duty_id] = query
        WATCHES[duty_id] = (f"{query.__module__.split('.')[-2]}.", *watches)
        if main_only:
            MAIN_ONLY.add(duty_id)
        return query

    return wrap


def more_evidence(duty_id: str, *, watches: tuple[str, ...] = ()) -> Callable[[EvidenceQuery], EvidenceQuery]:
    """Declare what an app adds to a duty that another one proves: facts, missing things and occurrences from records the
    other does not know (deliveries by contract beside the answers to requirements). By itself it connects nothing."""
    from golive.foundation.duties.catalogue import DUTIES

    if duty_id not in DUTIES:
        raise ValueError(f"there is no duty {duty_id}")

    def wrap(query: EvidenceQuery) -> EvidenceQuery:
        known = [q for q in MORE.get(duty_id, []) if name_of(q) != name_of(query)]
        MORE[duty_id] = [*known, query]
        WATCHES_MORE[duty_id] = (*WATCHES_MORE.get(duty_id, ()), f"{query.__module__.split('.')[-2]}.", *watches)
        return query

    return wrap


def answer(duty_id: str, project: Any) -> Evidence:
    """Everything that is known about a connected duty: its own query and what others add."""
    own = EVIDENCE[duty_id](project)
    for query in MORE.get(duty_id, ()):
        added = query(project)
        own = replace(
            own,
            facts=[*own.facts, *added.facts],
            missing=[*own.missing, *added.missing],
            occurrences=[*own.occurrences, *added.occurrences],
        )
    return own


def name_of(query: EvidenceQuery) -> str:
    return f"{query.__module__}.{query.__qualname__}"


def connected(duty_id: str) -> bool:
    return duty_id in EVIDENCE


def department(pk: int | None) -> str:
    """The place of a department; "" (the project) for None."""
    return f"department:{pk}" if pk else ""


def person(pk: int | None) -> str:
    """The place of one person, where each of a party holds a duty for himself; "" for None."""
    return f"person:{pk}" if pk else ""


def module(key: str) -> str:
    """The place of a module of the ERP: sales, purchasing, stock, production, accounting, staff."""
    return f"module:{key}"


def claims(name: str) -> Callable[[Claims], Claims]:
    """Declare where people type a status: `function(project)` gives the claims that stand now."""

    def wrap(query: Claims) -> Claims:
        taken = CLAIMS.get(name)
        if taken is not None and name_of(taken) != name_of(query):  # type: ignore[arg-type]
            raise ValueError(f"claims {name} are declared twice")
        CLAIMS[name] = query
        return query

    return wrap


def touched_by(use_case: str) -> list[str]:
    """The duties whose evidence may look different after a use case."""
    return [d for d in EVIDENCE if use_case.startswith((*WATCHES.get(d, ("",)), *WATCHES_MORE.get(d, ())))]


def register_method(
    provider: Callable[[Any], Mapping[str, Choice] | None], named: Callable[[Any], str] | None = None
) -> None:
    """Say which duties the method template of a project holds (apps/projects); None: all of the catalogue. `named`:
    what the template is called, in the reader's language."""
    global _method, _method_name
    _method, _method_name = provider, named


def method_of(project: Any) -> Mapping[str, Choice] | None:
    return _method(project) if _method else None


def method_name(project: Any) -> str:
    return _method_name(project) if _method_name else str(project.method)


def register_asker(asker: Callable[..., str]) -> None:
    """Say who can put a question to a decider (apps/governance): `asker(actor, project, question=…, options=[{"text",
    "effect"}, …], reason=…, act=…, params={…})` records it, and carries out the act when it is decided for, that is for
    the first option; at once, if the actor is the decider. Returns the address of the decision."""
    global _asker
    _asker = asker


def ask_decision(actor: Any, project: Any, **question: Any) -> str:
    if _asker is None:
        raise LookupError("nothing is registered that records decisions")
    return _asker(actor, project, **question)


def register_phases(provider: Callable[[Any], Iterable[PhaseSpan]]) -> Callable[[Any], Iterable[PhaseSpan]]:
    """Say who knows the phases of a project (apps/projects). The last one registered wins."""
    global _phases
    _phases = provider
    return provider


def phases_of(project: Any) -> list[PhaseSpan]:
    return sorted(_phases(project), key=lambda p: (p.start, p.end)) if _phases else []


def register_calendar(provider: Callable[[Any], Calendar]) -> Callable[[Any], Calendar]:
    """Say who knows the working calendar of a project."""
    global _calendar
    _calendar = provider
    return provider


def calendar_of(project: Any) -> Calendar:
    return _calendar(project) if _calendar else china_standard(project.timezone)
