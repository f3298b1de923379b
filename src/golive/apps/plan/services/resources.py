from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from golive.apps.governance import services as governance
from golive.apps.governance.models import Decision
from golive.apps.governance.people import sponsor_for
from golive.apps.plan import engine_io, resources
from golive.apps.plan.models import DAY, BudgetVersion, CostLine, Shortfall
from golive.apps.plan.permissions import may_plan
from golive.foundation import clock
from golive.foundation.accounts.models import Membership, Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

DAYS_TO_DECIDE = 3


@use_case("plan.ask_budget", permission=may_plan, label=_("Ask for approval of the budget"))
def ask_budget(actor: Any, project: Project) -> BudgetVersion:
    """Freeze the budget by phase and cost class and put it to the sponsor; his choice approves or refuses exactly this."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    content = resources.budget_now(project)
    if not content:
        raise Refused("budget_empty", _("There is no budget yet. Book it by phase and cost class first."))
    rows = BudgetVersion.objects.filter(project=project)
    rows.filter(state=BudgetVersion.State.ASKED, decision__state=Decision.State.WITHDRAWN).update(
        state=BudgetVersion.State.WITHDRAWN
    )
    if rows.filter(state=BudgetVersion.State.ASKED).exists():
        raise Refused("budget_pending", _("A budget is waiting for the sponsor's decision already."))
    now = resources.approved_budget(project)
    if now is not None and now.content == content:
        raise Refused("budget_same", _("Exactly this budget is approved already."))
    number = (rows.aggregate(n=Max("number"))["n"] or 0) + 1
    total = sum(r["fen"] for r in content)
    row = BudgetVersion.objects.create(
        project=project, number=number, content=content, total_fen=total, made_by=actor, made_at=clock.now()
    )
    with override(project.language):
        text = gettext("Approve version %(n)s of the budget, ¥%(yuan)s?") % {"n": number, "yuan": _yuan(total)}
        options = [
            {"key": "A", "text": gettext("Approve"), "effect": gettext("This money is committed to the project.")},
            {"key": "B", "text": gettext("Refuse"), "effect": gettext("The budget is to be planned anew.")},
        ]
        background = "\n".join(
            f"{r['name'] or gettext('Of no phase')} · {CostLine.Class(r['cost_class']).label} ¥{_yuan(r['fen'])}"
            for r in content
        )
    row.decision = _asked(actor, project, text, background, options, "plan.approve_budget", row.pk)
    row.save(update_fields=["decision"])
    return row


@use_case("plan.ask_for_person", permission=may_plan, label=_("Ask the sponsor for more of a person"))
def ask_for_person(actor: Any, membership: Membership) -> Shortfall:
    """The plan needs more of somebody than he was promised for: the sponsor gives more of him, or the plan must change."""
    project = membership.project
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    need = next((n for n in resources.needs(project) if n.membership.pk == membership.pk), None)
    if need is None or not need.lacking:
        raise Refused("no_shortfall", _("The plan asks no more of this person than he was promised for."))
    if need.asked is not None:
        raise Refused("shortfall_asked", _("The sponsor has been asked for this person already."))
    percent = min(need.percent, resources.WHOLE)
    row = Shortfall.objects.create(
        project=project,
        membership=membership,
        needed_minutes=need.needed,
        promised_minutes=need.promised,
        percent=percent,
        raised_by=actor,
        raised_at=clock.now(),
    )
    promised, needed, _lacking = need.hours
    with override(project.language):
        facts = {"person": str(membership.person), "percent": percent, "now": membership.availability}
        text = gettext("Give the project %(percent)s%% of %(person)s instead of %(now)s%%?") % facts
        background = gettext(
            "Until %(day)s the plan needs %(needed)s hours of %(person)s; promised are %(promised)s hours."
        ) % {
            "day": resources.last_day(project).isoformat(),
            "needed": round(needed),
            "promised": round(promised),
            "person": str(membership.person),
        }
        options = [
            {"key": "A", "text": gettext("Give more of this person"), "effect": ""},
            {"key": "B", "text": gettext("Give no more: the plan must change"), "effect": ""},
        ]
    row.decision = _asked(actor, project, text, background, options, "plan.give_person", row.pk)
    row.save(update_fields=["decision"])
    return row


def _asked(
    actor: Any, project: Project, text: str, background: str, options: list[dict[str, Any]], act: str, subject: int
) -> Decision:
    decision: Decision = governance.ask_decision(
        actor,
        project,
        question=text[:200],
        background=background,
        options=options,
        decider=sponsor_for(actor, project),
        deadline=engine_io.after(engine_io.calendar(project), clock.now(), DAYS_TO_DECIDE * DAY),
        act=act,
        subject_id=subject,
    )
    return decision


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"
