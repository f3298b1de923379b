"""Forms of duties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.foundation.accounts.models import User


class AssignForm(forms.Form):
    accountable = forms.ModelChoiceField(label=_("Accountable person"), queryset=User.objects.none())
    place = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, project: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__project=project, is_active=True).distinct().order_by("id")
        self.fields["accountable"].queryset = people  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class WaiveForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("What is done about it"), widget=forms.Textarea(attrs={"rows": 2}))
    promised_for = forms.DateField(
        label=_("To be done by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class SnoozeForm(forms.Form):
    """`days`: those that may be chosen; the use case judges."""

    until = forms.DateField(label=_("Remind me again on"), widget=forms.Select)
    reason = forms.CharField(label=_("Reason (may stay empty)"), required=False, max_length=200)

    def __init__(self, *args: Any, days: Sequence[date] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.choices = [(day.isoformat(), f"{day:%m-%d}") for day in days]  # type: ignore[attr-defined]


class EscalationFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("open", _("Waiting for an answer")), ("answered", _("Answered")), ("all", _("All"))],
    )
    to = forms.ModelChoiceField(label=_("Laid before"), queryset=User.objects.none(), required=False)
    owner = forms.ModelChoiceField(label=_("Owed by"), queryset=User.objects.none(), required=False)

    def __init__(self, project: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__project=project).distinct().order_by("id")
        for name in ("to", "owner"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
