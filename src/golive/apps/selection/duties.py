"""What proves that IT assessed the candidates (I1), and what contracts and purchases add to V1 and S2."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.selection import architecture
from golive.apps.selection.models import Candidate, Contract, Obligation, ProcurementItem, Selection
from golive.foundation import clock
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Evidence, Fact, Missing, evidence, more_evidence, words

ON_LIST = (Candidate.Stage.SHORT, Candidate.Stage.CHOSEN)


@evidence("I1")
def short_list_is_assessed(project: Any) -> Evidence:
    """系统选型: IT's assessment of every short-listed product. Products are called by their numbers: more people read duties
    than may know who is on the list."""
    rows = Candidate.objects.filter(project=project, stage__in=ON_LIST).exclude(
        selection__state=Selection.State.GIVEN_UP
    )
    facts, missing = [], []
    listed = list(rows.select_related("assessment", "selection").order_by("selection", "code"))
    fits = architecture.compatibilities(project, listed)
    for row in listed:
        found = getattr(row, "assessment", None)
        called = {"selection": row.selection.code, "code": row.code}
        if found is None:
            url = reverse("selection:assess", args=[project.code])
            text = words("Technical assessment of %(selection)s %(code)s", **called)
            missing.append(Missing(text, url=f"{url}?candidate={row.pk}"))
        elif fits[row.pk].open:
            url = reverse("selection:architecture", args=[project.code, row.pk])
            facts_ = {**called, "n": len(fits[row.pk].open)}
            text = words("%(selection)s %(code)s: %(n)s mandatory elements of the architecture not examined", **facts_)
            missing.append(Missing(text, url=url))
        else:
            url = reverse("selection:assessments-detail", args=[project.code, found.pk])
            text = words("%(selection)s %(code)s assessed", **called)
            facts.append(Fact(found.at, found.by_id, text, url, key=subject_key(found)))
    if not facts and not missing:
        text = words("A selection with short-listed products")
        missing.append(Missing(text, url=reverse("selection:selections", args=[project.code])))
    return Evidence(facts=facts, missing=missing)


@more_evidence("V1")
def deliveries_are_accepted(project: Any) -> Evidence:
    """产品提供: what the vendor owes by a contract in force was accepted; what is due and not accepted is missing. No contract
    is named: the page of duties is read by vendors too."""
    rows = Obligation.objects.filter(project=project, side=Obligation.Side.VENDOR, kind=Obligation.Kind.DELIVERABLE)
    today = clock.today(project.timezone)
    facts, missing = [], []
    for row in rows.exclude(contract__state=Contract.State.DRAFT).order_by("due_on", "id"):
        url = reverse("selection:obligations-detail", args=[project.code, row.pk])
        if row.state == Obligation.State.ACCEPTED and row.settled_at:
            text = words("Delivery %(n)s accepted", n=row.pk)
            facts.append(Fact(row.settled_at, None, text, url, key=subject_key(row)))
        elif row.due_on and row.due_on < today:
            missing.append(Missing(words("Acceptance of delivery %(n)s, which is due", n=row.pk), url=url))
    return Evidence(facts=facts, missing=missing)


@more_evidence("S2")
def purchases_arrive_in_time(project: Any) -> Evidence:
    """资源调配, the part of purchases: delivered items beside the proof of budget and people, and what is late for its need."""
    today = clock.today(project.timezone)
    facts, missing = [], []
    for row in ProcurementItem.objects.filter(project=project).order_by("needed_on", "id"):
        url = reverse("selection:items-detail", args=[project.code, row.pk])
        if row.delivered_at is not None:
            text = words("%(code)s delivered", code=row.code)
            facts.append(Fact(row.delivered_at, None, text, url, key=subject_key(row), aside=True))
        elif row.needed_on < today or (row.expected_on and row.expected_on > row.needed_on):
            missing.append(Missing(words("Delivery of %(code)s", code=row.code), url=url))
    return Evidence(facts=facts, missing=missing)
