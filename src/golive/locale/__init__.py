"""The words of the product: English is the source text, zh_Hans is complete beside it.

`.mo` files are not committed: `compile_all()` makes them from the `.po` when they are
older, in Python alone, so that a fresh machine needs no gettext tools.
"""

from pathlib import Path

import polib

HERE = Path(__file__).parent


def catalogues() -> list[Path]:
    return sorted(HERE.glob("*/LC_MESSAGES/*.po"))


def compile_all() -> list[Path]:
    """Compile every catalogue whose `.mo` is missing or older; return what was written."""
    written = []
    for po in catalogues():
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            part = mo.with_suffix(f".mo.{id(po)}")
            polib.pofile(str(po), encoding="utf-8").save_as_mofile(str(part))
            part.replace(mo)
            written.append(mo)
    return written
