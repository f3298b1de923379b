"""What the ERP would say of a load: its own validation of every record, as if those before had been loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from golive.apps.migration.engine_io import loading
from golive.apps.migration.models import Cycle, DataObject
from golive.engines.migration.assumed import Ready
from golive.engines.migration.ledger import Refusal
from golive.engines.migration.port import RowResult, Target, WriteRow


@dataclass
class Before:
    """What the objects before leave to those after: records found good, merged ones with their survivors, and the ERP's
    object of each data object."""

    ready: Ready
    merged: dict[str, str] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)


@dataclass
class Simulated:
    """`left_out`: by decisions and by the mapping."""

    accepted: int = 0
    refused: int = 0
    left_out: int = 0


@dataclass
class Ends:
    """Keys of the source's records by what the ERP said of them."""

    accepted: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)


def simulate(
    target: Target,
    cycle: Cycle,
    data_object: DataObject,
    decided: tuple[Mapping[str, str], Mapping[str, str]],
    before: Before,
    keep: Callable[[list[RowResult]], None],
    told: loading.Told,
    cancelled: Callable[[], bool],
    ends: Ends | None = None,
) -> Simulated:
    """Records that the others name travel along with each part, and only those. `keep` takes the refusals, part by part;
    `ends` what became of each record, where somebody needs to know."""
    excluded, merged = decided
    here = loading.prefix(cycle, data_object)
    skip = {here + key for key in (*excluded, *merged)}
    before.merged |= {here + key: here + into for key, into in merged.items()}
    found, total = Simulated(), 0
    with loading.mapped(cycle, data_object, before.ready, before.merged) as (mapping, items):
        after = {*mapping.after, *data_object.preparation.get("after", ())}
        whole = {before.targets[key] for key in after & before.targets.keys()} - before.ready.linked(mapping.target)
        feed = iter(items)
        while not cancelled() and (part := list(islice(feed, max(target.batch_limit(mapping.target), 1)))):
            total += len(part)
            sent = {i.key: i for i in part if isinstance(i, WriteRow) and i.key not in skip}
            bad = [i for i in part if isinstance(i, Refusal) and i.key not in skip]
            refused = [RowResult(i.key, False, i.reason_code, i.text) for i in bad]
            needed = before.ready.needed(mapping.target, list(sent.values()), whole)
            answers = target.simulate(mapping.target, list(sent.values()), needed) if sent else []
            refused += [answer for answer in answers if not answer.accepted]
            keep(refused)
            good = {answer.key: sent[answer.key] for answer in answers if answer.accepted}
            before.ready.add(mapping.target, good)
            if ends is not None:
                ends.accepted |= {key.removeprefix(here) for key in good}
                ends.refused |= {answer.key.removeprefix(here) for answer in refused}
            found.accepted += len(good)
            found.refused += len(refused)
            told(total, None)
    found.left_out = total - found.accepted - found.refused
    before.targets[data_object.key] = mapping.target
    return found
