"""Forms of a selection."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.forms_money import AmountField
from golive.apps.requirements.models import Requirement
from golive.apps.selection import queries
from golive.apps.selection.models import (
    Assessment,
    BidLine,
    Candidate,
    CandidateFit,
    Criterion,
    DemoStep,
    Evaluator,
    Reference,
    Selection,
)
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Organisation, Party, User
from golive.foundation.registers.forms import ActionForm, RecordForm

OVER = (Selection.State.DECIDED, Selection.State.GIVEN_UP)


class SelectionForm(RecordForm):
    class Meta:
        model = Selection
        fields = ["title", "purpose", "weighting", "scores_until", "bids_open_at", "years", "discount"]


class InSelection(RecordForm):
    """A record of one selection: only those that run are offered, and where there is one, it is chosen already."""

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        if "selection" in self.fields:
            rows = queries.visible_selections(self.actor).filter(project=self.project)
            self.fields["selection"].queryset = rows = rows if instance else rows.exclude(state__in=OVER)
            if instance is None and len(rows) == 1:
                self.initial.setdefault("selection", rows[0].pk)
        if "candidate" in self.fields:
            here = queries.visible_candidates(self.actor).filter(project=self.project)
            self.fields["candidate"].queryset = here if instance else here.exclude(stage=Candidate.Stage.DROPPED)
        if "requirement" in self.fields:
            rows = Requirement.objects.filter(project=self.project).exclude(state=Requirement.State.WITHDRAWN)
            self.fields["requirement"].queryset = rows.order_by("code")


class CandidateForm(InSelection):
    class Meta:
        model = Candidate
        fields = ["selection", "product", "vendor", "organisation", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(kind=Organisation.Kind.VENDOR)


class CriterionForm(InSelection):
    class Meta:
        model = Criterion
        fields = ["selection", "name", "parent", "source", "weight", "meaning"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = queries.visible_criteria(self.actor).filter(project=self.project)
        self.fields["parent"].queryset = rows.exclude(pk=self.instance.pk)


class EvaluatorForm(InSelection):
    class Meta:
        model = Evaluator
        fields = ["selection", "person"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outside = {p.pk for p in access.people_as(self.project, Party.VENDOR)}
        self.fields["person"].queryset = self.fields["person"].queryset.exclude(pk__in=outside)


class FitForm(InSelection):
    class Meta:
        model = CandidateFit
        fields = ["candidate", "requirement", "answer", "note"]


class StepForm(InSelection):
    class Meta:
        model = DemoStep
        fields = ["selection", "number", "text", "expected", "requirement"]


class ReferenceForm(InSelection):
    class Meta:
        model = Reference
        fields = ["candidate", "customer", "scale", "contact", "held_on", "answers", "rating"]


class BidForm(InSelection):
    amount = AmountField(label=_("Amount (yuan)"), help_text=_("Of one year; like 125000 or 12.5万"))

    class Meta:
        model = BidLine
        fields = ["candidate", "kind", "text", "first_year", "last_year", "growth"]

    field_order = ["candidate", "kind", "text", "amount", "first_year", "last_year", "growth"]

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        if instance is not None:
            self.initial["amount"] = instance.amount

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if (data.get("last_year") or 0) < (data.get("first_year") or 0):
            data["last_year"] = data.get("first_year")
        return data


class AssessmentForm(InSelection):
    class Meta:
        model = Assessment
        fields = ["candidate", *Assessment.ASPECTS, "effort_days", "findings"]


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ShortlistForm(ActionForm):
    reason = forms.CharField(label=_("Why it is on the short list"), max_length=300, required=False)


class AskChoiceForm(ActionForm):
    decider = forms.ModelChoiceField(label=_("Decider"), queryset=User.objects.all())
    deadline = forms.DateTimeField(label=_("Deadline"))
    reason = forms.CharField(
        label=_("Recommendation of the committee"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody of the client's side who reads decisions can read it: name no amounts and no scores."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sponsors = access.people_as(self.project, Party.SPONSOR)
        self.fields["decider"].queryset = User.objects.filter(pk__in=[p.pk for p in sponsors])
        if len(sponsors) == 1:
            self.initial.setdefault("decider", sponsors[0].pk)


class DeclareForm(ActionForm):
    conflict = forms.TypedChoiceField(
        label=_("Conflict of interest"),
        choices=[("no", _("None: nothing ties me to any of the vendors")), ("yes", _("Yes: I shall not score"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    interest = forms.CharField(
        label=_("What ties you to a vendor"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Former employment, shares, relatives, gifts. What is no conflict may be written down here as well."
        ),
    )


class AgreeForm(forms.Form):
    candidate = forms.IntegerField(widget=forms.HiddenInput)
    criterion = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.DecimalField(label=_("Agreed score"), min_value=0, max_value=5, max_digits=3, decimal_places=1)
    reason = forms.CharField(label=_("Reason"), max_length=500)
