"""Forms of the firm's architecture."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan.forms_money import AmountField
from golive.apps.selection import queries
from golive.apps.selection.forms import InSelection
from golive.apps.selection.models import Element, ElementFit
from golive.foundation.registers.forms import RecordForm


class ElementForm(RecordForm):
    class Meta:
        model = Element
        fields = ["code", "kind", "name", "release", "demand", "mandatory", "until", "owner", "note"]


class ElementFitForm(InSelection):
    cost = AmountField(label=_("Cost (yuan)"), required=False, help_text=_("What it takes to make it fit"))

    class Meta:
        model = ElementFit
        fields = ["candidate", "element", "answer", "effort_days", "evidence"]

    field_order = ["candidate", "element", "answer", "effort_days", "cost", "evidence"]

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["element"].queryset = queries.visible_elements(self.actor).filter(project=self.project)
        if instance is not None:
            self.initial["cost"] = instance.cost
