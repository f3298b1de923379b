from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.control import weighing
from golive.apps.control.models import ChangeRequest
from golive.apps.plan import notation
from golive.apps.plan.models import Task
from golive.foundation.accounts.models import User
from golive.foundation.errors import Refused
from golive.foundation.registers.forms import ActionForm, RecordForm


class ChangeForm(RecordForm):
    class Meta:
        model = ChangeRequest
        fields = ["title", "reason", "refs"]


class _TasksForm(ActionForm):
    """Summaries are named by where they stand; what is finished is not offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("task", "parent"):
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                rows = field.queryset.filter(actual_finish__isnull=True).order_by("position")
                field.queryset = rows.filter(is_summary=name == "parent")


class LengthenForm(_TasksForm):
    task = forms.ModelChoiceField(label=_("Task"), queryset=Task.objects.filter(milestone=False))
    days = forms.DecimalField(
        label=_("Duration it shall have (working days)"), min_value=Decimal("0.25"), max_digits=6, decimal_places=2
    )


class NewTaskForm(_TasksForm):
    name = forms.CharField(label=_("Name of the task"), max_length=200)
    days = forms.DecimalField(
        label=_("Duration (days)"), min_value=0, max_digits=6, decimal_places=2, help_text=_("0: a milestone")
    )
    parent = forms.ModelChoiceField(label=_("Part of"), queryset=Task.objects.all(), required=False)
    waits = forms.CharField(
        label=_("Predecessors"), required=False, max_length=200, help_text=_("Task numbers like 3, 5SS or 7FS+2d")
    )
    holds = forms.CharField(
        label=_("Successors"),
        required=False,
        max_length=200,
        help_text=_("Numbers of the tasks that cannot go on without it; without any it delays nothing"),
    )
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.all(), required=False)
    yuan = forms.DecimalField(
        label=_("Fixed cost (yuan)"), required=False, min_value=0, max_digits=12, decimal_places=2
    )

    def clean_waits(self) -> str:
        return _readable(str(self.cleaned_data["waits"]))

    def clean_holds(self) -> str:
        return _readable(str(self.cleaned_data["holds"]))


def _readable(text: str) -> str:
    try:
        notation.parse(text)
    except Refused as refusal:
        raise forms.ValidationError(refusal.message) from refusal
    return text


class ChangeCostForm(_TasksForm):
    task = forms.ModelChoiceField(label=_("Task"), queryset=Task.objects.all())
    yuan = forms.DecimalField(
        label=_("More fixed cost (yuan)"), max_digits=12, decimal_places=2, help_text=_("Below zero: a saving")
    )


class DecideChangeForm(ActionForm):
    """`seen` comes back from the page, so that nobody decides on figures that have moved meanwhile."""

    approve = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Approve")), ("no", _("Refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weighed = weighing.weigh(self.record)
        self.mark = self.fields["seen"].initial = weighed.mark
        lines = [*weighed.does, *weighed.sentences()]
        self.fields["approve"].help_text = "； ".join(str(s).rstrip("。.") for s in lines)

    def clean_seen(self) -> str:
        """What has changed is shown with the answer, so the next try is made knowing it."""
        seen = str(self.cleaned_data["seen"])
        if seen and seen != self.mark and self.cleaned_data.get("approve"):
            self.data = self.data.copy()
            self.data["seen"] = self.mark
            raise forms.ValidationError(
                _("What the change would do is other than when you opened the page. Read it again; it was not decided.")
            )
        return seen


class RuleForm(forms.Form):
    days = forms.IntegerField(label=_("Working days of go-live or of the end, up to"), min_value=0, max_value=250)
    yuan = forms.DecimalField(label=_("More cost (yuan), up to"), min_value=0, max_digits=12, decimal_places=2)
