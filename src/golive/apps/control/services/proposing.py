from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from golive.apps.control.library import library
from golive.apps.control.models import DismissedProposal, Risk
from golive.apps.control.numbering import next_code
from golive.apps.control.permissions import may_write_risk
from golive.apps.control.signals import Proposal, proposals
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("control.pick_risks", permission=may_write_risk, label=_("Pick risks from the library"))
def pick_risks(actor: Any, project: Project, *, keys: Iterable[str]) -> list[Risk]:
    """Typed risks into the register, in the project's language. One that is open there already is left out; probability
    and impact are those usual in the field until somebody reviews them."""
    known = library()
    wanted = [known[key] for key in dict.fromkeys(keys) if key in known]
    if not wanted:
        raise Refused("nothing_picked", _("Tick at least one risk."))
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    rows = Risk.objects.filter(project=project)
    there = set(rows.filter(state=Risk.State.OPEN).values_list("source", flat=True))
    made = []
    for typed in wanted:
        if typed.source not in there:
            made.append(
                rows.create(
                    project=project,
                    code=next_code(rows, "R"),
                    raised_at=clock.now(),
                    category=typed.category,
                    probability=typed.probability,
                    impact=typed.impact,
                    strategy=typed.strategy,
                    source=typed.source,
                    **typed.text(project.language),
                )
            )
    return made


@use_case("control.take_proposal", permission=may_write_risk, label=_("Record what was proposed as a risk"))
def take_proposal(actor: Any, project: Project, *, key: str) -> Risk:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    found = _proposed(project, key)
    rows = Risk.objects.filter(project=project)
    with override(project.language):
        title, cause = str(found.title)[:160], str(found.cause)
    return rows.create(
        project=project,
        code=next_code(rows, "R"),
        raised_at=clock.now(),
        title=title,
        cause=cause,
        category=found.category,
        probability=found.probability,
        impact=found.impact,
        source=found.key[:80],
    )


@use_case("control.dismiss_proposal", permission=may_write_risk, label=_("Say why it is no risk"))
def dismiss_proposal(actor: Any, project: Project, *, key: str, reason: str) -> DismissedProposal:
    """Not proposed again for a month; the reason stays."""
    found = _proposed(project, key)
    if not reason.strip():
        raise Refused("reason_missing", _("Give the reason: whoever reads it later must understand it."))
    return DismissedProposal.objects.create(
        project=project, key=found.key[:80], reason=reason.strip()[:300], by=actor, at=clock.now()
    )


def _proposed(project: Project, key: str) -> Proposal:
    found = next((p for p in proposals(project) if p.key == key), None)
    if found is None:
        raise Refused("no_proposal", _("The records no longer propose this as a risk. Nothing was recorded."))
    return found
