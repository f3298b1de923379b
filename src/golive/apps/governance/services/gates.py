from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from golive.apps.governance import gates
from golive.apps.governance.acts import as_kept
from golive.apps.governance.gates import CONDITIONS, PASS, STOP
from golive.apps.governance.models import CriterionLimit, CriterionWaiver, Decision, GateReview
from golive.apps.governance.numbering import lock, must_have_reason, next_number
from golive.apps.governance.people import sponsor_for
from golive.apps.governance.permissions import may_ask_for_gate, may_judge_gate, may_set_limit
from golive.apps.governance.services import actions, decisions
from golive.apps.projects import services as projects
from golive.apps.projects.models import Phase
from golive.foundation import clock
from golive.foundation.accounts.models import Project, User
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case
from golive.foundation.words import words

VERDICTS = {PASS: GateReview.Verdict.PASS, CONDITIONS: GateReview.Verdict.CONDITIONS, STOP: GateReview.Verdict.STOP}


@use_case("governance.waive_criterion", permission=may_judge_gate, label=_("Waive a criterion of a gate"))
def waive_criterion(actor: Any, phase: Phase, *, criterion: str, reason: str, until: date) -> CriterionWaiver:
    """Let a gate open in spite of one criterion. The reason is owed, the waiver ends by itself and stays in sight."""
    asked = gates.criterion_of(phase, criterion)
    if asked is None:
        raise Refused("criterion_unknown", _("This gate does not ask for that."))
    if asked.hard:
        raise Refused("criterion_hard", _("This was promised when an earlier gate was passed, and cannot be waived."))
    if not reason.strip():
        raise Refused(
            "reason_missing", _("A waiver needs a reason: it is what others will read when something goes wrong.")
        )
    today = clock.today(phase.project.timezone)
    if until < today:
        raise Refused("waiver_in_the_past", _("The waiver would be over before it begins. Choose a later day."))
    stale = CriterionWaiver.objects.filter(phase=phase, criterion=criterion, ended_at__isnull=True)
    if stale.filter(until__gte=today).exists():
        raise Refused("waived_already", _("This criterion is waived already."))
    stale.update(ended_at=clock.now())
    return CriterionWaiver.objects.create(
        project=phase.project,
        phase=phase,
        criterion=criterion,
        reason=reason.strip(),
        until=until,
        by=actor,
        at=clock.now(),
    )


def _may_end(actor: Any, waiver: CriterionWaiver) -> bool:
    return may_judge_gate(actor, waiver.phase)


@use_case("governance.end_waiver", permission=_may_end, label=_("End a waiver"))
def end_waiver(actor: Any, waiver: CriterionWaiver) -> CriterionWaiver:
    waiver.ended_at = clock.now()
    waiver.save(update_fields=["ended_at"])
    return waiver


@use_case("governance.set_limit", permission=may_set_limit, label=_("Say how much evidence is enough"))
def set_limit(actor: Any, project: Project, *, criterion: str, percent: int, reason: str) -> CriterionLimit:
    """For a criterion that is a share: from which percentage on it is satisfied in this project, and why."""
    found = gates.measured_now(project, criterion)
    if found is None or found.share is None:
        raise Refused("no_share", _("This criterion is not a share, so it has no limit. It can only be waived."))
    if not 0 < percent <= 100:
        raise Refused("limit_range", _("A limit lies between 1 and 100 %."))
    return CriterionLimit.objects.create(
        project=project,
        criterion=criterion,
        percent=percent,
        reason=must_have_reason(reason),
        by=actor,
        at=clock.now(),
    )


@use_case("governance.ask_gate", permission=may_ask_for_gate, label=_("Ask for the gate"))
def ask_gate(actor: Any, phase: Phase, *, deadline: datetime, note: str = "") -> Decision:
    """The project manager says that the phase can be judged; the sponsor's answer is a decision with a deadline."""
    state = gates.gate(phase)
    if phase.state != Phase.State.CURRENT:
        raise Refused("phase_not_current", _("Only the current phase can be passed."))
    if state.asked is not None:
        raise Refused("asked_already", _("The sponsor has been asked already: %(code)s."), code=state.asked.code)
    return decisions.ask_decision(
        actor,
        phase.project,
        question=_question(phase),
        options=_options(phase.project),
        background=note,
        decider=sponsor_for(actor, phase.project),
        deadline=deadline,
        act=gates.ACT,
        subject_id=phase.pk,
    )


@use_case("governance.pass_gate", permission=may_judge_gate, label=_("Pass the gate"))
def pass_gate(actor: Any, phase: Phase, *, note: str = "", conditions: tuple[dict[str, Any], ...] = ()) -> GateReview:
    """Pass the gate of the current phase. Refused, with everything that is missing, while evidence is lacking.

    `conditions`: [{"title", "owner", "due_on", "criterion"}]. One that names a criterion lets it through until it is
    due, and is done only by its evidence. All of them hold the next gate shut while they are open."""
    state = _judged(phase)
    promised = {c.get("criterion") for c in conditions}
    shut = [c for c in state.lacking if c.criterion.hard or c.criterion.code not in promised]
    if shut:
        lacking = "；".join(str(c.criterion.label) for c in shut)
        raise Refused("gate_shut", _("The gate stays shut, and nothing was changed. Missing: %(what)s"), what=lacking)
    if not state.criteria:
        raise Refused("gate_unproved", _("Nothing is asked at this gate, so nothing proves that it can be passed."))
    _check_conditions(phase, conditions)
    choice = CONDITIONS if conditions else PASS
    return _passed(actor, state, choice, note, conditions)


@use_case("governance.stop_gate", permission=may_judge_gate, label=_("Stop at the gate"))
def stop_gate(actor: Any, phase: Phase, *, note: str) -> GateReview:
    """The sponsor says no, or not yet; why is owed. The phase goes on."""
    state = _judged(phase)
    if not note.strip():
        raise Refused("reason_missing", _("Say what has to change before the gate is looked at again."))
    decision = _decided(actor, state, STOP, note.strip())
    decisions._keep(decision, gates.did_stop(phase))
    return _review(actor, state, STOP, note.strip(), decision)


def _judged(phase: Phase) -> gates.GateState:
    """The gate as it stands, while nobody else can pass it: the second of two sponsors finds the phase passed."""
    lock(phase.project)
    phase = Phase.objects.select_for_update(of=("self",)).select_related("project").get(pk=phase.pk)
    if phase.state != Phase.State.CURRENT:
        raise Refused("phase_not_current", _("Only the current phase can be passed."))
    return gates.gate(phase)


def _check_conditions(phase: Phase, conditions: tuple[dict[str, Any], ...]) -> None:
    today = clock.today(phase.project.timezone)
    if any(not str(c["title"]).strip() for c in conditions):
        raise Refused("condition_empty", _("Say what each condition is. Nothing was changed."))
    if any(c["due_on"] < today for c in conditions):
        raise Refused("condition_in_the_past", _("A condition is due today or later. Nothing was changed."))


def _passed(
    actor: Any, state: gates.GateState, choice: str, note: str, conditions: tuple[dict[str, Any], ...]
) -> GateReview:
    decision = _decided(actor, state, choice, note)
    projects.pass_phase(actor, state.phase)
    decisions._keep(decision, gates.did_pass(state.phase))
    review = _review(actor, state, choice, note, decision)
    following = gates.following(state.phase)
    for condition in conditions:
        made = actions._made(
            actor,
            state.phase.project,
            title=condition["title"],
            owner=condition["owner"],
            due_on=condition["due_on"],
            decision=decision,
            blocks=following,
            criterion=condition.get("criterion", ""),
        )
        said = words("%(code)s was given as a condition: %(title)s", code=made.code, title=made.title)
        decisions._keep(decision, [(said, made.get_absolute_url())])
    return review


def _decided(actor: Any, state: gates.GateState, choice: str, note: str) -> Decision:
    """A gate is a decision like any other. The project manager's open question is answered, else one is recorded."""
    known = {"at": clock.now().isoformat(), "effects": _effects(state), "gate": gates.as_kept(state)}
    reason = note or _in_language_of(state.phase.project, _plain_reason)
    if state.asked is not None:
        asked = Decision.objects.select_for_update().get(pk=state.asked.pk)
        if asked.state == Decision.State.DECIDED:  # called by the decision itself
            return asked
        decider: User = actor
        asked.decider = decider
        decisions._settle(asked, choice, reason, known)
        return asked
    now = clock.now()
    return Decision.objects.create(
        project=state.phase.project,
        number=next_number(Decision.objects.filter(project=state.phase.project)),
        question=_question(state.phase),
        options=_options(state.phase.project),
        asked_by=actor,
        asked_at=now,
        decider=actor,
        deadline=now,
        act=gates.ACT,
        subject_id=state.phase.pk,
        state=Decision.State.DECIDED,
        choice=choice,
        reason=reason,
        decided_at=now,
        known=known,
    )


def _effects(state: gates.GateState) -> dict[str, Any]:
    return as_kept(gates.what_it_would_do(state))


def _review(actor: Any, state: gates.GateState, choice: str, note: str, decision: Decision) -> GateReview:
    return GateReview.objects.create(
        project=state.phase.project,
        phase=state.phase,
        verdict=VERDICTS[choice],
        note=note,
        measured=gates.as_kept(state),
        by=actor,
        at=clock.now(),
        decision=decision,
    )


def _in_language_of(project: Project, said: Any) -> Any:
    """The words of a record that people type otherwise are in the language of the project."""
    with override(project.language):
        return said()


def _plain_reason() -> str:
    return now_("The evidence is complete.")


def _question(phase: Phase) -> str:
    return str(
        _in_language_of(
            phase.project, lambda: now_("Gate of “%(phase)s”: may the project go on?") % {"phase": phase.name}
        )
    )[:200]


def _options(project: Project) -> list[dict[str, str]]:
    def said() -> list[dict[str, str]]:
        texts = {PASS: now_("Pass"), CONDITIONS: now_("Pass with conditions"), STOP: now_("Stop")}
        return [{"key": key, "text": text, "effect": ""} for key, text in texts.items()]

    return list(_in_language_of(project, said))
