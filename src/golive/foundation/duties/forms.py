"""Forms of duties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.foundation.accounts.models import User
from golive.foundation.duties.models import Letter


class AssignForm(forms.Form):
    accountable = forms.ModelChoiceField(label=_("Accountable person"), queryset=User.objects.none())
    place = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, project: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__project=project, is_active=True).distinct().order_by("id")
        self.fields["accountable"].queryset = people  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class IssueForm(forms.Form):
    note = forms.CharField(
        label=_("What is new in this version (may stay empty)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


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
    to = forms.ModelChoiceField(
        label=_("Laid before"), queryset=User.objects.none(), required=False, empty_label=_("All")
    )
    owner = forms.ModelChoiceField(
        label=_("Owed by"), queryset=User.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(self, project: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__project=project).distinct().order_by("id")
        for name in ("to", "owner"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]


class SignalAnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 2}))


class LetterForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    letter = forms.ChoiceField(
        label=_("Letter"), choices=[(x.value, f"{x.value} · {x.label}") for x in Letter if x != "A"]
    )

    def __init__(self, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class CoverForm(forms.Form):
    """`people`: of the project; `leads`: whoever leads it chooses who is away, others say it of themselves."""

    person = forms.ModelChoiceField(label=_("Who is away"), queryset=User.objects.none())
    stand_in = forms.ModelChoiceField(label=_("Who stands in"), queryset=User.objects.none())
    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Reason (may stay empty)"), required=False, max_length=200)
    duty_ids = forms.MultipleChoiceField(
        label=_("Only for some duties (none chosen: for all)"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, people: Any, duties: list[tuple[str, str]], leads: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "stand_in"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        self.fields["duty_ids"].choices = duties  # type: ignore[attr-defined]
        if not leads:
            self.fields["person"].widget = forms.HiddenInput()
