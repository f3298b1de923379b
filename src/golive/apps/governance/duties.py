"""What proves the sponsor's duties: objectives approved, questions decided in time, months and gates reviewed."""

from __future__ import annotations

from django.urls import reverse

from golive.apps.governance.models import Decision, GateReview, MonthlyReview, Objective
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence, evidence, words
from golive.foundation.signatures import services as signatures


def _page(name: str, project, pk: int | None = None) -> str:
    return reverse(f"governance:{name}", kwargs={"project": project.code} | ({"pk": pk} if pk else {}))


@evidence("S1")
def objectives_are_approved(project) -> Evidence:
    """战略规划: every objective has indicator, baseline and target, and the sponsor's valid signature."""
    rows = list(Objective.objects.filter(project=project))
    names = signatures.under(rows, "approved")
    facts, missing = [], []
    for row in rows:
        url = _page("objectives-detail", project, row.pk)
        for signature in names[row.pk][:1]:
            text = words("Objective %(code)s approved", code=row.code)
            facts.append(Fact(signature.at, signature.signer_id, text, url, key=subject_key(row)))
        if not names[row.pk]:
            missing.append(Missing(words("Approval of objective %(code)s", code=row.code), url=url))
    if not rows:
        missing.append(
            Missing(words("An objective with indicator, baseline and target"), url=_page("objectives", project))
        )
    return Evidence(facts=facts, missing=missing)


@evidence("S3")
def decisions_are_made_in_time(project) -> Evidence:
    """决策支持: each question put to somebody is decided before its deadline."""
    rows = Decision.objects.filter(project=project).exclude(state=Decision.State.WITHDRAWN)
    return Evidence(
        occurrences=[
            Occurrence(
                key=subject_key(row),
                opened_at=row.asked_at,
                label=words("Decision %(code)s: %(question)s", code=row.code, question=row.question),
                url=_page("decisions-detail", project, row.pk),
                person_id=row.decider_id,
                due_at=row.deadline,
                closed_at=row.decided_at,
            )
            for row in rows
        ]
    )


@evidence("S5")
def months_are_reviewed(project) -> Evidence:
    """监督评估: a signed review for each month; gate reviews stand beside it."""
    reviews = list(MonthlyReview.objects.filter(project=project))
    names = signatures.under(reviews, "approved")
    facts = [
        Fact(
            names[row.pk][0].at,
            names[row.pk][0].signer_id,
            words("Review of %(month)s signed", month=row.period),
            _page("reviews-detail", project, row.pk),
            period=row.period,
        )
        for row in reviews
        if names[row.pk]
    ]
    passed = GateReview.objects.filter(project=project, verdict=GateReview.Verdict.PASS).select_related("phase")
    for gate in passed:
        text = words("Gate of %(phase)s passed", phase=gate.phase.name)
        facts.append(Fact(gate.at, gate.by_id, text, _page("gates", project), period=gate.phase.key))
    return Evidence(facts=facts)
