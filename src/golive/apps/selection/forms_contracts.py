"""Forms of contracts, payments and procurement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.forms_money import AmountField
from golive.apps.selection import conditions, queries
from golive.apps.selection.models import Contract, Milestone, Obligation, ProcurementItem
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Organisation, Party, User
from golive.foundation.registers.forms import ActionForm, Day, RecordForm


class WithAmount(RecordForm):
    """The amount is kept in fen and written in yuan."""

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        if instance is not None:
            self.initial["amount"] = instance.amount
        if "contract" in self.fields:
            rows = queries.visible_contracts(self.actor).filter(project=self.project)
            self.fields["contract"].queryset = rows if instance else rows.exclude(state=Contract.State.ENDED)


class ContractForm(WithAmount):
    amount = AmountField(label=_("Amount (yuan)"), required=False, help_text=_("Like 125000 or 12.5万"))

    class Meta:
        model = Contract
        fields = [
            "title",
            "vendor",
            "organisation",
            "representative",
            "candidate",
            "cost_class",
            "phase",
            "starts_on",
            "ends_on",
            "terms",
        ]

    field_order = ["title", "vendor", "organisation", "representative", "candidate", "amount", "cost_class", "phase"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [p.pk for p in access.people_as(self.project, Party.VENDOR)]
        self.fields["representative"].queryset = User.objects.filter(pk__in=people).order_by("id")
        self.fields["organisation"].queryset = Organisation.objects.exclude(kind=Organisation.Kind.CLIENT)
        rows = queries.visible_candidates(self.actor).filter(project=self.project)
        self.fields["candidate"].queryset = rows.exclude(stage="dropped")


class RepresentativeForm(ActionForm):
    person = forms.ModelChoiceField(User.objects.all(), label=_("Signs for the vendor"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [p.pk for p in access.people_as(self.project, Party.VENDOR)]
        rows = User.objects.filter(pk__in=people, organisation=self.record.organisation_id)
        self.fields["person"].queryset = rows.order_by("id")  # type: ignore[attr-defined]


class ObligationForm(WithAmount):
    class Meta:
        model = Obligation
        fields = ["contract", "kind", "side", "text", "measure", "due_on"]

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super(WithAmount, self).__init__(*args, instance=instance, **kwargs)
        rows = queries.visible_contracts(self.actor).filter(project=self.project)
        self.fields["contract"].queryset = rows if instance else rows.exclude(state=Contract.State.ENDED)


class MilestoneForm(WithAmount):
    """`condition` offers what the apps know; `reference` what the conditions can be about, of every contract on offer."""

    amount = AmountField(label=_("Amount (yuan)"), help_text=_("Like 125000 or 12.5万"))
    condition = forms.ChoiceField(label=_("Payable when"), choices=conditions.choices)
    reference = forms.ChoiceField(
        label=_("Of what"), required=False, help_text=_("The gate, or the deliverable of this contract.")
    )

    class Meta:
        model = Milestone
        fields = ["contract", "number", "title", "condition", "reference", "planned_on"]

    field_order = ["contract", "number", "title", "amount", "condition", "reference", "planned_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, str] = {"": "—"}
        contracts = self.fields["contract"].queryset.select_related("project").prefetch_related("obligations")
        for contract in contracts:
            for known in conditions.CONDITIONS.values():
                offered |= {key: f"{label}" for key, label in known.references(contract)}
        now = self.initial.get("reference")
        if now and now not in offered:
            offered[now] = now
        self.fields["reference"].choices = list(offered.items())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        known, contract = conditions.CONDITIONS.get(data.get("condition", "")), data.get("contract")
        if known is not None and contract is not None:
            fitting = dict(known.references(contract))
            if fitting and data.get("reference") not in fitting:
                self.add_error("reference", _("Choose what the condition is about."))
            if not fitting:
                data["reference"] = ""
        return data


class ItemForm(WithAmount):
    amount = AmountField(label=_("Amount (yuan)"), required=False, help_text=_("Like 125000 or 12.5万"))

    class Meta:
        model = ProcurementItem
        fields = [
            "name",
            "kind",
            "quantity",
            "supplier",
            "contract",
            "needed_on",
            "ordered_on",
            "expected_on",
            "delivered_on",
        ]

    field_order = ["name", "kind", "quantity", "amount", "supplier", "contract", "needed_on", "ordered_on"]


class NoteForm(ActionForm):
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class RejectForm(ActionForm):
    note = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class PaidForm(ActionForm):
    paid_on = forms.DateField(label=_("Paid on"), widget=Day())
    voucher = forms.CharField(label=_("Voucher"), max_length=80)


class ReceivedForm(ActionForm):
    delivered_on = forms.DateField(label=_("Delivered on"), widget=Day())


class ChangeForm(ActionForm):
    text = forms.CharField(
        label=_("What changes and why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stands in the question, which more people read than this contract: name no amounts here."),
    )
    amount = AmountField(label=_("More (or less) money (yuan)"), required=False)
    ends_on = forms.DateField(label=_("New end"), required=False, widget=Day())
    decider = forms.ModelChoiceField(label=_("Decider"), queryset=User.objects.all())
    deadline = forms.DateTimeField(label=_("Deadline"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sponsors = access.people_as(self.project, Party.SPONSOR)
        self.fields["decider"].queryset = User.objects.filter(pk__in=[p.pk for p in sponsors])
        if len(sponsors) == 1:
            self.initial.setdefault("decider", sponsors[0].pk)
