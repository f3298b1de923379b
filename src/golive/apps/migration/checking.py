"""Taking over what a check found: the worklist follows the data, decisions of people stay."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import F, Q

from golive.apps.migration import queries
from golive.apps.migration.engine_io import snapshot, sources, tables
from golive.apps.migration.engine_io.broken import LISTED
from golive.apps.migration.models import DataObject, DuplicateCluster, Finding, QualityScore
from golive.apps.migration.ready import refresh_readiness
from golive.engines.migration.table import quoted
from golive.foundation import clock
from golive.foundation.jobs.queue import enqueue

PART = 500
WEIGHED = ("survivor", "reasons", "why", "probability", "chained")
State = Finding.State


def changed(actor: Any, data_object: DataObject) -> DataObject:
    """Something that a check depends on was changed: let it be checked again in the background."""
    DataObject.objects.filter(pk=data_object.pk).update(revision=F("revision") + 1)
    data_object.refresh_from_db(fields=["revision"])
    if sources.current(data_object):
        start(actor, data_object, "migration.check")
    for other in _family(data_object):
        DataObject.objects.filter(pk=other.pk).update(revision=F("revision") + 1)
        start(actor, other, "migration.check")
    return data_object


def _family(data_object: DataObject) -> list[DataObject]:
    """Records whose lines these are, and lines of these records, as far as they were checked: they look at each other."""
    family = DataObject.objects.filter(
        Q(lines_of=data_object) | Q(pk=data_object.lines_of_id), checked_at__isnull=False
    )
    return list(family.select_related("project"))


def start(actor: Any, data_object: DataObject, kind: str) -> DataObject:
    """Ask for a job of the object; its page shows it."""
    data_object.job = enqueue(actor, kind, data_object.project, object_id=data_object.pk)
    data_object.save(update_fields=["job"])
    return data_object


def take_over(actor: Any, data_object: DataObject, found: tables.Checked) -> None:
    """Renew worklist, proposals of duplicates and score from what a check left in its file."""
    data_object.snapshot = found.snapshot
    with snapshot.opened(data_object) as now:
        _renew_findings(data_object, _listed(now, data_object))
        _renew_clusters(data_object, found.clusters)
        _count_cells(data_object, found.cells)
        counted, wrong = standing(now, data_object)
    data_object.rows, data_object.conflicts, data_object.by_rule = found.rows, found.conflicts, found.by_rule
    data_object.unasked = found.unasked
    data_object.score = share(counted, wrong)
    data_object.checked_at, data_object.checked_by = clock.now(), actor
    data_object.checked_revision = found.revision
    fields = [
        "rows",
        "conflicts",
        "by_rule",
        "unasked",
        "score",
        "checked_at",
        "checked_by",
        "checked_revision",
        "snapshot",
    ]
    data_object.save(update_fields=fields)
    keep_score(actor, data_object, QualityScore.Origin.EXTRACT, counted, wrong, found.by_rule)
    refresh_readiness(data_object)


def rescore(data_object: DataObject) -> None:
    """After a decision on records: what is left out no longer counts."""
    if not snapshot.is_there(data_object):
        return
    with snapshot.opened(data_object) as now:
        if not now.findings:
            return
        counted, wrong = standing(now, data_object)
    data_object.score = share(counted, wrong)
    data_object.save(update_fields=["score"])
    refresh_readiness(data_object)


def keep_score(
    actor: Any, data_object: DataObject, origin: str, counted: int, wrong: int, by_rule: dict[str, Any]
) -> None:
    """The last check of a day stands for the day."""
    values = {
        "at": clock.now(), "by": actor, "rows": counted, "wrong": wrong, "by_rule": by_rule,
        "score": share(counted, wrong),
    }  # fmt: skip
    day = clock.today(data_object.project.timezone)
    QualityScore.objects.update_or_create(data_object=data_object, origin=origin, day=day, defaults=values)


def share(counted: int, wrong: int) -> Decimal:
    """Rounded down: 0.98 is not reached by 0.9799."""
    if not counted:
        return Decimal(1)
    return (1 - Decimal(wrong) / counted).quantize(Decimal("0.000001"), ROUND_DOWN)


def standing(now: snapshot.Snapshot, data_object: DataObject) -> tuple[int, int]:
    """(records to be loaded, those of them with an error that nobody accepted)."""
    excluded, merged = queries.decisions(data_object)
    accepted = data_object.findings.filter(state=State.ACCEPTED).values_list("rule", "row_key", "column")
    rules, keys, columns = ([each[place] for each in accepted] for place in range(3))
    out = list(excluded.keys() | merged.keys())
    counted = now.ask(
        f"SELECT count(*) FROM {now.rows} WHERE _key NOT IN (SELECT unnest(?::VARCHAR[]))", [out]
    )[0][0]  # fmt: skip
    wrong = now.ask(
        f"SELECT count(DISTINCT f._key) FROM {now.findings} f WHERE f.severity = 'error'"
        " AND f._key NOT IN (SELECT unnest(?::VARCHAR[])) AND NOT EXISTS (SELECT 1 FROM"
        " (SELECT unnest(?::VARCHAR[]) AS rule, unnest(?::VARCHAR[]) AS key, unnest(?::VARCHAR[]) AS name) a"
        " WHERE a.rule = f.rule AND a.key = f._key AND a.name = f.column_name)",
        [out, rules, keys, columns],
    )[0][0]
    return int(counted), int(wrong)


def _listed(now: snapshot.Snapshot, data_object: DataObject) -> list[Finding]:
    """The first findings of every rule, as unsaved lines of the worklist."""
    group = data_object.preparation.get("group") or ""
    grouped = f"coalesce(r.{quoted(group)}, '')" if group in now.columns else "''"
    rows = now.ask(
        f"SELECT f.rule, f.severity, f._row, f._key, f.column_name, f.value, {grouped} FROM {now.findings} f"
        f" JOIN {now.rows} r USING (_row)"
        f" QUALIFY row_number() OVER (PARTITION BY f.rule ORDER BY f._row) <= {LISTED} ORDER BY f._row, f.rule"
    )
    return [
        Finding(
            data_object=data_object, rule=rule, severity=severity, row=row, row_key=key, column=column[:120],
            value=None if value is None else value[:400], group=of[:120],
        )
        for rule, severity, row, key, column, value, of in rows
    ]  # fmt: skip


def _renew_findings(data_object: DataObject, found: list[Finding]) -> None:
    old = {(f.rule, f.row_key, f.column): f for f in data_object.findings.all()}
    now, fresh, altered = clock.now(), [], []
    ends: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for finding in found:
        numbers[finding.rule] = numbers.get(finding.rule, 0) + 1
        ends[finding.rule] = max(ends.get(finding.rule, 0), finding.row)
        was = old.pop((finding.rule, finding.row_key, finding.column), None)
        if was is None:
            finding.found_at = now
            fresh.append(finding)
            continue
        stays = was.state in (State.OPEN, State.ACCEPTED) and was.value == finding.value
        if stays and (was.group, was.severity, was.row) == (finding.group, finding.severity, finding.row):
            continue
        was.state = was.state if stays else State.OPEN
        was.value, was.row, was.group, was.severity = finding.value, finding.row, finding.group, finding.severity
        was.settled_at = was.settled_at if stays else None
        altered.append(was)
    beyond = []
    for gone in old.values():
        if numbers.get(gone.rule, 0) >= LISTED and gone.row > ends[gone.rule]:
            if gone.state == State.OPEN:  # not settled: only no longer among the first
                beyond.append(gone.pk)
        elif gone.state != State.CORRECTED:
            gone.state, gone.settled_at = State.CORRECTED, now
            altered.append(gone)
    for start_ in range(0, len(beyond), PART):
        data_object.findings.filter(pk__in=beyond[start_ : start_ + PART]).delete()
    Finding.objects.bulk_create(fresh, batch_size=PART)
    fields = ["state", "value", "row", "group", "severity", "settled_at"]
    Finding.objects.bulk_update(altered, fields, batch_size=100)


def _count_cells(data_object: DataObject, cells: dict[int, int]) -> None:
    """How many cells each correction changed; those of a whole column that changed none are dropped."""
    for correction in data_object.corrections.filter(undone_at=None):
        number = cells.get(correction.pk, 0)
        if correction.tentative and not number:
            correction.delete()
        elif correction.cells != number or correction.tentative:
            correction.cells, correction.tentative = number, False
            correction.save(update_fields=["cells", "tentative"])


def _renew_clusters(data_object: DataObject, proposed: list[dict[str, Any]]) -> None:
    if data_object.matching:  # weighed proposals are renewed by their own job
        return
    renew_proposals(data_object, proposed)


def renew_proposals(data_object: DataObject, proposed: list[dict[str, Any]]) -> None:
    """New proposals beside the decided ones; what was decided already is not proposed again."""
    decided = data_object.clusters.exclude(verdict=DuplicateCluster.Verdict.OPEN)
    judged = [set(keys) for keys in decided.values_list("keys", flat=True)]
    of_key: dict[str, list[set[str]]] = {}
    for keys in judged:
        for key in keys:
            of_key.setdefault(key, []).append(keys)
    wanted = {
        p["fingerprint"]: p
        for p in proposed
        if not any(set(p["keys"]) <= keys for keys in of_key.get(p["keys"][0], ()))
    }
    still = data_object.clusters.filter(verdict=DuplicateCluster.Verdict.OPEN)
    known = set(still.values_list("fingerprint", flat=True))
    outdated = list(known - wanted.keys())
    for start_ in range(0, len(outdated), PART):
        still.filter(fingerprint__in=outdated[start_ : start_ + PART]).delete()
    weighed = [row for row in still if row.fingerprint in wanted and "probability" in wanted[row.fingerprint]]
    for row in weighed:  # proposed by a key before; now it is known how sure that is, and why
        for name in WEIGHED:
            setattr(row, name, wanted[row.fingerprint][name])
    DuplicateCluster.objects.bulk_update(weighed, WEIGHED, batch_size=100)
    DuplicateCluster.objects.bulk_create(
        (DuplicateCluster(data_object=data_object, **p) for name, p in wanted.items() if name not in known),
        batch_size=PART,
    )
