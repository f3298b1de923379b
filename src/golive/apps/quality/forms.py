from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.quality.measures import MEASURES
from golive.apps.quality.models import Deliverable, QualityPlan
from golive.foundation.registers.forms import ActionForm, RecordForm


class DeliverableForm(RecordForm):
    class Meta:
        model = Deliverable
        fields = ["code", "title", "kind", "phase", "criteria", "is_contractual", "owner", "reviewer", "due_on"]


class HandOverForm(ActionForm):
    note = forms.CharField(
        label=_("What is handed over"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("The files below belong to the version; attach them first."),
    )


class ReviewForm(ActionForm):
    failing = forms.MultipleChoiceField(
        label=_("Criteria that are not met"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(label=_("What was found"), max_length=3000, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["failing"].choices = [(line, line) for line in self.record.criteria_lines]  # type: ignore[attr-defined]


class AcceptForm(ActionForm):
    seen_hash = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(label=_("Opinion"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_hash"].initial = self.record.content_hash


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class PlanForm(forms.ModelForm):
    class Meta:
        model = QualityPlan
        fields = ["approach", "reserve_days"]


class GoalForm(forms.Form):
    measure = forms.ChoiceField(label=_("Measure"))
    target = forms.DecimalField(label=_("Target"), max_digits=8, decimal_places=2, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [(m.key, m.label) for m in MEASURES.values()]  # type: ignore[attr-defined]
