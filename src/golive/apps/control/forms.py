from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from golive.apps.control.models import Issue, IssueRule, Risk
from golive.apps.control.models.risks import Effect, Likelihood
from golive.apps.plan.models import Task
from golive.foundation.accounts.models import User
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
            "odds_percent",
            "impact_days",
            "impact_yuan",
            "reserve_yuan",
            "strategy",
            "response",
            "trigger",
            "owner",
            "review_on",
        ]


class TieForm(ActionForm):
    tasks = forms.ModelMultipleChoiceField(
        label=_("Tasks it would delay"),
        queryset=Task.objects.filter(is_summary=False),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: it delays go-live itself. What is finished is not offered."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tasks"]
        assert isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None
        own = self.record.tasks.values("pk")
        field.queryset = field.queryset.filter(Q(actual_finish=None) | Q(pk__in=own)).order_by("position")
        field.initial = list(self.record.tasks.values_list("pk", flat=True))


class ReviewForm(ActionForm):
    probability = forms.TypedChoiceField(label=_("Probability (1–5)"), choices=Likelihood.choices, coerce=int)
    impact = forms.TypedChoiceField(label=_("Impact (1–5)"), choices=Effect.choices, coerce=int)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    review_on = forms.DateField(label=_("Look again on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"probability": self.record.probability, "impact": self.record.impact, **(self.initial or {})}


class CloseRiskForm(ActionForm):
    note = forms.CharField(label=_("Why it is over"), max_length=300)


class IssueForm(RecordForm):
    class Meta:
        model = Issue
        fields = ["title", "text", "between", "other_side", "severity", "department", "owner", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["between"].required = False

    def clean_between(self) -> str:
        return str(self.cleaned_data["between"] or Issue.Between.DEPARTMENTS)  # older workbooks have no such column


class AnswerForm(ActionForm):
    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}))


class AskAboutIssueForm(ActionForm):
    option_a = forms.CharField(label=_("Option A"), max_length=200)
    option_b = forms.CharField(label=_("Option B"), max_length=200)
    recommended = forms.ChoiceField(label=_("Recommended"), required=False, choices=[("", "—"), ("A", "A"), ("B", "B")])
    decider = forms.ModelChoiceField(
        label=_("Who decides"), queryset=User.objects.all(), required=False, help_text=_("Left empty: the sponsor.")
    )
    deadline = forms.DateTimeField(label=_("Deadline"))


class IssueRuleForm(forms.ModelForm):
    class Meta:
        model = IssueRule
        exclude = ["project"]


class DismissForm(forms.Form):
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=300)
