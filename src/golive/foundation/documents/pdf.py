"""PDF by Typst with a font that comes with the product, so that every machine prints the same page."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import manimgx_fonts_cjk
import typst

from golive.foundation import clock
from golive.foundation.documents.content import Document, prepared
from golive.foundation.documents.labels import cover_rows, labels, party_label

TEMPLATES = Path(__file__).parent / "templates_typst"
FONTS = Path(manimgx_fonts_cjk.__file__).parent


def pdf(document: Document, template: str = "document") -> bytes:
    """The document as PDF. `template` is a file of templates_typst."""
    return bytes(_compile(template, document, "pdf"))


def images(document: Document, template: str = "document", dots_per_inch: float = 60) -> list[bytes]:
    """The pages as PNG, to be looked at."""
    pages = _compile(template, document, "png", dots_per_inch)
    return list(pages) if isinstance(pages, list) else [pages]


def as_json(document: Document) -> dict[str, Any]:
    """What the template receives: plain data, in which text is only ever text."""
    ready = prepared(document)
    data = asdict(ready)
    data["day"] = ready.day.isoformat() if ready.day else ""
    data["sections"] = [asdict(b) | {"kind": type(b).__name__} for b in ready.sections]
    data["signatures"] = [asdict(p) | {"label": party_label(ready, n)} for n, p in enumerate(ready.signatures)]
    data["rows"] = cover_rows(ready)
    data["words"] = labels(ready)
    return data


def _compile(template: str, document: Document, kind: Literal["pdf", "png"], ppi: float | None = None) -> Any:
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format=kind,
        ppi=ppi,
        timestamp=int(clock.now().timestamp()),
        sys_inputs={"data": json.dumps(as_json(document), ensure_ascii=False)},
    )
