"""Ready-made rules, mappings and cleaning for a kind of legacy system: the start that people adapt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
STANDARD = "invoicing_2009"
OBJECTS = ("customers", "suppliers", "products", "stock")


@dataclass(frozen=True, slots=True)
class Standard:
    """What one data object starts with. `preparation`: columns {name: {zh, en}}, cleaning {column: [kinds]}, group
    (the column by which a value is corrected for many at once), synonyms {column: {before: after}}, duplicates (match
    keys), totals (control totals), count {book, counted} for stock, after [objects] that are loaded before."""

    key: str
    rules: str
    mapping: str
    preparation: dict[str, Any]


def standard(folder: Path, key: str) -> Standard:
    def text(kind: str) -> str:
        return (folder / f"{key}.{kind}.yaml").read_text("utf-8")

    return Standard(key, text("rules"), text("mapping"), yaml.safe_load(text("preparation")))


def standards(name: str = STANDARD) -> list[Standard]:
    """The objects of a named standard in order of dependence."""
    return [standard(FOLDER / name, key) for key in OBJECTS]
