"""What is compared in order to find duplicates, as data: a YAML file that people read and diff.

    format: golive-match
    version: 1
    object: customers
    keys:                                     # agreement in one of these decides by itself
      - {columns: [tax], kind: tax_number}
    comparisons:                              # agreement and disagreement in these are weighed
      - {column: name, kind: company}
      - {column: phone, kind: phone}
    blocking:                                 # only records that agree in all parts of one line are compared
      - [name.core]
      - [phone.end, name.region]
    between: source                           # optional: and only records that differ in this column
    threshold: 0.95
    seed: 1

The kinds and their parts are those of `kinds.KINDS`. A person's name may lie in two columns: columns: [first, last].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from golive.engines.migration.match.kinds import KINDS

FORMAT = "golive-match"
THRESHOLD = 0.95


class MatchError(Exception):
    """A spec that cannot be understood, or a comparison that cannot be made: code, and the facts."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code}: {', '.join(f'{name}={value}' for name, value in params.items())}")


@dataclass(frozen=True)
class MatchKey:
    """Records agree if all `columns`, made comparable as `kind` says, agree and none is blank. `shortest` is the least
    length of the whole: short keys agree by chance."""

    columns: tuple[str, ...]
    kind: str = "text"
    shortest: int = 2

    def __post_init__(self) -> None:
        known_kind(self.kind)

    @property
    def name(self) -> str:
        return f"{'+'.join(self.columns)} ({self.kind})"


@dataclass(frozen=True)
class Comparison:
    """One column (for a person's name perhaps two: first, last) and how it is compared."""

    columns: tuple[str, ...]
    kind: str

    def __post_init__(self) -> None:
        known_kind(self.kind)
        if not 1 <= len(self.columns) <= (2 if self.kind == "person" else 1):
            raise MatchError("wrong_number_of_columns", kind=self.kind, columns=len(self.columns))

    @property
    def name(self) -> str:
        return "+".join(self.columns)


@dataclass(frozen=True, order=True)
class Part:
    """A part of a compared column, as blocking lines name it: `name.core`."""

    comparison: str
    part: str

    def __str__(self) -> str:
        return f"{self.comparison}.{self.part}"


Block = tuple[Part, ...]


@dataclass(frozen=True)
class MatchSpec:
    """Keys, comparisons and blocking lines of one object. `threshold`: records are proposed as one from this probability
    on; `seed`: of the random pairs from which chance agreement is estimated; `between`: the column that tells two sources
    apart, where only records of different ones are compared."""

    object: str
    comparisons: tuple[Comparison, ...] = ()
    blocking: tuple[Block, ...] = ()
    keys: tuple[MatchKey, ...] = ()
    threshold: float = THRESHOLD
    seed: int = 1
    version: int = 1
    between: str = ""

    def __post_init__(self) -> None:
        if not self.comparisons and not self.keys:
            raise MatchError("nothing_to_compare")
        if self.comparisons and not self.blocking:
            raise MatchError("no_blocking")
        if not 0 < self.threshold < 1:
            raise MatchError("wrong_threshold", threshold=self.threshold)
        kinds = {each.name: each.kind for each in self.comparisons}
        if len(kinds) < len(self.comparisons):
            raise MatchError("repeated_column")
        for part in (part for block in self.blocking for part in block):
            if part.comparison not in kinds:
                raise MatchError("block_of_no_comparison", block=str(part), known=", ".join(kinds))
            parts = KINDS[kinds[part.comparison]].parts
            if part.part not in parts:
                raise MatchError("no_such_part", block=str(part), known=", ".join(parts))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is looked at, once."""
        named = [key.columns for key in self.keys] + [each.columns for each in self.comparisons]
        named.append((self.between,) if self.between else ())
        return tuple(dict.fromkeys(column for columns in named for column in columns))


def known_kind(kind: str) -> None:
    if kind not in KINDS:
        raise MatchError("unknown_kind", kind=kind, known=", ".join(KINDS))


def read_spec(text: str) -> MatchSpec:
    """A spec from YAML. Raises MatchError naming what is wrong."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise MatchError("not_yaml", said=str(error).replace("\n", " ")) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise MatchError("not_a_match_spec", expected=FORMAT)
    known = {"format", "version", "object", "keys", "comparisons", "blocking", "between", "threshold", "seed"}
    if unknown := sorted(map(str, set(data) - known)):
        raise MatchError("unknown_word", words=", ".join(unknown))
    try:
        return MatchSpec(
            str(data.get("object", "")),
            tuple(Comparison(*_columns_and_kind(each, set())) for each in data.get("comparisons") or ()),
            tuple(tuple(_part(part) for part in block) for block in data.get("blocking") or ()),
            tuple(_key(each) for each in data.get("keys") or ()),
            float(data.get("threshold", THRESHOLD)),
            int(data.get("seed", 1)),
            int(data.get("version", 1)),
            str(data.get("between") or ""),
        )
    except (TypeError, ValueError) as error:
        raise MatchError("not_a_match_spec", expected=FORMAT) from error


def _key(item: Any) -> MatchKey:
    return MatchKey(*_columns_and_kind(item, {"shortest"}), int(item.get("shortest", 2)))


def _columns_and_kind(item: Any, more: set[str]) -> tuple[tuple[str, ...], str]:
    if not isinstance(item, Mapping) or "kind" not in item or not {"column", "columns"} & set(item):
        raise MatchError("comparison_without_column_or_kind", item=str(item))
    if unknown := sorted(map(str, set(item) - {"column", "columns", "kind"} - more)):
        raise MatchError("unknown_word", words=", ".join(unknown))
    columns = item["columns"] if "columns" in item else [item["column"]]
    return tuple(str(column) for column in columns), str(item["kind"])


def _part(text: Any) -> Part:
    comparison, dot, part = str(text).rpartition(".")
    if not dot:
        raise MatchError("block_of_no_comparison", block=str(text), known="column.part")
    return Part(comparison, part)


def write_spec(spec: MatchSpec) -> str:
    """The spec as YAML, always in the same order, so that changes show in a diff."""
    keys = [{"columns": list(key.columns), "kind": key.kind, "shortest": key.shortest} for key in spec.keys]
    comparisons = [{"columns": list(each.columns), "kind": each.kind} for each in spec.comparisons]
    data: dict[str, Any] = {"format": FORMAT, "version": spec.version, "object": spec.object}
    data |= {name: value for name, value in (("keys", keys), ("comparisons", comparisons)) if value}
    if spec.blocking:
        data["blocking"] = [[str(part) for part in block] for block in spec.blocking]
    if spec.between:
        data["between"] = spec.between
    data |= {"threshold": spec.threshold, "seed": spec.seed}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)
