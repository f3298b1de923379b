from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Objective
from golive.apps.requirements.models import FitAnswer, Process, Requirement
from golive.foundation.accounts.models import Department
from golive.foundation.registers.forms import ActionForm, RecordForm


class ProcessForm(RecordForm):
    class Meta:
        model = Process
        fields = ["code", "name", "department", "parent", "description"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _of_the_client(self)
        if self.instance.pk:
            self.fields["parent"].queryset = self.fields["parent"].queryset.exclude(pk=self.instance.pk)


class RequirementForm(RecordForm):
    note = forms.CharField(
        label=_("Why it changes"),
        required=False,
        max_length=300,
        help_text=_("The text has been seen by others: your change becomes the next version, and is signed anew."),
    )

    class Meta:
        model = Requirement
        fields = ["title", "process", "department", "priority", "text", "acceptance"]

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        _of_the_client(self)
        if instance is None or instance.state != Requirement.State.IN_REVIEW:
            del self.fields["note"]


def _of_the_client(form: Any) -> None:
    form.fields["department"].queryset = Department.objects.filter(organisation=form.project.client_id)


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class FitForm(ActionForm):
    answer = forms.ChoiceField(label=_("Fit"), choices=FitAnswer.Answer.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("How it is met"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 5})
    )
    effort_days = forms.DecimalField(
        label=_("Effort (person-days)"), initial=0, min_value=0, max_digits=6, decimal_places=1
    )


class SignForm(forms.Form):
    """The signer confirms the text he has before his eyes; its hash travels with the page."""

    seen_hash = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(label=_("Opinion"), required=False, max_length=500)


class TraceForm(ActionForm):
    objective = forms.ChoiceField(label=_("Objective"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Objective.objects.filter(project=self.project)
        self.fields["objective"].choices = [("", _("None")), *[(o.code, str(o)) for o in rows]]
        self.initial.setdefault("objective", self.record.objective.code if self.record.objective else "")


class ServeForm(ActionForm):
    objectives = forms.MultipleChoiceField(label=_("Objectives"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Objective.objects.filter(project=self.project)
        self.fields["objectives"].choices = [(o.code, str(o)) for o in rows]
        self.initial.setdefault("objectives", [o.code for o in self.record.objectives.all()])
