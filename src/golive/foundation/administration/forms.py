from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from golive.foundation.accounts.models import Department, Organisation


class OrganisationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Organisation.objects.filter(name=name).exists():
            raise forms.ValidationError(_("There is an organisation of this name already."))
        return name


class DepartmentForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    parent = forms.ModelChoiceField(
        label=_("Part of"), queryset=Department.objects.none(), required=False, empty_label=_("The whole organisation")
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["parent"].queryset = organisation.departments.all()  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.organisation.departments.filter(name=name).exists():
            raise forms.ValidationError(_("This organisation has a department of this name already."))
        return name


class PersonForm(forms.Form):
    display_name = forms.CharField(label=_("Full name"), max_length=80)
    username = forms.CharField(label=_("Sign-in name"), max_length=150, validators=[UnicodeUsernameValidator()])
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.all())
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        departments: Any = self.fields["department"]
        departments.queryset = Department.objects.select_related("organisation")
        departments.label_from_instance = lambda d: f"{d.organisation} · {d}"

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        department = found.get("department")
        if department and department.organisation != found.get("organisation"):
            self.add_error("department", _("This department belongs to another organisation."))
        return found


class PeopleFilter(forms.Form):
    q = forms.CharField(
        label=_("Name, sign-in name or organisation"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
