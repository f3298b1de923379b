"""Typed risks of ERP projects, to be picked into the register of a project."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TEXTS = ("title", "cause", "trigger", "response")


@dataclass(frozen=True, slots=True)
class Typed:
    """`words`: language → title, cause, trigger, response."""

    key: str
    category: str
    probability: int
    impact: int
    strategy: str
    words: dict[str, dict[str, str]]

    @property
    def source(self) -> str:
        """What a risk made from it remembers."""
        return f"library:{self.key}"

    def text(self, language: str) -> dict[str, str]:
        return self.words["zh" if language.startswith("zh") else "en"]


@cache
def library() -> dict[str, Typed]:
    """By key, in the order of the file."""
    rows: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("risks.yaml").read_text("utf8"))
    return {
        r["key"]: Typed(r["key"], r["category"], r["p"], r["i"], r["strategy"], {"zh": r["zh"], "en": r["en"]})
        for r in rows
    }
