from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.reports.content import chapters_of
from golive.apps.reports.models import Light, Report
from golive.foundation.registers.forms import RecordForm


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


class TemplateForm(forms.Form):
    upload = forms.FileField(
        label=_("Word file (.docx)"), widget=forms.FileInput(attrs={"accept": ".docx"}), max_length=150
    )
