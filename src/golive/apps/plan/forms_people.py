"""Forms about people: who is on a task, what it needs, leave, skills."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import Skill
from golive.apps.plan.models.lags import in_days
from golive.foundation.accounts.models import User
from golive.foundation.registers.forms import ActionForm, Day

LEVELS = [(1, _("1: knows it")), (2, _("2: does it alone")), (3, _("3: teaches it"))]


class AssignForm(ActionForm):
    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.all())
    units = forms.IntegerField(label=_("Share of a day (%)"), min_value=1, max_value=100, initial=40)


class NeedsForm(ActionForm):
    skill = forms.ModelChoiceField(label=_("Skill"), queryset=Skill.objects.all(), required=False)
    skill_level = forms.TypedChoiceField(label=_("At least at level"), choices=LEVELS, coerce=int)
    priority = forms.IntegerField(
        label=_("Priority"),
        min_value=0,
        max_value=1000,
        help_text=_("0 gives way first when people are short, 1000 last"),
    )
    may_level = forms.BooleanField(label=_("Levelling may move it"), required=False)
    optimistic_days = forms.DecimalField(
        label=_("Optimistic (days)"), required=False, min_value=0, max_digits=6, decimal_places=2
    )
    pessimistic_days = forms.DecimalField(
        label=_("Pessimistic (days)"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
        help_text=_("With both, the simulation of risk draws the duration between them"),
    )

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        low, high = record.optimistic_minutes, record.pessimistic_minutes
        initial = {
            "skill": record.skill_id,
            "skill_level": record.skill_level,
            "priority": record.priority,
            "may_level": record.may_level,
            "optimistic_days": None if low is None else in_days(low),
            "pessimistic_days": None if high is None else in_days(high),
        }
        super().__init__(*args, record=record, initial=initial, **kwargs)


class LeaveForm(forms.Form):
    first_day = forms.DateField(label=_("First day"), widget=Day())
    last_day = forms.DateField(label=_("Last day"), widget=Day())
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=120,
        help_text=_("Seen by the project manager and the sponsor only"),
    )


class SkillForm(ActionForm):
    name = forms.CharField(label=_("Skill"), max_length=80)


class PersonSkillForm(ActionForm):
    skill = forms.ModelChoiceField(label=_("Skill"), queryset=Skill.objects.all())
    level = forms.TypedChoiceField(label=_("Level"), choices=[*LEVELS, (0, _("0: take it back"))], coerce=int)
