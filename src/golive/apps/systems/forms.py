from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.systems.models import Environment


class EnvironmentForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=Environment.Kind.choices)
    company = forms.CharField(label=_("Company in the ERP"), max_length=120)
