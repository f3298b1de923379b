"""The style sheets of every page, in their order; served hashed, they are one packed file, so that the first visit asks once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEETS = tuple(
    f"golive/{name}.css"
    for name in (
        "tokens", "base", "layout", "forms", "tables", "components",
        "gantt", "matrix", "load", "curves", "process", "print",
    )
)  # fmt: skip
WHOLE = "golive/all.css"


def sheets() -> tuple[str, ...]:
    """What a page links."""
    return (WHOLE,) if settings.HASHED else SHEETS


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """The whole of the sheets is made here, where all have been collected."""
        if not dry_run:
            Path(self.path(WHOLE)).write_text(
                "\n".join(Path(self.path(name)).read_text("utf8") for name in SHEETS), "utf8"
            )
            paths = {**paths, WHOLE: (self, WHOLE)}
        yield from super().post_process(paths, dry_run=dry_run, **options)
