from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.reports import queries
from golive.apps.reports.content import chapters_of
from golive.apps.reports.models import Light, Report
from golive.foundation.accounts.models import User
from golive.foundation.dispatch.models import Robot
from golive.foundation.dispatch.queries import about
from golive.foundation.registers.forms import ActionForm, RecordForm


class ReportForm(RecordForm):
    """What only a person can say: a status, a note, a word to each chapter. The figures are not among it."""

    status = forms.ChoiceField(
        label=_("overall status"),
        required=False,
        choices=[("", _("As the evidence says")), *Light.choices],
        help_text=_("A better status than the evidence bears is shown beside it, in red."),
    )

    class Meta:
        model = Report
        fields = ["status", "note"]
        help_texts = {"note": _("What the sponsor should know, and what you ask of him.")}

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self.chapters = [key for key, _label in chapters_of(instance)] if instance else []
        for key, label in chapters_of(instance) if instance else []:
            self.fields[f"remark_{key}"] = forms.CharField(
                label=_("Remark: %(chapter)s") % {"chapter": label},
                required=False,
                max_length=2000,
                initial=instance.remarks.get(key, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {
            "status": said["status"],
            "note": said["note"],
            "remarks": {key: said[f"remark_{key}"] for key in self.chapters},
        }


NONE = {
    "robots": _("No other group: robots are added under “Group robots”."),
    "people": _("Nobody else has a mail address here: the administrator enters them."),
}


class PassOnForm(ActionForm):
    """Groups and people; whoever had it already is not offered again."""

    robots = forms.ModelMultipleChoiceField(
        Robot.objects.none(),
        label=_("Groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A few lines that every member of the project may see, and the link."),
    )
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("By mail with the PDF"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        had = about(record).values_list("robot_id", "person_id")
        robots, people = {robot for robot, _p in had}, {person for _r, person in had}
        groups = [r.pk for r in queries.groups(record.project) if r.pk not in robots]
        readers = [p.pk for p in queries.readers(record.project) if p.email and p.pk not in people]
        self._offer("robots", Robot.objects.filter(pk__in=groups), lambda r: f"{r} · {r.get_kind_display()}")
        self._offer("people", User.objects.filter(pk__in=readers), lambda p: f"{p} · {p.email}")

    def _offer(self, name: str, rows: Any, label: Any) -> None:
        field: Any = self.fields[name]
        field.queryset, field.label_from_instance = rows, label
        if not rows:
            field.help_text = NONE[name]


class TemplateForm(forms.Form):
    upload = forms.FileField(
        label=_("Word file (.docx)"), widget=forms.FileInput(attrs={"accept": ".docx"}), max_length=150
    )
