"""What a project changes in a duty against its method template. The difference stays visible, with who and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.holding.modules import HELD_BY, MODULES
from golive.foundation.duties.holding.rule_texts import checked_rules
from golive.foundation.duties.holding.tailored import Held, held
from golive.foundation.duties.models import Tailoring
from golive.foundation.duties.permissions import may_tailor
from golive.foundation.duties.reasons import need_reason
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

MOST_GRACE = 400  # working hours: ten weeks


@use_case("duties.tailor", permission=may_tailor, label=_("Tailor a duty to the project"))
def tailor(
    actor: Any,
    project: Project,
    *,
    duty_id: str,
    rules: Mapping[str, str] | None = None,
    grace: int | None = None,
    by: str = "",
    modules: Sequence[str] = (),
    included: bool | None = None,
    reason: str,
) -> Tailoring:
    """`rules`: cadence → rule of engines/worktime, such as {"weekly": "weekly thu 17:00"}. Empty values, and those the
    template has too: as in the template. `included`: held although the template leaves the duty out."""
    need_reason(reason)
    template = held(project)
    duty = _duty(template, duty_id, included)
    values: dict[str, Any] = {
        "included": True if duty_id not in template.template else None,
        "rules": checked_rules(duty, rules or {}),
        "grace": None if grace == duty.grace else _grace(grace),
        "by": "" if by == duty.by else _by(by, modules),
        "modules": list(modules) if (by or duty.by) == "module" else [],
    }
    if not any(v not in (None, "", {}, []) for v in values.values()):
        raise Refused("as_in_template", _("This is how the template has it already. Nothing was changed."))
    who = {"reason": reason.strip(), "changed_by": actor, "changed_at": clock.now()}
    row, _made = Tailoring.objects.update_or_create(project=project, duty_id=duty_id, defaults={**values, **who})
    return row


@use_case("duties.reset", permission=may_tailor, label=_("Take a duty back to the template"))
def reset(actor: Any, project: Project, *, duty_id: str) -> Project:
    """The duty is held as the template says; what it was changed to stays in the audit trail."""
    gone, _rows = Tailoring.objects.filter(project=project, duty_id=duty_id).delete()
    if not gone:
        raise Refused("as_in_template", _("This is how the template has it already. Nothing was changed."))
    return project


def _duty(found: Held, duty_id: str, included: bool | None) -> Duty:
    """The duty as the template has it."""
    if duty_id not in DUTIES:
        raise Refused("unknown_duty", _("There is no duty %(duty)s. Nothing was changed."), duty=duty_id)
    if included is False:
        raise Refused(
            "decision_needed",
            _("A duty is switched off only by a recorded decision. Ask for one; nothing was changed."),
        )
    if duty_id not in found.template and not included:
        raise Refused("not_held", _("The template leaves this duty out. Include it first; nothing was changed."))
    return found.template.get(duty_id, DUTIES[duty_id])


def _grace(hours: int | None) -> int | None:
    if hours is not None and not 0 <= hours <= MOST_GRACE:
        raise Refused("grace_out_of_range", _("The grace is between 0 and %(most)s working hours."), most=MOST_GRACE)
    return hours


def _by(by: str, modules: Sequence[str]) -> str:
    if by and by not in HELD_BY:
        raise Refused("held_by_unknown", _("A duty is held by the project, its departments, modules or persons."))
    if by == "module" and (not modules or set(modules) - set(MODULES)):
        raise Refused("modules_needed", _("Choose the modules for which somebody answers. Nothing was changed."))
    return by
