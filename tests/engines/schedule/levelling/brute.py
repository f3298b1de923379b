"""The best there is, found by trying everything: no code of the engine but the problem itself."""

from itertools import permutations, product

from golive.engines.schedule.levelling import Problem


def shortest(problem: Problem) -> int:
    """Optimal makespan of a tiny problem in whole periods: every set of starts, abandoned once it cannot be better."""
    acts = _in_order(problem)
    lags = {a.id: [] for a in acts}
    for o in problem.orders:
        lags[o.succ].append(o)
    best = 3 * sum(a.duration for a in acts) + sum(abs(o.lag) for o in problem.orders) + 8
    best += max((a.release for a in acts), default=0)
    lengths = {a.id: a.duration for a in acts}
    units = {p.id: p for p in problem.pools}

    def there(pool, t):
        found = units[pool].units
        for since, some in units[pool].steps:
            found = some if since <= t else found
        return found

    def go(k, starts, used):
        nonlocal best
        if k == len(acts):
            best = min(best, max(starts[i] + lengths[i] for i in starts))
            return
        a = acts[k]
        at = a.release
        for o in lags[a.id]:
            origin = starts[o.pred] + (0 if o.from_start else lengths[o.pred]) + o.lag
            at = max(at, origin - (a.duration if o.to_finish else 0))
        for start in range(max(at, 0), best - a.duration):
            span = range(start, start + a.duration)
            if all(used.get((p, t), 0) + u <= there(p, t) for p, u in a.uses.items() for t in span):
                more = dict(used)
                for p, u in a.uses.items():
                    for t in span:
                        more[p, t] = more.get((p, t), 0) + u
                go(k + 1, {**starts, a.id: start}, more)

    go(0, {}, {})
    return best


def shortest_with_people(problem: Problem) -> int:
    """Optimal makespan when every activity needs one person: every choice of people, every order of the work."""
    acts = {a.id: a for a in problem.activities}
    before = {i: [o.pred for o in problem.orders if o.succ == i] for i in acts}
    orders = [p for p in permutations(acts) if all(p.index(b) < p.index(i) for i in acts for b in before[i])]
    best = sum(a.duration for a in acts.values())
    for people in product(*(problem.able(a.skills[0]) for a in acts.values())):
        who = dict(zip(acts, people, strict=True))
        for order in orders:
            free, done = {}, {}
            for i in order:
                start = max([free.get(who[i], 0), *(done[b] for b in before[i])])
                done[i] = free[who[i]] = start + acts[i].duration
            best = min(best, max(done.values()))
    return best


def _in_order(problem: Problem):
    left, done = list(problem.activities), []
    while left:
        names = {a.id for a in left}
        free = [a for a in left if not any(o.succ == a.id and o.pred in names for o in problem.orders)]
        done += free
        left = [a for a in left if a not in free]
    return done
