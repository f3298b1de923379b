"""File names as people gave them, without what could mislead a reader or a file system."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 150
FORBIDDEN = re.compile(r'[<>:"|?*]')


def clean_name(name: str) -> str:
    """The last part of a path, in NFC, without control and direction marks, at most 150 characters with its ending."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    # Cc: line ends that would split a header; Cf: direction marks that show "exe.pdf" as "fdp.exe" and the like.
    visible = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    plain = FORBIDDEN.sub("_", visible).strip(" .") or "file"
    suffix = PurePosixPath(plain).suffix[:12]
    return plain if len(plain) <= LONGEST else plain[: LONGEST - len(suffix)].rstrip() + suffix


def ending(name: str) -> str:
    """ ".pdf" """
    return PurePosixPath(name).suffix.lower()
