from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.acts import ACTS, KNOWN, WHAT_IFS, Did, as_kept, effects_of, mark_of
from golive.apps.governance.models import Decision, Delegation, Outcome
from golive.apps.governance.numbering import lock, must_be_member, must_have_reason, next_number
from golive.apps.governance.permissions import may_ask, may_decide, may_delegate, may_withdraw
from golive.foundation import clock
from golive.foundation.accounts.models import Project, User
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import Words, words


@use_case("governance.ask_decision", permission=may_ask, label=_("Ask for a decision"))
def ask_decision(
    actor: Any,
    project: Project,
    *,
    question: str,
    options: list[dict[str, Any]],
    decider: User,
    deadline: datetime,
    background: str = "",
    act: str = "",
    subject_id: int | None = None,
    recommended: str = "",
) -> Decision:
    """Put a question with at least two options to a member who can decide it."""
    if len(options) < 2 or len({o["key"] for o in options}) < len(options):
        raise Refused("options_missing", _("A decision needs at least two different options."))
    must_be_member(decider, project)
    if act and act not in ACTS:
        raise Refused("act_unknown", _("Nothing is known to be set going by “%(act)s”."), act=act)
    if recommended and recommended not in {o["key"] for o in options}:
        raise Refused("choice_unknown", _("Choose one of the options."))
    if any(o["what_if"]["kind"] not in WHAT_IFS for o in options if o.get("what_if")):
        raise Refused("what_if_unknown", _("No engine knows how to compute this effect. Nothing was asked."))
    lock(project)
    made = Decision.objects.create(
        project=project,
        number=next_number(Decision.objects.filter(project=project)),
        question=question,
        background=background,
        options=options,
        asked_by=actor,
        asked_at=clock.now(),
        decider=decider,
        deadline=deadline,
        act=act,
        subject_id=subject_id,
        recommended=recommended,
    )
    if decider != actor:
        _tell(decider, made, words("%(code)s waits for your decision: %(question)s", **_named(made)))
    return made


@use_case("governance.decide", permission=may_decide, label=_("Decide"))
def decide(actor: Any, decision: Decision, *, choice: str, reason: str, seen: str = "") -> Decision:
    """Choose one option, once, with a reason; what hangs on it happens in the same moment. `seen`: the code of the
    effects that stood on the page. What the decider knew stays with the decision."""
    # The project before the question, as wherever both are locked. The lock lets the second of two deciders wait; he then finds the question closed, or handed on to the first.
    lock(decision.project)
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    _open(decision)
    if actor.pk != decision.decider_id:
        raise Refused(
            "handed_on",
            _("This question has been handed on to %(person)s. Nothing was decided."),
            person=str(decision.decider),
        )
    if choice not in {o["key"] for o in decision.options}:
        raise Refused("choice_unknown", _("Choose one of the options."))
    reason = must_have_reason(reason)
    effects = effects_of(decision)
    if seen and seen != mark_of(effects):
        raise Refused(
            "effect_changed",
            _("What it would do is other than when you opened the page. Read it again; nothing was decided."),
        )
    evidence = KNOWN[decision.act](decision) if decision.act in KNOWN else {}
    _settle(decision, choice, reason, {"at": clock.now().isoformat(), "effects": as_kept(effects), **evidence})
    if decision.act:
        _keep(decision, ACTS[decision.act](actor, decision, choice))
    if decision.asked_by_id != actor.pk:
        text = words("%(code)s is decided: %(choice)s", choice=decision.chosen_text, **_named(decision))
        _tell(decision.asked_by, decision, text)
    return decision


@use_case("governance.delegate_decision", permission=may_delegate, label=_("Hand the question on"))
def delegate_decision(actor: Any, decision: Decision, *, to: User, reason: str) -> Decision:
    """Another member decides from now on; the deadline stays, and so does the line that says who handed it on."""
    decision = Decision.objects.select_for_update(of=("self",)).select_related("decider", "project").get(pk=decision.pk)
    _open(decision)
    reason = must_have_reason(reason)
    must_be_member(to, decision.project)
    if to.pk == decision.decider_id:
        raise Refused("decides_already", _("%(person)s decides it already. Nothing was changed."), person=str(to))
    if not may_ask(to, decision.project):
        raise Refused("decider_outside", _("Only somebody of the client's own side decides. Nothing was changed."))
    Delegation.objects.create(decision=decision, giver=decision.decider, taker=to, reason=reason[:300], at=clock.now())
    decision.decider = to
    decision.save(update_fields=["decider"])
    _tell(to, decision, words("%(code)s waits for your decision: %(question)s", **_named(decision)))
    return decision


@use_case("governance.withdraw_decision", permission=may_withdraw, label=_("Withdraw the question"))
def withdraw_decision(actor: Any, decision: Decision) -> Decision:
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    _open(decision)
    decision.state = Decision.State.WITHDRAWN
    decision.save(update_fields=["state"])
    return decision


def _settle(decision: Decision, choice: str, reason: str, known: dict[str, Any]) -> None:
    decision.state, decision.choice, decision.known = Decision.State.DECIDED, choice, known
    decision.reason, decision.decided_at = reason, clock.now()
    decision.save(update_fields=["state", "choice", "reason", "decided_at", "known"])


def _keep(decision: Decision, did: Did | None) -> None:
    """What it set going, for whoever asks later."""
    now = clock.now()
    Outcome.objects.bulk_create(
        [Outcome(decision=decision, text=said.to_json(), url=url[:200], at=now) for said, url in did or []]
    )


def _open(decision: Decision) -> None:
    if decision.state == Decision.State.DECIDED:
        raise Refused(
            "decided_already",
            _("%(person)s has decided this question already. A decision is never changed: ask a new one instead."),
            person=str(decision.decider),
        )
    if decision.state == Decision.State.WITHDRAWN:
        raise Refused("withdrawn", _("This question has been withdrawn. Nothing was changed."))


def _named(decision: Decision) -> dict[str, str]:
    return {"code": decision.code, "question": decision.question}


def _tell(person: Any, decision: Decision, text: Words) -> None:
    url = decision.get_absolute_url()
    send(person, kind="governance.decision", text=text, url=url, project=decision.project)
