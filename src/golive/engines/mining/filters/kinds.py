"""The kinds of filters: small dataclasses that can be kept as JSON; each says which cases, or which events, remain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, get_args

from golive.engines.mining.log import EventLog, LogError
from golive.engines.mining.log.variants import use_case_variants

Parameters = list[object]
Sql = tuple[str, Parameters]


@dataclass(frozen=True)
class TimeFilter:
    """[low_us, high_us) in microseconds since 1970 UTC, None: open. `mode`: cases "contained" in it, "intersecting" it,
    "started" or "completed" in it, or "events": only the events in it, cases cut."""

    low_us: int | None = None
    high_us: int | None = None
    mode: str = "contained"
    kind: ClassVar[str] = "time"
    modes: ClassVar[tuple[str, ...]] = ("contained", "intersecting", "started", "completed", "events")

    @property
    def of_events(self) -> bool:
        return self.mode == "events"

    def sql(self, log: EventLog) -> Sql:
        low = -(2**63) if self.low_us is None else self.low_us
        high = 2**63 - 1 if self.high_us is None else self.high_us
        if self.of_events:
            return "SELECT seq FROM step WHERE ts >= ? AND ts < ?", [low, high]
        first, last = {
            "contained": ("start_us", "end_us"),
            "intersecting": ("end_us", "start_us"),
            "started": ("start_us", "start_us"),
            "completed": ("end_us", "end_us"),
        }[self.mode]
        return f"SELECT case_id FROM cases WHERE {first} >= ? AND {last} < ?", [low, high]


@dataclass(frozen=True)
class ActivityFilter:
    """`mode`: cases with "any" of the activities, with "all", with "none"; or "only" / "except": events, cases cut."""

    activities: tuple[str, ...]
    mode: str = "any"
    kind: ClassVar[str] = "activity"
    modes: ClassVar[tuple[str, ...]] = ("any", "all", "none", "only", "except")

    @property
    def of_events(self) -> bool:
        return self.mode in ("only", "except")

    def sql(self, log: EventLog) -> Sql:
        ids = [log.activity_id(name) for name in dict.fromkeys(self.activities)]
        if self.of_events:
            wanted = "" if self.mode == "only" else "NOT "
            return f"SELECT seq FROM step WHERE {wanted}list_contains(?, act)", [ids]
        if self.mode == "none":
            return (
                "SELECT case_id FROM cases WHERE case_id NOT IN (SELECT case_id FROM step WHERE list_contains(?, act))",
                [ids],
            )
        least = len(ids) if self.mode == "all" else 1
        return (
            "SELECT case_id FROM step WHERE list_contains(?, act) GROUP BY case_id HAVING count(DISTINCT act) >= ?",
            [ids, least],
        )


@dataclass(frozen=True)
class ResourceFilter:
    """`mode`: cases in which "any" of them acted, in which "none" did; "only": their events."""

    resources: tuple[str, ...]
    mode: str = "any"
    kind: ClassVar[str] = "resource"
    modes: ClassVar[tuple[str, ...]] = ("any", "none", "only")

    @property
    def of_events(self) -> bool:
        return self.mode == "only"

    def sql(self, log: EventLog) -> Sql:
        theirs = "res IN (SELECT res_id FROM resource WHERE list_contains(?, name))"
        if self.of_events:
            return f"SELECT seq FROM step WHERE {theirs}", [list(self.resources)]
        wanted = "NOT " if self.mode == "none" else ""
        return f"SELECT case_id FROM cases WHERE case_id {wanted}IN (SELECT case_id FROM step WHERE {theirs})", [
            list(self.resources)
        ]


@dataclass(frozen=True)
class AttributeFilter:
    """Cases whose attribute, or one of whose events, has one of `values`, or a number in [low, high]; `keep` False: the others.

    `events`: keep only the events with such a value.
    """

    name: str
    values: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None
    keep: bool = True
    events: bool = False
    kind: ClassVar[str] = "attribute"

    @property
    def of_events(self) -> bool:
        return self.events

    def sql(self, log: EventLog) -> Sql:
        attribute = log.attribute(self.name, "event" if self.events else None)
        column = '"' + attribute.column.replace('"', '""') + '"'
        conditions, given = [], Parameters()
        if self.values is not None:
            conditions.append(f"list_contains(?, CAST({column} AS VARCHAR))")
            given.append(list(self.values))
        for bound, sign in ((self.low, ">="), (self.high, "<=")):
            if bound is not None:
                conditions.append(f"TRY_CAST({column} AS DOUBLE) {sign} ?")
                given.append(bound)
        holds = f"coalesce({' AND '.join(conditions) or column + ' IS NOT NULL'}, false)"
        if self.events:
            return (
                f"SELECT s.seq FROM step s JOIN event_attr e ON e.seq = s.seq WHERE {'' if self.keep else 'NOT '}{holds}",
                given,
            )
        if attribute.scope == "case":
            found = f"SELECT case_id FROM case_attr WHERE {holds}"
        else:
            found = f"SELECT case_id FROM step WHERE seq IN (SELECT seq FROM event_attr WHERE {holds})"
        return f"SELECT case_id FROM cases WHERE case_id {'' if self.keep else 'NOT '}IN ({found})", given


@dataclass(frozen=True)
class VariantFilter:
    """The variants with these keys (`Variant.key`), or the `top` most frequent, or those with at least `cases` cases."""

    keys: tuple[str, ...] = ()
    top: int | None = None
    cases: int | None = None
    keep: bool = True
    kind: ClassVar[str] = "variant"
    of_events: ClassVar[bool] = False

    def sql(self, log: EventLog) -> Sql:
        use_case_variants(log)
        chosen = list(self.keys)
        if not chosen:
            ranked = log.rows(
                "SELECT variant, count(*) FROM case_variant GROUP BY variant ORDER BY count(*) DESC, min(case_id)"
            )
            chosen = [
                key
                for number, (key, cases) in enumerate(ranked)
                if (self.top is None or number < self.top) and (self.cases is None or cases >= self.cases)
            ]
        return f"SELECT case_id FROM case_variant WHERE {'' if self.keep else 'NOT '}list_contains(?, variant)", [
            chosen
        ]


@dataclass(frozen=True)
class DurationFilter:
    """Cases that take from `low_us` to `high_us`, both included; `business`: in working time (needs a calendar)."""

    low_us: int | None = None
    high_us: int | None = None
    business: bool = False
    kind: ClassVar[str] = "duration"
    of_events: ClassVar[bool] = False

    def sql(self, log: EventLog) -> Sql:
        low = -(2**63) if self.low_us is None else self.low_us
        high = 2**63 - 1 if self.high_us is None else self.high_us
        if not self.business:
            return "SELECT case_id FROM cases WHERE end_us - start_us BETWEEN ? AND ?", [low, high]
        if not log.has("step_biz"):
            raise LogError("bad_filter", reason="no calendar")
        spent = "SELECT case_id, sum(coalesce(biz_next_us, 0)) AS d FROM step_biz GROUP BY case_id"
        return f"SELECT case_id FROM ({spent}) x WHERE d BETWEEN ? AND ?", [low, high]


@dataclass(frozen=True)
class EndpointFilter:
    """Cases that begin with one of `starts` and end with one of `ends`; an empty tuple: with any."""

    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    kind: ClassVar[str] = "endpoint"
    of_events: ClassVar[bool] = False

    def sql(self, log: EventLog) -> Sql:
        parts, given = ["SELECT case_id FROM cases"], Parameters()
        for names, where in ((self.starts, "pos = 0"), (self.ends, "nxt IS NULL")):
            if names:
                parts.append(f"SELECT case_id FROM step WHERE {where} AND list_contains(?, act)")
                given.append([log.activity_id(name) for name in names])
        return " INTERSECT ".join(parts), given


@dataclass(frozen=True)
class PathFilter:
    """Cases in which `target` follows `source`, `directly` or at some time later, after at least and at most so long."""

    source: str
    target: str
    directly: bool = True
    low_us: int | None = None
    high_us: int | None = None
    keep: bool = True
    kind: ClassVar[str] = "path"
    of_events: ClassVar[bool] = False

    def sql(self, log: EventLog) -> Sql:
        a, b = log.activity_id(self.source), log.activity_id(self.target)
        given: Parameters = [a, b]
        span, bounds = "nts - ts" if self.directly else "t.ts - s.ts", ""
        if self.low_us is not None or self.high_us is not None:
            bounds = f" AND {span} BETWEEN ? AND ?"
            given += [
                -(2**63) if self.low_us is None else self.low_us,
                2**63 - 1 if self.high_us is None else self.high_us,
            ]
        if self.directly:
            found = f"SELECT case_id FROM step WHERE act = ? AND nxt = ?{bounds}"
        else:
            found = (
                "SELECT s.case_id FROM step s JOIN step t ON t.case_id = s.case_id AND t.pos > s.pos "
                f"WHERE s.act = ? AND t.act = ?{bounds}"
            )
        return f"SELECT case_id FROM cases WHERE case_id {'' if self.keep else 'NOT '}IN ({found})", given


@dataclass(frozen=True)
class CaseFilter:
    """The cases of these names."""

    keys: tuple[str, ...]
    kind: ClassVar[str] = "case"
    of_events: ClassVar[bool] = False

    def sql(self, log: EventLog) -> Sql:
        return "SELECT case_id FROM cases WHERE list_contains(?, case_key)", [list(self.keys)]


Filter = (
    TimeFilter
    | ActivityFilter
    | ResourceFilter
    | AttributeFilter
    | VariantFilter
    | DurationFilter
    | EndpointFilter
    | PathFilter
    | CaseFilter
)
KINDS: Mapping[str, type[Any]] = {each.kind: each for each in get_args(Filter)}


def filters_as_json(filters: Sequence[Filter]) -> list[dict[str, Any]]:
    return [
        {"kind": f.kind, **{k: list(v) if isinstance(v, tuple) else v for k, v in asdict(f).items()}} for f in filters
    ]


def filters_from_json(documents: Sequence[Mapping[str, Any]]) -> list[Filter]:
    """The inverse of `filters_as_json`. LogError bad_filter for an unknown kind, key or mode."""
    out: list[Filter] = []
    for document in documents:
        made = KINDS.get(str(document.get("kind")))
        if made is None:
            raise LogError("bad_filter", reason=f"kind {document.get('kind')}")
        known = {f.name for f in fields(made)}
        given = {k: tuple(v) if isinstance(v, list) else v for k, v in document.items() if k != "kind"}
        if set(given) - known:
            raise LogError("bad_filter", reason=", ".join(sorted(set(given) - known)))
        if "mode" in given and given["mode"] not in made.modes:
            raise LogError("bad_filter", reason=f"mode {given['mode']}")
        try:
            out.append(made(**given))
        except TypeError as error:
            raise LogError("bad_filter", reason=str(error)) from error
    return out
