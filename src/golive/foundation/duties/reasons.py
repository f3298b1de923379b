"""A reason that stays visible."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from golive.foundation.errors import Refused


def need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("reason_needed", _("A reason is needed, because it stays visible. Nothing was changed."))
