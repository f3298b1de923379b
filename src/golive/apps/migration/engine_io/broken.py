"""The records that break a rule: from the worklist where it holds them all, else from the file of the latest check."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Min

from golive.apps.migration.engine_io import snapshot
from golive.apps.migration.models import DataObject, Finding
from golive.engines.migration.table import quoted

LISTED = 5_000  # lines of the worklist that are kept for a rule; how many there are in all stands in `by_rule`


class Hit(NamedTuple):
    key: str
    column: str
    value: str | None


def all_listed(data_object: DataObject, rule: str) -> bool:
    """Whether the worklist holds every record that breaks the rule."""
    return int(data_object.by_rule.get(rule, {}).get("rows", 0)) <= LISTED


def _accepted(data_object: DataObject, rule: str) -> list[str]:
    rows = data_object.findings.filter(rule=rule, state=Finding.State.ACCEPTED)
    return list(rows.values_list("row_key", flat=True))


def broken(data_object: DataObject, rule: str, before: str | None, group: str | None) -> list[Hit]:
    """Records that break `rule` with the (trimmed) value `before`, None for any, in the order of rows; without those that
    somebody accepted."""
    if all_listed(data_object, rule):
        rows = data_object.findings.filter(rule=rule, state=Finding.State.OPEN).order_by("row")
        rows = rows if group is None else rows.filter(group=group)
        found = [Hit(f.row_key, f.column, f.value) for f in rows.only("row_key", "column", "value")]
        return [h for h in found if before is None or (h.value or "").strip() == before.strip()]
    accepted = _accepted(data_object, rule)
    where, parameters = ["f.rule = ?", "f._key NOT IN (SELECT unnest(?::VARCHAR[]))"], [rule, accepted]
    if before is not None:
        where.append("coalesce(gl_text(f.value), '') = coalesce(gl_text(?), '')")
        parameters.append(before)
    with snapshot.opened(data_object) as now:
        if not now.findings:
            return []
        column = data_object.preparation.get("group") or ""
        if group is not None and column in now.columns:
            where.append(f"coalesce(r.{quoted(column)}, '') = ?")
            parameters.append(group)
        sql = f"SELECT f._key, f.column_name, f.value FROM {now.findings} f JOIN {now.rows} r USING (_row)"
        return [Hit(*row) for row in now.ask(f"{sql} WHERE {' AND '.join(where)} ORDER BY f._row", parameters)]


def by_value(data_object: DataObject, rule: str, most: int) -> list[tuple[str, str, int, str, str]]:
    """(value, group, records, column, key of the first) of the records that break a rule, most frequent first."""
    if all_listed(data_object, rule):
        rows = data_object.findings.filter(rule=rule, state=Finding.State.OPEN).order_by()
        counted = rows.values("value", "group", "column").annotate(n=Count("pk"), first=Min("row_key"))
        return [
            (each["value"] or "", each["group"], each["n"], each["column"], each["first"])
            for each in counted.order_by("-n", "group", "value")[:most]
        ]
    accepted, name = tuple(_accepted(data_object, rule)), data_object.snapshot
    known = (name, rule, most, accepted)
    if known not in _KNOWN:
        if len(_KNOWN) >= KNOWN:
            _KNOWN.pop(next(iter(_KNOWN)))
        _KNOWN[known] = _counted(data_object, rule, most, list(accepted))
    return _KNOWN[known]


_KNOWN: dict[tuple[str, str, int, tuple[str, ...]], list[Any]] = {}
KNOWN = 64  # answers kept in this process; the file of a check never changes, so neither does an answer


def _counted(data_object: DataObject, rule: str, most: int, accepted: list[str]) -> list[Any]:
    with snapshot.opened(data_object) as now:
        if not now.findings:
            return []
        group = data_object.preparation.get("group") or ""
        named = f"coalesce(r.{quoted(group)}, '')" if group in now.columns else "''"
        return now.ask(  # type: ignore[return-value]
            f"SELECT coalesce(gl_text(f.value), ''), {named} AS g, count(*) AS n, min(f.column_name), min(f._key)"
            f" FROM {now.findings} f JOIN {now.rows} r USING (_row)"
            " WHERE f.rule = ? AND f._key NOT IN (SELECT unnest(?::VARCHAR[]))"
            f" GROUP BY 1, 2 ORDER BY n DESC, 2, 1 LIMIT {int(most)}",
            [rule, accepted],
        )


def usual(data_object: DataObject, column: str, group: str, majority: float) -> dict[str, str]:
    """group -> the value that nearly all of its filled records have in the column."""
    with snapshot.opened(data_object) as now:
        if column not in now.columns or group not in now.columns:
            return {}
        rows = now.ask(
            f"SELECT coalesce({quoted(group)}, '') AS g, gl_text({quoted(column)}) AS v, count(*) AS n,"
            f" sum(count(*)) OVER (PARTITION BY g) AS of FROM {now.rows}"
            f" WHERE gl_text({quoted(column)}) IS NOT NULL GROUP BY 1, 2 QUALIFY n >= {majority} * of"
        )
        return {str(each[0]): str(each[1]) for each in rows}
