"""What proves that data is prepared (B4), every record accounted for (I3), and live data kept right (E2, A5, A6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from golive.apps.migration import queries
from golive.apps.migration.models import CleanUp, DataObject, LiveReconciliation
from golive.apps.migration.services.counting import TAKEN
from golive.apps.migration.services.evidence import COUNTED, READY
from golive.apps.migration.standing import name_of, what_is_missing
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Evidence, Fact, Missing, department, evidence, words
from golive.foundation.signatures import services as signatures
from golive.foundation.words import Words


@evidence("B4")
def data_is_prepared(project: Any) -> Evidence:
    """数据准备: a department signs its objects as ready: above their bar, duplicates decided; and its stock counts."""
    facts: list[Fact] = []
    missing: list[Missing] = []
    undecided = queries.undecided(project)
    ready = {each.data_object_id: each for each in queries.readiness(project)}
    names = signatures.under(ready.values(), READY)
    for each in queries.objects(project):
        place, url = department(each.owner_id) if each.owner_id else "", each.get_absolute_url()
        signed = names[ready[each.pk].pk] if each.pk in ready else []
        lacking = _lacking(each, undecided.get(each.pk, 0))
        if not lacking and not signed:
            lacking = [words("Signature that %(object)s are ready to load", object=name_of(each))]
        missing += [Missing(text, place, url) for text in lacking]
        if not lacking:
            label = words(
                "%(object)s signed: %(score)s of the records without error", object=name_of(each), score=_share(each)
            )
            facts.append(Fact(signed[0].at, signed[0].signer_id, label, url, place, key=subject_key(each)))
    _add_counts(project, facts, missing)
    return Evidence(facts=facts, missing=missing)


def _lacking(each: DataObject, undecided: int) -> list[Words]:
    name = name_of(each)
    if each.score is None:
        return [words("A check of %(object)s", object=name)]
    found = []
    if each.outdated:
        found.append(words("A check of %(object)s after the last change", object=name))
    if not each.above_bar:
        bar = f"{each.quality_bar:.1%}"
        text = "%(object)s above its bar of %(bar)s (now %(score)s)"
        found.append(words(text, object=name, bar=bar, score=_share(each)))
    if undecided:
        found.append(words("A decision on %(n)s possible duplicates of %(object)s", n=undecided, object=name))
    return found


def _add_counts(project: Any, facts: list[Fact], missing: list[Missing]) -> None:
    _add_takes(project, facts, missing)
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


def _add_takes(project: Any, facts: list[Fact], missing: list[Missing]) -> None:
    """Counts held here: every sheet signed by who counted it, and the count approved."""
    sheets = list(queries.take_sheets(project))
    names = signatures.under(sheets, TAKEN)
    for sheet in sheets:
        owner = sheet.data_object.owner_id
        place, url = department(owner) if owner else "", sheet.get_absolute_url()
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


@evidence("E2")
def data_is_entered_properly(project: Any) -> Evidence:
    """规范使用: every week the rules are asked of what a department's people entered; the error rate stays under its bar."""
    return _live_evidence(project, "%(object)s: error rate %(rate)s in the live ERP", place=True)


@evidence("A6")
def live_data_is_accurate(project: Any) -> Evidence:
    """数据准确性: the live records are checked and above their bar, and stock and ledger are reconciled, every week."""
    found = _live_evidence(project, "%(object)s: error rate %(rate)s in the live ERP", place=False)
    url = reverse("migration:live", kwargs={"project": project.code})
    facts, missing = list(found.facts), list(found.missing)
    latest: dict[str, LiveReconciliation] = {}
    for each in LiveReconciliation.objects.filter(project=project).order_by("day"):
        label = words("%(kind)s compared: %(n)s lines differ", kind=_kind(each), n=each.differing)
        facts.append(Fact(each.at, _person(each), label, url, period=week_of(each.day), key=subject_key(each)))
        latest[each.kind] = each
    for each in latest.values():
        if not each.balanced:
            text = words("%(kind)s in balance (%(n)s lines differ)", kind=_kind(each), n=each.differing)
            missing.append(Missing(text, url=url, period=week_of(each.day)))
    return Evidence(facts=facts, missing=missing)


@evidence("A5")
def data_is_cleaned_up(project: Any) -> Evidence:
    """数据清理: a clean-up of the live ERP that stands."""
    rows = CleanUp.objects.filter(data_object__project=project, state=CleanUp.State.DONE).select_related(
        "data_object__project"
    )
    facts = [
        Fact(
            each.done_at,
            each.done_by_id,
            words("%(title)s: %(n)s records archived", title=each.title, n=sum(not r["answer"] for r in each.records)),
            each.get_absolute_url(),
            key=subject_key(each),
        )
        for each in rows
    ]
    return Evidence(facts=facts)


def _live_evidence(project: Any, text: str, *, place: bool) -> Evidence:
    facts, missing = [], []
    url = reverse("migration:live", kwargs={"project": project.code})
    for score in queries.live_scores(project):
        each = score.data_object
        where = department(each.owner_id) if place and each.owner_id else ""
        rate, name, week = f"{1 - score.score:.1%}", name_of(each), week_of(score.day)
        if score.score >= each.quality_bar:
            label = words(text, object=name, rate=rate)
            facts.append(Fact(score.at, _person(score), label, url, where, period=week, key=subject_key(score)))
        else:
            bar = f"{1 - each.quality_bar:.1%}"
            lacking = words("%(object)s: error rate %(rate)s, at most %(bar)s", object=name, rate=rate, bar=bar)
            missing.append(Missing(lacking, where, url, period=week))
    return Evidence(facts=facts, missing=missing)


def week_of(day: date) -> str:
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02d}"


def _person(row: Any) -> int | None:
    """Who looked; None for the product itself, which looks by the clock."""
    return None if row.by.is_system else int(row.by_id)


def _kind(row: LiveReconciliation) -> Words:
    return Words.of(LiveReconciliation.Kind(row.kind).label)
