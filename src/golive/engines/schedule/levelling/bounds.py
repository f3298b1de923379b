"""How short a schedule can be at best. Three bounds, the greatest counts: the critical path, the work there is for a
pool between heads and tails (energy), the critical path with one activity that does not fit beside it (Stinson, Davis &
Khumawala 1978), and for people: the work that only some of them can do (Hall's condition by skill).
"""

from __future__ import annotations

from collections.abc import Collection

from golive.engines.schedule.levelling.line import Line
from golive.engines.schedule.levelling.problem import Activity, Problem, able, topological

_HEADS = 60  # of a pool with more different heads, so many are looked at: the rest would cost more than they tell


def lower_bound(problem: Problem) -> int:
    """No schedule of `problem` ends before. Where an activity's calendar is not looked at, it counts as if all time
    were worked: weaker, but true."""
    heads, tails = heads_and_tails(problem)
    path = max((h + a.duration + t for a, h, t in zip(problem.activities, heads, tails, strict=True)), default=0)
    return max(path, _energy(problem, heads, tails), _beside_path(problem, heads, tails, path), _skills(problem))


def heads_and_tails(problem: Problem) -> tuple[list[int], list[int]]:
    """Earliest starts, and how long at least from a finish to the end of all."""
    acts = problem.activities
    index = {a.id: i for i, a in enumerate(acts)}
    gaps: list[tuple[int, int, int]] = []
    for o in problem.orders:
        i, j = index[o.pred], index[o.succ]
        lag = o.lag if o.line is None or o.lag > 0 else 0 if o.lag == 0 else None
        if lag is not None:  # a lead on a calendar may reach over any number of free days
            gap = lag + (0 if o.from_start else acts[i].duration) - (acts[j].duration if o.to_finish else 0)
            gaps.append((i, j, gap))
    after: list[list[tuple[int, int]]] = [[] for _ in acts]
    for i, j, gap in gaps:
        after[i].append((j, gap))
    order = topological(problem)
    heads = [a.release if a.fixed is None else a.fixed[0] for a in acts]
    if problem.only_later:
        heads = [h if a.present is None else max(h, a.present) for a, h in zip(acts, heads, strict=True)]
    for i in order:
        for j, gap in after[i]:
            if acts[j].fixed is None:
                heads[j] = max(heads[j], heads[i] + gap)
    rest = [a.duration for a in acts]  # from start to the end of all
    for i in reversed(order):
        for j, gap in after[i]:
            if acts[j].fixed is None:
                rest[i] = max(rest[i], gap + rest[j])
    return heads, [max(0, r - a.duration) for r, a in zip(rest, acts, strict=True)]


def _energy(problem: Problem, heads: list[int], tails: list[int]) -> int:
    """For every pool: those with a head of at least h and a tail of at least t need so long between them, in the time
    in which any of them can be worked on."""
    best = 0
    known: dict[frozenset[int], Line | None] = {}
    for pool in problem.pools:
        most = max([pool.units, *(u for _, u in pool.steps)])
        rows: list[tuple[int, int, int]] = []
        lines: dict[int, Line | None] = {}
        for i, a in enumerate(problem.activities):
            if a.uses.get(pool.id) and a.duration and a.fixed is None:
                length = max(length for _, length in a.parts) if a.parts else a.duration
                rows.append((heads[i], tails[i], length * a.uses[pool.id]))
                lines |= {id(line): line for line in ([x for x, _ in a.parts] if a.parts else [a.line])}
        if not rows:
            continue
        key = frozenset(lines)
        if key not in known:
            known[key] = _joined(lines.values())
        best = max(best, _of_pool(rows, known[key], most))
    return best


def _of_pool(rows: list[tuple[int, int, int]], line: Line | None, most: int) -> int:
    best = 0
    by_tail = sorted(rows, key=lambda row: -row[1])
    heads = sorted({h for h, _, _ in rows})
    for head in heads[:: 1 + len(heads) // _HEADS]:
        work = 0
        for own, tail, energy in by_tail:
            if own >= head:
                work += energy
                best = max(best, _after(line, head, -(-work // most)) + tail)
    return best


def _joined(lines: Collection[Line | None]) -> Line | None:
    """Worked when any is."""
    given = [line for line in lines if line is not None]
    if len(given) < len(lines):
        return None
    out: list[tuple[int, int]] = []
    for start, end in sorted(span for line in given for span in line.segments()):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return Line(out)


def _after(line: Line | None, start: int, work: int) -> int:
    return start + work if line is None else line.finish_at(line.work(start) + work)


def _beside_path(problem: Problem, heads: list[int], tails: list[int], path: int) -> int:
    """What cannot run beside a critical path makes the whole longer by what it overlaps at least."""
    acts = problem.activities
    if any(a.fixed is not None for a in acts) or any(p.steps for p in problem.pools):
        return path
    chain = _critical(problem, heads, tails, path)
    units = {p.id: p.units for p in problem.pools}
    best = path
    for i, a in enumerate(acts):
        if i in chain or not a.uses or not a.duration:
            continue
        longest = run = 0
        latest = path - tails[i]  # where it must end
        clock = heads[i]
        for j in sorted(chain, key=lambda j: heads[j]):
            begin, end = max(heads[j], heads[i]), min(heads[j] + acts[j].duration, latest)
            if begin > clock:
                run, clock = run + begin - clock, begin  # between two of the chain: waiting for a lag
            if end <= begin:
                continue
            if any(u + acts[j].uses.get(p, 0) > units[p] for p, u in a.uses.items()):
                longest, run = max(longest, run), 0
            else:
                run += end - begin
            clock = end
        longest = max(longest, run + max(0, latest - clock))
        best = max(best, path + max(0, a.duration - longest))
    return best


def _critical(problem: Problem, heads: list[int], tails: list[int], path: int) -> set[int]:
    """One critical path, or nothing where lags or releases make up part of it."""
    acts = problem.activities
    index = {a.id: i for i, a in enumerate(acts)}
    plain: list[list[int]] = [[] for _ in acts]
    for o in problem.orders:
        if not (o.lag or o.from_start or o.to_finish):
            plain[index[o.pred]].append(index[o.succ])
    here = next((i for i, a in enumerate(acts) if heads[i] == 0 and a.duration + tails[i] == path), None)
    chain: set[int] = set()
    while here is not None:
        chain.add(here)
        end = heads[here] + acts[here].duration
        here = next(
            (
                j
                for j in plain[here]
                if heads[j] == end and end + acts[j].duration + tails[j] == path and j not in chain
            ),
            None,
        )
    return chain if sum(acts[i].duration for i in chain) == path else set()


def _skills(problem: Problem) -> int:
    """The work that asks for a set of people, shared among all of them."""
    best = 0
    for group in {frozenset(able(problem.pools, s)) for a in problem.activities for s in a.skills}:
        work = sum(_work_for(a, problem, group) for a in problem.activities)
        best = max(best, -(-work // len(group)))
    return best


def _work_for(a: Activity, problem: Problem, group: frozenset[int]) -> int:
    seats = sum(s.people for s in a.skills if group.issuperset(able(problem.pools, s)))
    return a.duration * seats if a.fixed is None else 0
