from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.foundation.trail import queries


def _picker() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TrailFilter(forms.Form):
    who = forms.ChoiceField(label=_("Person"), required=False)
    action = forms.ChoiceField(label=_("Action"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=_picker())
    about = forms.CharField(required=False, widget=forms.HiddenInput())  # a link from a record fills it
    until = forms.DateField(label=_("To"), required=False, widget=_picker())

    def __init__(self, *args: Any, project: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        everybody = [("", _("All"))]
        self.fields["who"].choices = everybody + queries.people_in(project)  # type: ignore[attr-defined]
        self.fields["action"].choices = everybody + queries.actions_in(project)  # type: ignore[attr-defined]
