"""By which rules invoices of the ERP become costs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import costs
from golive.apps.plan.forms_money import InvoiceRuleForm
from golive.apps.plan.models import InvoiceRule
from golive.apps.plan.permissions import may_view_costs
from golive.foundation.registers.declare import Column, Register
from golive.foundation.registers.filters import Choice, Search

INVOICE_RULES = Register(
    name="invoice_rules",
    app="plan",
    model=InvoiceRule,
    visible=costs.visible_invoice_rules,
    permission=may_view_costs,
    label=_("Rules for invoices"),
    one=_("rule for invoices"),
    columns=[
        Column("id", _("No."), kind="text", link=True, sort=True),
        Column("supplier"),
        Column("account"),
        Column("cost_class"),
        Column("phase"),
        Column("leave_out"),
        Column("note"),
    ],
    filters=[Search("supplier", "account", "note"), Choice("cost_class")],
    order="id",
    key="id",
    form=InvoiceRuleForm,
    create="plan.add_invoice_rule",
    edit="plan.edit_invoice_rule",
    comments=False,
    icon="coin",
    empty=_("No rule yet: without one no invoice of the ERP is a cost of this project."),
)
