from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.control.models import Issue, Risk
from golive.foundation.registers.forms import ActionForm, RecordForm


class RiskForm(RecordForm):
    class Meta:
        model = Risk
        fields = [
            "title",
            "cause",
            "category",
            "probability",
            "impact",
            "strategy",
            "response",
            "trigger",
            "owner",
        ]


class ReviewForm(ActionForm):
    probability = forms.IntegerField(label=_("Probability (1–5)"), min_value=1, max_value=5)
    impact = forms.IntegerField(label=_("Impact (1–5)"), min_value=1, max_value=5)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class CloseRiskForm(ActionForm):
    note = forms.CharField(label=_("Why it is over"), max_length=300)


class IssueForm(RecordForm):
    class Meta:
        model = Issue
        fields = ["title", "text", "severity", "department", "owner", "due_on"]


class AnswerForm(ActionForm):
    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}))
