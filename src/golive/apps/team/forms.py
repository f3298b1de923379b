from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.team.models import LearningGoal, Position
from golive.foundation.accounts.models import User
from golive.foundation.registers.forms import ActionForm, RecordForm


class PositionForm(RecordForm):
    class Meta:
        model = Position
        fields = ["title", "party", "department", "skill", "level", "share", "needed_on", "reason"]


class ProposeForm(ActionForm):
    person = forms.ModelChoiceField(queryset=User.objects.all(), required=False, label=_("Member of the project"))
    name = forms.CharField(label=_("Or somebody from outside"), max_length=80, required=False)
    note = forms.CharField(label=_("What speaks for him"), max_length=500, required=False)


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class GoalForm(RecordForm):
    class Meta:
        model = LearningGoal
        fields = ["person", "skill", "level", "how", "due_on"]


class NoteForm(ActionForm):
    text = forms.CharField(label=_("What was done"), max_length=500)


class WordsForm(forms.Form):
    text = forms.CharField(label=_("Words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class OpenForm(ActionForm):
    person = forms.ModelChoiceField(queryset=User.objects.all(), label=_("Person"))
    quarter = forms.CharField(label=_("Quarter"), max_length=7, help_text=_("Like 2026-Q4"))


class ThanksForm(ActionForm):
    person = forms.ModelChoiceField(queryset=User.objects.all(), label=_("Who"))
    text = forms.CharField(label=_("What for"), max_length=500)
