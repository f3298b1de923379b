"""What every gate asks, whatever the apps ask: the method's duties, its deliverables, promises of earlier gates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.criteria import CRITERIA, Criterion, Measured, Missing, Owed, deliverables_of
from golive.apps.governance.models import Action, CriterionWaiver
from golive.apps.projects.models import Phase
from golive.apps.projects.queries import gate_duties, phase_kind
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.states import DONE, State
from golive.foundation.words import Words, words

SETTLED = {*DONE, State.WAIVED, State.WITHDRAWN, State.UNCONNECTED}
BY_THE_GATE = {"S5"}  # proved by passing the gate, so no gate can ask for it beforehand


class Asked:
    """What the gates of some phases ask by themselves; the rows of all of them are read once."""

    def __init__(
        self, project: Project, phases: Iterable[Phase], measured: Callable[[Criterion], Measured] | None = None
    ) -> None:
        self.project, self.phases = project, list(phases)
        self.measured = measured or (lambda criterion: criterion.measure(project))
        duties = {d for p in self.phases for d in gate_duties(project, p.key)} - BY_THE_GATE
        rows = Obligation.objects.filter(project=project, duty_id__in=duties) if duties else Obligation.objects.none()
        self.obligations = list(rows.values_list("duty_id", "key", "state"))
        promised = Action.objects.filter(blocks__in=self.phases).select_related("owner", "project")
        self.promised: dict[int, list[Action]] = defaultdict(list)
        for action in promised.order_by("due_on", "id"):
            self.promised[action.blocks_id].append(action)
        self.lapsed = _lapsed(project)

    def of(self, phase: Phase) -> list[Criterion]:
        """Those that have something to say of this phase. `measure` is bound to it, so the code names it. Duties that
        are not reckoned yet, or not connected to anything, prove nothing and hold nothing shut."""
        wanted = self._duties(phase)
        said = {
            "duties": any(d in wanted and state != State.UNCONNECTED for d, _key, state in self.obligations),
            "deliverables": bool(owed(phase)),
            "conditions": bool(self.promised[phase.pk]),
            "waivers": bool(self._over(phase)),
        }
        return [self._bound(code, phase) for code, speaks in said.items() if speaks]

    def _bound(self, code: str, phase: Phase) -> Criterion:
        measure: dict[str, Callable[[Phase], Measured]] = {
            "duties": self.duties_met,
            "deliverables": deliverables_accepted,
            "conditions": self.conditions_met,
            "waivers": self.waivers_settled,
        }
        name = f"{code}:{phase.key}"
        return Criterion(name, (phase.key,), NAMES[code], lambda _project: measure[code](phase), hard=code in HARD)

    def _duties(self, phase: Phase) -> list[str]:
        return [d for d in gate_duties(self.project, phase.key) if d not in BY_THE_GATE]

    def _over(self, phase: Phase) -> list[CriterionWaiver]:
        return [w for w in self.lapsed if w.phase.order < phase.order]

    def duties_met(self, phase: Phase) -> Measured:
        """The duties that the method names for this gate: nothing of them that belongs to the phase is open, and nothing
        that was due is overdue. What nothing proves yet is said, and holds no gate shut."""
        wanted, kind = self._duties(phase), phase_kind(self.project, phase.key)
        states: dict[str, set[str]] = defaultdict(set)
        for duty, key, state in self.obligations:
            if key == kind or state == State.OVERDUE:
                states[duty].add(state)
        bare = [d for d in wanted if not states[d] or states[d] == {State.UNCONNECTED}]
        missing = [d for d in wanted if not states[d] <= SETTLED]
        judged = len(wanted) - len(bare)
        met = judged - len(missing)
        value = words("%(met)s of %(all)s duties met", met=met, all=judged)
        if bare:
            value = words("%(value)s; not proved by anything: %(bare)s", value=value, bare="、".join(bare))
        rows = [
            Missing(
                words("%(duty)s %(title)s", duty=d, title={"zh": DUTIES[d].title.zh, "en": DUTIES[d].title.en}),
                reverse("duties:duty", kwargs={"project": self.project.code, "duty": d}),
            )
            for d in missing
        ]
        page = reverse("duties:matrix", kwargs={"project": self.project.code})
        return Measured(not missing, value, rows, page, f"{met} / {judged}", 100 * met / judged if judged else 100.0)

    def conditions_met(self, phase: Phase) -> Measured:
        """What the sponsor asked for when he let an earlier gate through."""
        rows = self.promised[phase.pk]
        open_ = [a for a in rows if a.state == Action.State.OPEN]
        value = words("%(done)s of %(all)s done", done=len(rows) - len(open_), all=len(rows))
        missing = [
            Missing(words("%(action)s · %(owner)s", action=str(a), owner=str(a.owner)), a.get_absolute_url())
            for a in open_
        ]
        page = reverse("governance:actions", kwargs={"project": self.project.code})
        return Measured(not open_, value, missing, page, f"{len(rows) - len(open_)} / {len(rows)}")

    def waivers_settled(self, phase: Phase) -> Measured:
        """A waiver lets an earlier gate through for a time. When it is over, its evidence is owed again, here."""
        rows, missing = self._over(phase), []
        for waiver in rows:
            if not self.measured(CRITERIA[waiver.criterion]).ok:
                facts = {"what": Words.of(CRITERIA[waiver.criterion].label), "day": waiver.until.isoformat()}
                page = reverse("governance:gate", kwargs={"project": self.project.code, "pk": waiver.phase_id})
                missing.append(Missing(words("%(what)s: waived until %(day)s only", **facts), page))
        done = len(rows) - len(missing)
        value = words("%(settled)s of %(all)s settled", settled=done, all=len(rows))
        here = reverse("governance:gates", kwargs={"project": self.project.code})
        return Measured(not missing, value, missing, here, f"{done} / {len(rows)}")


def owed(phase: Phase) -> list[Owed]:
    """The deliverables of the phase, empty while nobody keeps them."""
    return deliverables_of(phase.project, phase.key) or []


def deliverables_accepted(phase: Phase) -> Measured:
    rows = owed(phase)
    open_ = [r for r in rows if not r.accepted]
    value = words("%(done)s of %(all)s accepted", done=len(rows) - len(open_), all=len(rows))
    missing = [Missing(Words.of(r.name), r.url) for r in open_]
    share = 100 * (len(rows) - len(open_)) / len(rows)
    return Measured(not open_, value, missing, figure=f"{len(rows) - len(open_)} / {len(rows)}", share=share)


def _lapsed(project: Project) -> list[CriterionWaiver]:
    """Waivers of gates that were passed, not ended by anybody, and over by now; the last of each criterion."""
    rows = CriterionWaiver.objects.filter(
        project=project,
        phase__state=Phase.State.PASSED,
        ended_at__isnull=True,
        until__lt=clock.today(project.timezone),
    )
    last = {w.criterion: w for w in rows.select_related("phase").order_by("id")}
    return [w for w in last.values() if w.criterion in CRITERIA]


NAMES: dict[str, Any] = {
    "duties": _("Duties that the method asks for"),
    "deliverables": _("Deliverables accepted"),
    "conditions": _("Conditions of the gate before"),
    "waivers": _("What was waived for a time"),
}
HARD = {"conditions", "waivers"}
