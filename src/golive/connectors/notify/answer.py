"""How a sending ended. Four ends and no others, because what may be done next hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from golive.connectors.notify.said import SENTENCES

State = Literal["delivered", "refused", "later", "unknown"]
MOST = 200  # characters of what the other side said


@dataclass(frozen=True, slots=True)
class Answer:
    """`delivered`: the other side took it. `refused`: it said no, and will again. `later`: it certainly did not take it,
    and may next time, not before `wait` seconds. `unknown`: nobody knows, so it must not be repeated unasked.

    `code` is a key of `said.SENTENCES`; `facts` fill its sentence.
    """

    state: State
    code: str = "delivered"
    facts: dict[str, str] = field(default_factory=dict)
    wait: int = 0

    def __post_init__(self) -> None:
        if self.code not in SENTENCES:
            raise ValueError(f"there is no sentence for {self.code}")

    @property
    def sentence(self) -> str:
        """English, with %(fact)s in it: to be translated before it is filled."""
        return SENTENCES[self.code]

    def __str__(self) -> str:
        return self.sentence % self.facts


def shortened(text: object) -> str:
    """One line of what another program said, for a sentence."""
    line = " ".join(str(text).split())
    return line if len(line) <= MOST else line[: MOST - 1] + "…"
