"""The key of the backups. It lives outside the data folder: a thief of the backup must not find it there,
and a lost data folder must not take it along."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from golive.foundation.backups.errors import Impossible

SIZE = 32


def key_file() -> Path:
    """GOLIVE_BACKUP_KEY_FILE, or a file among the user's own settings."""
    if given := os.environ.get("GOLIVE_BACKUP_KEY_FILE"):
        return Path(given).absolute()
    settings = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(settings).absolute() / "golive" / "backup.key"


def where() -> str:
    """Where the key comes from, to tell the person who must keep it."""
    return "GOLIVE_BACKUP_KEY" if os.environ.get("GOLIVE_BACKUP_KEY") else str(key_file())


def backup_key(data: Path, *, make: bool = False) -> bytes:
    """The 32 bytes of the key, from GOLIVE_BACKUP_KEY (base64) or the key file. `make`: write one if there is none."""
    if text := os.environ.get("GOLIVE_BACKUP_KEY"):
        return _decode(text, "GOLIVE_BACKUP_KEY")
    path = key_file()
    if path.is_relative_to(data.absolute()):
        raise Impossible(
            _(
                "The backup key %(path)s lies inside the data folder. Move it elsewhere and name the place in "
                "GOLIVE_BACKUP_KEY_FILE."
            ),
            path=path,
        )
    if path.exists():
        return _decode(path.read_text(), str(path))
    if not make:
        raise Impossible(
            _(
                "There is no backup key, neither in GOLIVE_BACKUP_KEY nor in %(path)s. Bring the key with which the backup "
                "was written."
            ),
            path=path,
        )
    key = os.urandom(SIZE)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(base64.b64encode(key).decode() + "\n")
    return key


def fingerprint(key: bytes) -> str:
    """Tells keys apart without giving them away."""
    return hashlib.sha256(b"golive backup key" + key).hexdigest()[:16]


def _decode(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != SIZE:
        raise Impossible(_("The backup key in %(where)s is not %(size)s bytes in base64."), where=where, size=SIZE)
    return key
