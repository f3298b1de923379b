"""Forms of money, time and what is uncertain."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import CostLine, InvoiceRule, Rate
from golive.foundation import clock
from golive.foundation.accounts.models import User
from golive.foundation.registers.forms import ActionForm, Day, RecordForm

UNITS = {"": 1, "元": 1, "万": 10_000, "万元": 10_000, "亿": 10**8, "k": 1_000, "m": 10**6}


class AmountField(forms.Field):
    """Yuan as people write them: 125000, 125,000.50, ¥12.5万, 12.5 万元, -300. Cleaned to a Decimal of yuan."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": "40"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"[\s,，¥￥]", "", str("" if value is None else value)[:40]).replace("−", "-").lower()
        if not text:
            return None
        match = re.fullmatch(r"(-?[0-9]+(?:\.[0-9]+)?)(\D*)", text)
        if match is None or match[2] not in UNITS:
            raise forms.ValidationError(_("Write an amount like 125000 or 12.5万."))
        yuan = Decimal(match[1]) * UNITS[match[2]]
        if yuan != round(yuan, 2):
            raise forms.ValidationError(_("Nothing is smaller than a fen: at most two decimals of a yuan."))
        return yuan.quantize(Decimal("0.01"))


class CostForm(RecordForm):
    amount = AmountField(label=_("Amount (yuan)"), help_text=_("Like 125000 or 12.5万; negative for a credit note"))

    class Meta:
        model = CostLine
        fields = ["kind", "cost_class", "phase", "task", "on", "text", "partner", "voucher"]

    field_order = ["kind", "cost_class", "amount", "on", "text", "phase", "task", "partner", "voucher"]


class RateForm(RecordForm):
    yuan_per_hour = forms.DecimalField(
        label=_("Cost of an hour (yuan)"), min_value=0, max_digits=8, decimal_places=2, widget=forms.NumberInput()
    )

    class Meta:
        model = Rate
        fields = ["person", "valid_from"]

    field_order = ["person", "yuan_per_hour", "valid_from"]

    def validate_constraints(self) -> None:
        """Given again for the same day, the use case replaces the former."""


class InvoiceRuleForm(RecordForm):
    class Meta:
        model = InvoiceRule
        fields = ["supplier", "account", "cost_class", "phase", "leave_out", "note"]


class InvoicesForm(forms.Form):
    since = forms.DateField(label=_("From"))
    seen = forms.CharField(required=False)
    differences = forms.BooleanField(required=False)


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class TimeForm(ActionForm):
    day = forms.DateField(label=_("Day"), widget=Day())
    hours = forms.DecimalField(
        label=_("Hours"),
        min_value=Decimal("0.25"),
        max_value=24,
        max_digits=4,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.25"}),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today(self.project.timezone)


class DeviationForm(ActionForm):
    action = forms.CharField(label=_("Corrective action"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.ModelChoiceField(label=_("Who does it"), queryset=User.objects.all())
    due_on = forms.DateField(label=_("To be done by"))


class MonthForm(forms.Form):
    month = forms.RegexField(label=_("Month"), regex=r"^\d{4}-\d{2}$", widget=forms.TextInput(attrs={"type": "month"}))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
