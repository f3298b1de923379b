"""A rule said no: one exception for every refusal that a person can understand and act on."""

from __future__ import annotations

from typing import Any

from golive.foundation.words import Words


class Refused(Exception):
    """`code` is stable for the API and the tests; `message` is a lazy translation with %(fact)s in it.

    Say what failed, what was kept and what to do next.
    """

    def __init__(self, code: str, message: Any = "", /, **facts: Any):
        super().__init__(code)
        self.code = code
        self._message = message
        self.facts = facts

    @property
    def message(self) -> str:
        text = str(self._message) or self.code
        return text % self.facts if self.facts and "%(" in text else text

    @property
    def words(self) -> Words:
        """The message for readers of any language, to be kept in a row."""
        return Words.of(self._message or self.code, **self.facts)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
