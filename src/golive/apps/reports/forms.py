from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.reports.models import Light, WeeklyReport
from golive.foundation.registers.forms import RecordForm


class ReportForm(RecordForm):
    """What only a person can say. The figures are not among it."""

    status = forms.ChoiceField(
        label=_("overall status"),
        required=False,
        choices=[("", _("As the evidence says")), *Light.choices],
        help_text=_("A better status than the evidence bears is shown beside it, in red."),
    )

    class Meta:
        model = WeeklyReport
        fields = ["status", "note"]
        help_texts = {"note": _("What the sponsor should know, and what you ask of him.")}
