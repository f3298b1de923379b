from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.systems.models import Environment, Operation


class EnvironmentForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=Environment.Kind.choices)
    company = forms.CharField(label=_("Company in the ERP"), max_length=120)


class TuningForm(forms.Form):
    operation = forms.ChoiceField(label=_("Slow spot"), choices=Operation.choices)
    done = forms.CharField(
        label=_("What was done"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("An index, a setting, more memory, a report moved to the night …"),
    )  # fmt: skip


class PaceForm(forms.Form):
    conclusion = forms.CharField(label=_("Conclusion"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}))
