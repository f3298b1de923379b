from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.following import FOLLOW_UPS
from golive.apps.diagnosis.models import Design, Evaluation, FieldNote, ProcessLog
from golive.apps.diagnosis.providers import PROVIDERS
from golive.apps.governance.models import Objective
from golive.apps.requirements.models import Process
from golive.foundation.accounts.models import Department, User
from golive.foundation.registers.forms import ActionForm, Day, RecordForm


class LogForm(forms.Form):
    upload = forms.FileField(
        label=_("File"),
        help_text=_("XES (also .gz), OCEL (JSON, XML, SQLite), CSV or Excel: one row for each thing that happened."),
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False, help_text=_("Left empty: the file's name."))
    process = forms.CharField(label=_("Process"), max_length=80, help_text=_("Purchasing, order to cash, …"))
    moment = forms.ChoiceField(label=_("Taken"), choices=ProcessLog.Moment.choices)


class RenewForm(forms.Form):
    upload = forms.FileField(label=_("File"))
    whole = forms.ChoiceField(
        label=_("The file holds"),
        choices=[("1", _("everything again: it takes the place of the file before")), ("", _("only what came since"))],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Events that the log has already are left out and accounted for, so deliveries may overlap."),
    )


class TakeForm(forms.Form):
    origin = forms.ChoiceField(label=_("From"))
    name = forms.CharField(label=_("Name"), max_length=120)
    process = forms.CharField(label=_("Process"), max_length=80)
    moment = forms.ChoiceField(label=_("Taken"), choices=ProcessLog.Moment.choices, initial="after")

    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["origin"].choices = [(p.key, p.label) for p in PROVIDERS.values() if p.offered(project)]


class MappingForm(forms.Form):
    """Which column means what. `columns` come from the file."""

    case = forms.MultipleChoiceField(
        label=_("Case"), help_text=_("What the process deals with: the order's number, with its line where needed.")
    )
    activity = forms.MultipleChoiceField(label=_("Activity"), help_text=_("What was done."))
    time = forms.ChoiceField(label=_("Time"), help_text=_("When it was finished."))
    start = forms.ChoiceField(label=_("Begin"), required=False, help_text=_("When it was begun, if the file says so."))
    resource = forms.ChoiceField(label=_("Person"), required=False)
    tz = forms.CharField(label=_("Time zone"), max_length=40)
    time_format = forms.CharField(
        label=_("Form of the time"),
        max_length=40,
        required=False,
        help_text=_("Left empty, the usual forms are tried."),
    )

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("case", "activity"):
            self.fields[name].choices = [(c, c) for c in columns]
        for name in ("time", "start", "resource"):
            none = [] if name == "time" else [("", "—")]
            self.fields[name].choices = [*none, *((c, c) for c in columns)]

    def mapping(self) -> dict[str, Any]:
        return {name: value or None for name, value in self.cleaned_data.items()}


class ConfigForm(forms.Form):
    """What the engine cannot know: its proposal, corrected by those who know the firm."""

    config = forms.CharField(
        label=_("Configuration"), widget=forms.Textarea(attrs={"rows": 24, "class": "mono", "spellcheck": "false"})
    )


class FollowForm(ActionForm):
    kind = forms.ChoiceField(label=_("It becomes"))
    answer = forms.CharField(label=_("What is to be done"), max_length=200)
    decider = forms.ModelChoiceField(queryset=User.objects.all(), required=False, label=_("Who decides (decision)"))
    due = forms.DateTimeField(required=False, label=_("Decided by (decision)"))
    process = forms.ModelChoiceField(queryset=Process.objects.all(), required=False, label=_("Process (requirement)"))
    acceptance = forms.CharField(
        required=False, label=_("Acceptance criteria (requirement)"), widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = forms.ModelChoiceField(queryset=User.objects.all(), required=False, label=_("Who does it (task)"))
    days = forms.IntegerField(required=False, min_value=1, max_value=200, initial=2, label=_("Working days (task)"))

    NEEDS = {"decision": ("decider",), "requirement": ("process", "acceptance"), "task": ("owner", "days")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(f.kind, f.label) for f in FOLLOW_UPS.values()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in self.NEEDS.get(given.get("kind", ""), ()):
            if not given.get(name):
                self.add_error(name, _("This kind needs it."))
        return {k: v for k, v in given.items() if v not in (None, "") or k in ("kind", "answer")}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class NoteForm(RecordForm):
    class Meta:
        model = FieldNote
        fields = ["kind", "day", "department", "with_whom", "text", "log", "finding"]


class DesignForm(forms.ModelForm):
    class Meta:
        model = Design
        fields = ["title", "log", "department", "reason"]

    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["log"].queryset = ProcessLog.objects.filter(project=project, state=ProcessLog.State.READY)
        self.fields["department"].queryset = Department.objects.filter(organisation=project.client_id)


class ConclusionForm(forms.ModelForm):
    class Meta:
        model = Evaluation
        fields = ["conclusion"]


class EvaluationForm(forms.ModelForm):
    class Meta:
        model = Evaluation
        fields = [
            "title",
            "horizon",
            "before",
            "after",
            "go_live",
            "settling_days",
            "objective",
            "measured_from",
            "measured_to",
            "target_days",
        ]
        widgets = {"go_live": Day()}

    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            self.fields[name].queryset = ProcessLog.objects.filter(project=project, state=ProcessLog.State.READY)
        self.fields["objective"].queryset = Objective.objects.filter(project=project)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("measured_from")) != bool(given.get("measured_to")):
            missing = "measured_to" if given.get("measured_from") else "measured_from"
            self.add_error(missing, _("Name both steps, or neither."))
        return given
