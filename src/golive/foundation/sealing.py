"""The installation's own key, by which it seals what it issues. It lies outside the database and its backups, so that
whoever copies the database cannot issue anything in its name."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from golive.engines.evidence.seal import key_fingerprint, new_private_key


def private_key() -> bytes:
    """The key (32 bytes), made once with mode 0600."""
    path = Path(settings.DATA) / "secrets" / "golive_seal_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(new_private_key().hex())
        try:
            os.link(draft, path)  # the first of two processes wins, and nobody ever reads half a key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return bytes.fromhex(path.read_text("ascii").strip())


def fingerprint() -> str:
    """By which outsiders recognise the seal; published on paper and on the page of the certificate."""
    return key_fingerprint(private_key())
