from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import notation
from golive.apps.plan.models import Difficulty, LagKind, Link, Task
from golive.foundation.errors import Refused
from golive.foundation.registers.forms import ActionForm, RecordForm


class TaskForm(RecordForm):
    days = forms.DecimalField(
        label=_("Duration (days)"),
        min_value=0,
        max_digits=6,
        decimal_places=2,
        initial=Decimal(1),
        help_text=_("0: a milestone"),
    )
    predecessors = forms.CharField(
        label=_("Predecessors"),
        required=False,
        help_text=_("Task numbers like 3, 5SS, 7FS+2d or 9SS+50%; a lead is 7FS-1d"),
    )

    class Meta:
        model = Task
        fields = [
            "name",
            "parent",
            "phase",
            "owner",
            "party",
            "go_live",
            "constraint",
            "constraint_at",
            "deadline",
            "note",
        ]

    field_order = ["name", "parent", "days", "predecessors", "owner", "party", "phase"]

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        if instance is not None:
            self.initial |= {"days": instance.days, "predecessors": instance.predecessors}
            self.fields["days"].required = not instance.is_summary
            parents = self.fields["parent"]
            assert isinstance(parents, forms.ModelChoiceField) and parents.queryset is not None
            parents.queryset = parents.queryset.exclude(pk=instance.pk)

    def clean_predecessors(self) -> str:
        text = str(self.cleaned_data["predecessors"])
        try:
            notation.parse(text)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return text

    def _post_clean(self) -> None:
        """The rules of the row hold for what the use case will write, which knows more than this form."""
        if "constraint" in self.cleaned_data and self.cleaned_data["constraint"] in ("ASAP", "ALAP"):
            self.cleaned_data["constraint_at"] = None
        super()._post_clean()

    def validate_constraints(self) -> None:
        """One go-live a project: the use case takes the mark from the former milestone."""

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        return found if found["days"] is None else found | {"milestone": found["days"] == 0}


class LinkForm(ActionForm):
    pred = forms.ModelChoiceField(label=_("Predecessor"), queryset=Task.objects.all())
    type = forms.ChoiceField(label=_("Link"), choices=Link.Type.choices)
    lag = forms.DecimalField(
        label=_("Lag (days or per cent)"),
        initial=Decimal(0),
        max_digits=6,
        decimal_places=2,
        help_text=_("Negative: a lead"),
    )
    lag_kind = forms.ChoiceField(label=_("Lag counted in"), choices=LagKind.choices)


class DifficultyForm(ActionForm):
    text = forms.CharField(label=_("What is harder"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    new_remaining_days = forms.DecimalField(
        label=_("Working days left, by your new estimate"), min_value=Decimal("0.25"), max_digits=6, decimal_places=2
    )


class AnswerForm(ActionForm):
    answer = forms.ChoiceField(label=_("Answer"), choices=Difficulty.Answer.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ProgressForm(forms.Form):
    """Short enough to be filled in standing up; `started` and `finished` only when it was not now."""

    percent = forms.IntegerField(
        label=_("Done (%)"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": 5}),
    )
    remaining_days = forms.DecimalField(
        label=_("Working days left"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
        help_text=_("Only if the estimate changed"),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)
    started = forms.DateTimeField(
        label=_("Started"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    finished = forms.DateTimeField(
        label=_("Finished"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class BaselineForm(forms.Form):
    name = forms.CharField(label=_("Name"), required=False, max_length=80)
    deadline = forms.DateTimeField(
        label=_("To be decided by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Three working days from now, if left empty"),
    )
