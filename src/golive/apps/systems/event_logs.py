"""The ERP's own records as event logs of the diagnosis: registered with it when the program starts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.providers import provider
from golive.apps.systems import engine_io


def _runs(project: Any) -> bool:
    return engine_io.is_asked(project)


@provider("tryton.purchase-to-pay", label=_("Purchase to pay, from Tryton"), offered=_runs)
def purchase_to_pay(project: Any) -> Any:
    return engine_io.event_log(project, "purchase-to-pay")


@provider("tryton.order-to-cash", label=_("Order to cash, from Tryton"), offered=_runs)
def order_to_cash(project: Any) -> Any:
    return engine_io.event_log(project, "order-to-cash")
