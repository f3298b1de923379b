from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.selection.queries import visible_obligations
from golive.apps.support.models import ServiceLevel, Ticket
from golive.foundation.accounts.models import User
from golive.foundation.registers.forms import ActionForm, RecordForm


class ReportForm(forms.Form):
    title = forms.CharField(label=_("What happened?"), max_length=160)
    priority = forms.ChoiceField(
        label=_("How urgent is it?"), choices=Ticket.Priority.choices, initial="medium", widget=forms.RadioSelect
    )
    photo = forms.FileField(
        label=_("Photo or file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,.pdf,.xlsx,.docx"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Ticket.Kind.choices, initial="fault")
    text = forms.CharField(label=_("Details"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class AssignForm(ActionForm):
    assignee = forms.ModelChoiceField(label=_("Assignee"), queryset=User.objects.all())


class TextForm(ActionForm):
    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}))


class ReopenForm(ActionForm):
    text = forms.CharField(label=_("What is still wrong?"), widget=forms.Textarea(attrs={"rows": 4}))


class ServiceLevelForm(RecordForm):
    hours = forms.DecimalField(label=_("Working hours"), min_value=Decimal("0.1"), max_value=1000, decimal_places=2)

    class Meta:
        model = ServiceLevel
        fields = ["obligation", "measure", "priority", "percent"]

    field_order = ["obligation", "measure", "priority", "hours", "percent"]

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        rows = visible_obligations(self.actor).filter(project=self.project, kind="service_level")
        self.fields["obligation"].queryset = rows.order_by("contract", "id")
        if instance is not None:
            self.initial["hours"] = instance.hours
            self.fields["obligation"].disabled = True
