"""What levelling is asked: activities that need resources, links between them, times that are not free to choose.

Times are whole numbers on one axis: periods (PSPLIB), hours (iMOPSE) or local minutes (plans). Ids are whole numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from golive.engines.schedule.levelling.line import Line


class LevellingError(ValueError):
    """A problem that cannot be read or solved. `code` is stable, `ids` are the activities concerned."""

    def __init__(self, code: str, ids: Iterable[int] = (), detail: str = "") -> None:
        self.code = code
        self.ids = list(ids)
        self.detail = detail
        super().__init__(f"{code} {self.ids} {detail}".strip())


@dataclass(frozen=True, slots=True)
class Pool:
    """Something of which there are so many units at a time: a person (1, or 100 per cent), a team, a machine.

    units   so many, always, unless `steps` says otherwise
    steps   (from, units) in order of time: from then on so many units; before the first: `units`
    skills  skill -> level, for activities that ask for a skill rather than for a name
    line    when it works at all; None = always
    """

    id: int
    name: str = ""
    units: int = 1
    steps: tuple[tuple[int, int], ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Skill:
    """Asks for `people` who have the skill at `level` or above, each with all he gives (the units of his pool)."""

    name: str
    level: int = 0
    people: int = 1


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing to do, without a break (but for the free time of its line and of its people's).

    duration   units of time on its line
    parts      (line, duration) of people who keep different hours: each begins as soon as it can, the last one ends
               it; where given, they count instead of duration and line
    uses       pool id -> units, held from start to finish
    skills     people to be chosen
    line       when it can be worked on; None = always
    own_hours  line and parts take care of the hours of `uses` already; of those chosen by skill they cannot
    release    starts no earlier
    deadline   should finish no later; that it cannot is part of the answer, not an error
    fixed      (start, finish): may not move, whatever it clashes with
    priority   the higher, the earlier it is served
    present    where it stands now, and what it costs to move it by one unit of time
    """

    id: int
    duration: int
    uses: Mapping[int, int] = field(default_factory=dict)
    skills: tuple[Skill, ...] = ()
    line: Line | None = None
    parts: tuple[tuple[Line, int], ...] = ()
    release: int = 0
    deadline: int | None = None
    fixed: tuple[int, int] | None = None
    priority: int = 500
    present: int | None = None
    move_cost: float = 0.0
    name: str = ""
    own_hours: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """`succ` after `pred`: its start (or finish, `to_finish`) no earlier than `lag` after the finish (or start,
    `from_start`) of `pred`. The lag is counted on `line`; None = all time."""

    pred: int
    succ: int
    lag: int = 0
    from_start: bool = False
    to_finish: bool = False
    line: Line | None = None


@dataclass(frozen=True)
class Problem:
    """`only_later`: nothing starts before its present start.

    LevellingError: "duplicate", "missing", "negative" (durations), "too_few" (more units or people asked than there
    ever are), "circle".
    """

    activities: tuple[Activity, ...]
    pools: tuple[Pool, ...] = ()
    orders: tuple[Order, ...] = ()
    name: str = ""
    only_later: bool = False

    def __post_init__(self) -> None:
        activities = {a.id for a in self.activities}
        pools = {p.id: max([p.units, *(u for _, u in p.steps)]) for p in self.pools}
        if len(activities) != len(self.activities) or len(pools) != len(self.pools):
            raise LevellingError("duplicate")
        lost = {i for o in self.orders for i in (o.pred, o.succ)} - activities
        lost |= {a.id for a in self.activities if not a.uses.keys() <= pools.keys()}
        if lost:
            raise LevellingError("missing", sorted(lost))
        if any(a.duration < 0 for a in self.activities):
            raise LevellingError("negative", [a.id for a in self.activities if a.duration < 0])
        greedy = [a.id for a in self.activities if any(units > pools[p] for p, units in a.uses.items())]
        greedy += [a.id for a in self.activities if not _can_be_staffed(a, self.pools)]
        if greedy:
            raise LevellingError("too_few", greedy)
        topological(self)

    def able(self, skill: Skill) -> list[int]:
        """Ids of the pools that have the skill."""
        return able(self.pools, skill)


def able(pools: Iterable[Pool], skill: Skill) -> list[int]:
    return [p.id for p in pools if p.skills.get(skill.name, -1) >= skill.level]


def _can_be_staffed(activity: Activity, pools: tuple[Pool, ...]) -> bool:
    seats = [set(able(pools, skill)) - activity.uses.keys() for skill in activity.skills for _ in range(skill.people)]
    return not seats or match(seats) is not None


def match(seats: list[set[int]]) -> list[int] | None:
    """A different one for every seat, or None. Augmenting paths (Kuhn 1955)."""
    holder: dict[int, int] = {}

    def place(seat: int, tried: set[int]) -> bool:
        for person in sorted(seats[seat] - tried):
            tried.add(person)
            if person not in holder or place(holder[person], tried):
                holder[person] = seat
                return True
        return False

    if not all(place(seat, set()) for seat in range(len(seats))):
        return None
    return [person for _, person in sorted((seat, person) for person, seat in holder.items())]


def topological(problem: Problem) -> list[int]:
    """Positions of the activities, predecessors first. LevellingError "circle" with the activities that wait for each
    other."""
    index = {a.id: i for i, a in enumerate(problem.activities)}
    after: list[list[int]] = [[] for _ in index]
    waiting = [0] * len(index)
    for order in problem.orders:
        after[index[order.pred]].append(index[order.succ])
        waiting[index[order.succ]] += 1
    ready = deque(i for i, n in enumerate(waiting) if not n)
    done: list[int] = []
    while ready:
        done.append(ready.popleft())
        for j in after[done[-1]]:
            waiting[j] -= 1
            if not waiting[j]:
                ready.append(j)
    if len(done) < len(index):
        raise LevellingError("circle", [a.id for i, a in enumerate(problem.activities) if waiting[i]])
    return done
