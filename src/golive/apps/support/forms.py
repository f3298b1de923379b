from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.support.models import Ticket
from golive.foundation.accounts.models import User
from golive.foundation.registers.forms import ActionForm


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
