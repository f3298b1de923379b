"""Formulas as the engine for expressions reckons them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from golive.engines.migration.expression import ExpressionError, expression


def calculated(rest: str, figures: Mapping[str, Decimal]) -> Decimal | None:
    """The value, or None where it cannot be reckoned (division by nought, no number)."""
    try:
        found = expression(rest)({name: str(value) for name, value in figures.items()})
    except ExpressionError:
        return None
    return found if isinstance(found, Decimal) and found.is_finite() else None
