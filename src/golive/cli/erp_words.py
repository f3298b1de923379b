"""What the embedded ERP's connector says in codes, in the reader's words."""

from __future__ import annotations

from golive.cli.words import _
from golive.connectors.tryton.place import ErpError
from golive.connectors.tryton.sentences import ERRORS, STATES, STEPS

__all__ = ["STATES", "error_words", "step_words"]


def step_words(code: str) -> str:
    return _(STEPS[code])


def error_words(error: ErpError) -> str:
    """The sentence for people, then what the machine said."""
    sentence = ERRORS.get(error.code)
    return f"{_(sentence)}\n{error.text}" if sentence else error.text
