"""One canonical form of JSON, so that the same content always has the same hash.

Sorted keys, separators without blanks, no ASCII escapes, UTF-8. A float is written in its shortest form (as Python and
JavaScript do); money and quantities belong in Decimal, which is written as text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal


def plain(value: object) -> object:
    """The value in JSON's own types: Decimal -> plain decimal string, date and datetime -> ISO 8601, tuple -> list.

    Raises TypeError for an unknown type, ValueError for a mapping key that is not text."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("keys of evidence must be text")
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (bytes, bytearray)):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: Decimal("1.50") and Decimal("1.5") are the same amount."""
    if not value.is_finite():
        raise ValueError("not a finite number")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def canonical_json(value: object) -> str:
    """The canonical text of a value."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_hash(value: object) -> str:
    """sha256 (hex) over the canonical text in UTF-8."""
    return hashlib.sha256(canonical_json(value).encode("utf-8", "surrogatepass")).hexdigest()
