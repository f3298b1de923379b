"""What decisions about selections and contracts set going."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.acts import Did, act, effect
from golive.apps.selection import architecture, beginning, queries
from golive.apps.selection.models import Candidate, Contract, ContractChange, Selection
from golive.foundation.errors import Refused
from golive.foundation.words import Words, words


@act("selection.choose")
def choose(actor: Any, decision: Any, choice: str) -> Did:
    """The option is a candidate's number, or "none". The product is chosen and its contract begins: the one that was drawn up
    comes into force, or a draft is made from the bid."""
    row = Selection.objects.select_for_update().filter(pk=decision.subject_id, project=decision.project).first()
    if row is None or row.decision_id != decision.pk or row.state != Selection.State.AGREED:
        raise Refused(
            "selection_settled_already", _("This selection is not waiting for a decision. Nothing was changed.")
        )
    if choice == "none":
        row.state = Selection.State.GIVEN_UP
        row.save()
        return [(words("Nothing is chosen; the selection %(selection)s is given up", selection=str(row)), _page(row))]
    chosen = row.candidates.filter(code=choice, stage=Candidate.Stage.SHORT).first()
    if chosen is not None and (blocking := architecture.compatibility(chosen).blocking):
        text = _("%(product)s does not fit what is mandatory here: %(what)s. Nothing was decided.")
        raise Refused("candidate_blocked", text, product=chosen.product, what=architecture.named(blocking))
    if chosen is None:
        raise Refused("candidate_gone", _("This candidate is no longer on the short list. Nothing was decided."))
    chosen.stage = Candidate.Stage.CHOSEN
    chosen.save()
    row.state, row.chosen = Selection.State.DECIDED, chosen
    row.save()
    return [(words("%(product)s is chosen", product=chosen.product), _page(row)), _contract_of(chosen, decision)]


def _contract_of(chosen: Candidate, decision: Any) -> tuple[Words, str]:
    """The contract that the choice begins, drafts, or finds, in a sentence."""
    ready = Contract.objects.filter(candidate=chosen, state=Contract.State.DRAFT).order_by("pk").first()
    if ready is None:
        made = beginning.draft_from_bid(chosen, decision)
        return words("A draft of the contract %(contract)s is made from the bid", contract=str(made)), _contract(made)
    if ready.milestones.exists():
        beginning.begin(ready, decision)
        return words("The contract %(contract)s is in force", contract=str(ready)), _contract(ready)
    ready.decision = decision
    ready.save()
    return words("The contract %(contract)s waits for its payment milestones", contract=str(ready)), _contract(ready)


def _page(row: Selection) -> str:
    return reverse("selection:selections-detail", kwargs={"project": row.project.code, "pk": row.pk})


def _contract(row: Contract) -> str:
    return reverse("selection:contracts-detail", kwargs={"project": row.project.code, "pk": row.pk})


@effect("selection.choose")
def effect_of_choice(decision: Any) -> dict[str, list[Words]]:
    """Who is first and how surely, without a figure: more people read decisions than may know the scores."""
    row = Selection.objects.filter(pk=decision.subject_id, project=decision.project).first()
    result = queries.comparison(row).result if row is not None else None
    if result is None:
        return {}
    names = {c.code: c.product for c in queries.short_list(row)}
    first = names[result.matrix.alternatives[result.winner]]
    by_topsis = names[result.matrix.alternatives[result.topsis.winners[0]]]
    found = [
        words("First by the weighted sum: %(first)s", first=first),
        words("First by TOPSIS: %(first)s", first=by_topsis),
    ]
    found.append(words("The result is decisive") if result.decisive else words("The result is not decisive: read why"))
    options = {o["key"] for o in decision.options}
    short = [c for c in queries.short_list(row) if c.code in options]
    fits = architecture.compatibilities(row.project, short)
    return {"": found} | {c.code: [_architecture(fits[c.pk])] for c in short if fits[c.pk].lines}


def _architecture(fit: architecture.Compatibility) -> Words:
    return words(
        "Architecture: %(fits)s of %(all)s elements fit, %(work)s with %(days)s person-days of work, %(obstacle)s do not",
        fits=fit.count("fits"),
        all=len(fit.lines),
        work=fit.count("work"),
        days=f"{fit.effort_days.normalize():f}",
        obstacle=fit.count("obstacle"),
    )


@act("selection.change_contract")
def change_contract(actor: Any, decision: Any, choice: str) -> Did:
    """The first option: the change holds from now on, and its money is bound. Anything else: the contract stays."""
    row = ContractChange.objects.filter(pk=decision.subject_id, project=decision.project, decision=decision).first()
    if row is None or row.state != ContractChange.State.ASKED:
        raise Refused("change_settled", _("This change is not waiting for a decision. Nothing was changed."))
    row.state = ContractChange.State.APPROVED if choice == "A" else ContractChange.State.REFUSED
    row.save(update_fields=["state"])
    if row.state == ContractChange.State.REFUSED:
        return [
            (words("The contract %(contract)s stays as it was", contract=str(row.contract)), _contract(row.contract))
        ]
    contract = Contract.objects.select_for_update().get(pk=row.contract_id)
    if contract.amount_fen + row.amount_fen <= 0:
        raise Refused("contract_below_nothing", _("The contract would be worth nothing. Nothing was decided."))
    contract.amount_fen += row.amount_fen
    contract.ends_on = row.ends_on or contract.ends_on
    contract.save()
    if row.amount_fen:
        beginning.commit(contract, row.amount_fen, str(row))
    return [(words("The change %(change)s of the contract holds from now on", change=str(row)), _contract(contract))]
