"""What can go wrong with a backup, in words that can be translated."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """`message` is a lazy translation with %(fact)s in it."""

    def __init__(self, message: Any, **facts: Any) -> None:
        super().__init__(message, facts)
        self._message, self._facts = message, facts

    def __str__(self) -> str:
        text = str(self._message)
        return text % self._facts if self._facts else text


class Damaged(Problem):
    """The archive is not what was written, or the key is not the one it was written with."""


class Impossible(Problem):
    """It was not even begun: what is missing or in the way, and what to do."""
