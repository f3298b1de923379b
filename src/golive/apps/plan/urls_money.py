"""Addresses of money, odds and the plan check; part of urls.py."""

from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.plan.registers_invoices import INVOICE_RULES
from golive.apps.plan.registers_money import COSTS, DEVIATIONS, RATES, TIMES
from golive.apps.plan.registers_resources import BUDGETS, SHORTFALLS
from golive.apps.plan.views import invoices, judgement, money, resources

urlpatterns = [
    path("cost_sheet/", money.cost_sheet, name="cost_sheet"),
    path("cost_sheet/confirm/", money.confirm_costs, name="confirm_costs"),
    path("earned_value/", money.earned_value, name="earned_value"),
    path("risk/", judgement.risk, name="risk"),
    path("risk/simulate/", require_POST(judgement.ask_simulation), name="ask_simulation"),
    path("check/", judgement.check, name="check"),
    path("resources/", resources.resources, name="resources"),
    path("resources/budget/", require_POST(resources.ask_budget), name="ask_budget"),
    path("resources/people/<int:pk>/", require_POST(resources.ask_for_person), name="ask_for_person"),
    *BUDGETS.urls(),
    *SHORTFALLS.urls(),
    path("invoices/", invoices.take_invoices, name="take_invoices"),
    *INVOICE_RULES.urls(),
    *COSTS.urls(),
    *RATES.urls(),
    *TIMES.urls(),
    *DEVIATIONS.urls(),
]
