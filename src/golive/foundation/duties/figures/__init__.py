"""Figures, lists, forecast and boards: every figure opens to its rows."""
