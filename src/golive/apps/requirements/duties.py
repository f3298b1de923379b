"""What proves that needs are written (B1), confirmed by signature (B2) and answered by the vendor (V1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from golive.apps.requirements import queries
from golive.apps.requirements.models import Process, Requirement
from golive.apps.requirements.registers import PROCESSES, REQUIREMENTS
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence, department, evidence, words

IN_REVIEW = Requirement.State.IN_REVIEW


@evidence("B1")
def requirements_are_written_and_reviewed(project) -> Evidence:
    """需求调研: each process of a department has requirements, and each was looked at by somebody besides its author,
    which the vendor's answer or another's signature proves."""
    rows = list(queries.counting(project))
    looks = _looks(project)
    facts, missing = [], list(_bare_processes(project, rows))
    for row in rows:
        place, url = department(row.department_id), REQUIREMENTS.address(row)
        seen = min((at for at, who in looks.get(row.pk, []) if who != row.author_id), default=None)
        if row.state != IN_REVIEW:
            missing.append(Missing(words("%(code)s submitted for review", code=row.code), place, url))
        elif seen is None:
            missing.append(Missing(words("A review of %(code)s by somebody else", code=row.code), place, url))
        else:
            label = words("%(code)s written and reviewed", code=row.code)
            facts.append(Fact(seen, row.author_id, label, url, place, key=subject_key(row)))
    return Evidence(facts=facts, missing=missing)


def _looks(project: Any) -> dict[int, list[tuple[datetime, int]]]:
    """Who answered or signed a requirement, and when."""
    found = {pk: [(a.at, a.by_id) for a in given] for pk, given in queries.answers(project).items()}
    for (pk, _hash), names in queries.names(project).items():
        found.setdefault(pk, []).extend((s.at, s.signer_id) for s in names)
    return found


def _bare_processes(project: Any, rows: list[Requirement]) -> Iterator[Missing]:
    """Processes without a requirement (their own or of a process below), departments without a process."""
    processes = list(Process.objects.filter(project=project).select_related("project").order_by("code"))
    covered = {row.process_id for row in rows} | {p.parent_id for p in processes}
    for p in processes:
        if p.pk not in covered:
            text = words("Requirements for the process %(process)s", process=p.name)
            yield Missing(text, department(p.department_id), PROCESSES.address(p))
    named = {p.department_id for p in processes} | {row.department_id for row in rows}
    for pk in queries.business_departments(project):
        if pk not in named:
            text = words("A process of the department, with its requirements")
            yield Missing(text, department(pk), PROCESSES.url("", project))


@evidence("B2")
def requirements_are_signed(project) -> Evidence:
    """需求确认: every requirement in review carries the valid signature of its department; a text changed after it was
    signed is owed anew, each time."""
    rows = [r for r in queries.counting(project) if r.state == IN_REVIEW]
    names = queries.names(project)
    facts, missing = [], []
    for row in rows:
        place, url = department(row.department_id), REQUIREMENTS.address(row)
        for s in names.get((row.pk, row.content_hash), [])[:1]:
            label = words("%(code)s signed", code=row.code)
            facts.append(Fact(s.at, s.signer_id, label, url, place, key=subject_key(row)))
        if row.status == "stale":
            missing.append(Missing(words("A new signature on %(code)s, changed since", code=row.code), place, url))
        elif row.status != "signed":
            missing.append(Missing(words("Signature on %(code)s", code=row.code), place, url))
    return Evidence(facts=facts, missing=missing, occurrences=list(_changes_after_signature(project, rows, names)))


def _changes_after_signature(project: Any, rows: list[Requirement], names: dict[Any, Any]) -> Iterator[Occurrence]:
    """Each stretch from the first change of a signed text to the next signature."""
    versions = queries.versions(project)
    for row in rows:
        was_signed, owed = False, None
        for version in versions.get(row.pk, []):
            signature = next(iter(names.get((row.pk, version.content_hash), [])), None)
            if was_signed and owed is None:
                owed = version
            if signature is not None and owed is not None:
                yield _owed(row, owed, signature.at)
                owed = None
            was_signed = was_signed or signature is not None
        if owed is not None:
            yield _owed(row, owed, None)


def _owed(row: Requirement, version: Any, closed_at: datetime | None) -> Occurrence:
    return Occurrence(
        key=f"{subject_key(row)}:v{version.number}",
        opened_at=version.at,
        label=words("%(code)s changed after it was signed", code=row.code),
        url=REQUIREMENTS.address(row),
        place=department(row.department_id),
        closed_at=closed_at,
    )


@evidence("V1")
def requirements_are_answered(project) -> Evidence:
    """产品提供: every requirement in review has a fit answer to its present version."""
    answers = queries.answers(project)
    facts, missing = [], []
    for row in queries.counting(project):
        url = REQUIREMENTS.address(row)
        valid = [a for a in answers.get(row.pk, []) if a.version.number == row.version]
        if row.state != IN_REVIEW:
            continue
        if valid:
            label = words("Fit of %(code)s answered", code=row.code)
            facts.append(Fact(valid[0].at, valid[0].by_id, label, url, key=subject_key(row)))
        elif row.fit == "outdated":
            missing.append(Missing(words("A new fit answer on %(code)s, changed since", code=row.code), url=url))
        else:
            missing.append(Missing(words("Fit answer on %(code)s", code=row.code), url=url))
    return Evidence(facts=facts, missing=missing)
