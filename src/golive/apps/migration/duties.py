"""What proves that departments prepared their data (B4) and that every record is accounted for (I3)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.migration import queries
from golive.apps.migration.models import DataObject
from golive.apps.migration.services.evidence import COUNTED
from golive.apps.migration.standing import name_of, what_is_missing
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Evidence, Fact, Missing, department, evidence, words
from golive.foundation.signatures import services as signatures
from golive.foundation.words import Words


@evidence("B4")
def data_is_prepared(project: Any) -> Evidence:
    """数据准备: the objects of a department are above their bar, its duplicates decided, its stock counts signed."""
    facts: list[Fact] = []
    missing: list[Missing] = []
    undecided = queries.undecided(project)
    for each in queries.objects(project):
        place, url = department(each.owner_id) if each.owner_id else "", each.get_absolute_url()
        lacking = _lacking(each, undecided.get(each.pk, 0))
        missing += [Missing(text, place, url) for text in lacking]
        if not lacking and each.checked_at is not None:
            label = words(
                "%(object)s: %(score)s of the records without error", object=name_of(each), score=_share(each)
            )
            facts.append(Fact(each.checked_at, each.checked_by_id, label, url, place, key=subject_key(each)))
    _add_counts(project, facts, missing)
    return Evidence(facts=facts, missing=missing)


def _lacking(each: DataObject, undecided: int) -> list[Words]:
    name = name_of(each)
    if each.score is None:
        return [words("A check of %(object)s", object=name)]
    found = []
    if not each.above_bar:
        bar = f"{each.quality_bar:.1%}"
        text = "%(object)s above its bar of %(bar)s (now %(score)s)"
        found.append(words(text, object=name, bar=bar, score=_share(each)))
    if undecided:
        found.append(words("A decision on %(n)s possible duplicates of %(object)s", n=undecided, object=name))
    return found


def _add_counts(project: Any, facts: list[Fact], missing: list[Missing]) -> None:
    sheets = list(queries.count_sheets(project))
    names = signatures.under(sheets, COUNTED)
    for sheet in sheets:
        owner = sheet.extract.data_object.owner_id
        place = department(owner) if owner else ""
        url = reverse("migration:counts", kwargs={"project": project.code})
        if not names[sheet.pk]:
            missing.append(Missing(words("Signature on the stock count %(sheet)s", sheet=str(sheet)), place, url))
        for name in names[sheet.pk][:1]:
            label = words("Stock count %(sheet)s signed", sheet=str(sheet))
            facts.append(Fact(name.at, name.signer_id, label, url, place, key=subject_key(sheet)))


@evidence("I3")
def data_is_migrated(project: Any) -> Evidence:
    """数据迁移: a certificate that still describes what the ERP holds. A load or an undo after it takes it away."""
    certificate = queries.standing_certificate(project)
    if certificate is not None:
        label = words(
            "Migration certificate of %(cycle)s: every record is accounted for", cycle=certificate.cycle.system
        )
        fact = Fact(
            certificate.issued_at,
            certificate.issued_by_id,
            label,
            certificate.get_absolute_url(),
            key=subject_key(certificate),
        )
        return Evidence(facts=[fact])
    url = reverse("migration:objects", kwargs={"project": project.code})
    return Evidence(missing=[Missing(text, url=url) for text in what_is_missing(project)])


def _share(each: DataObject) -> str:
    return f"{each.score:.1%}"
