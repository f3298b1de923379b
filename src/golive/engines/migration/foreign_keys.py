"""Which columns seem to refer to which keys of other tables: inclusion of their values, weighed with their names.

Numbers from 1 to n are included in any longer list of numbers, so between numbers the names must speak for it as well:
the same name, or a name made of the other table's and its key's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from golive.engines.migration.profile import ColumnProfile, TableProfile
from golive.engines.migration.table import Workbench, quoted

SHARE = 0.9


@dataclass(frozen=True)
class ForeignKey:
    """`share` of the distinct values of the column are known to the key; `orphans` rows have another value."""

    table: str
    column: str
    to_table: str
    to_column: str
    share: float
    orphans: int


def find_foreign_keys(bench: Workbench, profiles: Sequence[TableProfile]) -> tuple[ForeignKey, ...]:
    """Candidates, the surest first for each column. The tables must be on the workbench under their profiles' names."""
    found = []
    for target in profiles:
        for key in (each[0] for each in target.candidate_keys if len(each) == 1):
            known = _column(target, key)
            for source in profiles:
                for column in source.columns:
                    if (source.table, column.name) != (target.table, key) and _may_refer(column, source, known, target):
                        each = _measure(bench, source.table, column, target.table, key)
                        if each.share >= SHARE:
                            found.append(each)
    return tuple(sorted(found, key=lambda each: (each.table, each.column, -each.share, each.to_table, each.to_column)))


def _column(profile: TableProfile, name: str) -> ColumnProfile:
    return next(column for column in profile.columns if column.name == name)


def _may_refer(column: ColumnProfile, source: TableProfile, key: ColumnProfile, target: TableProfile) -> bool:
    if column.distinct < 2 or column.distinct * SHARE > key.distinct or column.type not in ("integer", "text"):
        return False
    if column.type != key.type:
        return False
    own_key = (column.name,) in source.candidate_keys
    named = _named_alike(column.name, key.name, target.table)
    return named and not own_key if column.type == "integer" else named or (not own_key and column.distinct >= 5)


def _named_alike(column: str, key: str, table: str) -> bool:
    """customer_id for customers.id, CustomerId for Customer.CustomerId, 客户编号 for 客户.编号."""
    column, key, table = (re.sub(r"[\W_]", "", name).lower() for name in (column, key, table))
    singular = re.sub(r"(?<=s|x|h)es$|s$", "", table)
    return (column == key and len(key) > 2) or (
        column.startswith((table, singular))
        and len(singular) > 1
        and (column.endswith(key) or column in (table, singular))
    )


def _measure(bench: Workbench, table: str, column: ColumnProfile, to_table: str, to_column: str) -> ForeignKey:
    values = f"SELECT gl_text({quoted(column.name)}) AS t, count(*) AS n FROM {quoted(table)} GROUP BY 1"
    unknown, rows = bench.ask(
        f"SELECT count(*), coalesce(sum(n), 0) FROM ({values}) WHERE t IS NOT NULL AND t NOT IN"
        f" (SELECT gl_text({quoted(to_column)}) FROM {quoted(to_table)} WHERE gl_text({quoted(to_column)}) IS NOT NULL)"
    )[0]
    return ForeignKey(table, column.name, to_table, to_column, round(1 - unknown / column.distinct, 4), int(rows))
