"""Small secrets in the database, such as the address of a customer's database with its password: encrypted by a key that
lies outside of the database and its backups, so that a copy of the database betrays nothing.

AES-256-GCM; the key is derived (HKDF) from the installation's own one; the label binds a secret to what it belongs to.
"""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext_lazy as _

from golive.foundation.errors import Refused
from golive.foundation.sealing import private_key

NONCE = 12


def hide(text: str, label: str) -> str:
    """The secret as it may lie in the database."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, text.encode(), label.encode())).decode("ascii")


def reveal(token: str, label: str) -> str:
    """The secret again. Raises Refused when the key is another one (a restored copy, say)."""
    data = base64.b64decode(token)
    try:
        return _cipher().decrypt(data[:NONCE], data[NONCE:], label.encode()).decode()
    except InvalidTag as error:
        raise Refused(
            "secret_unreadable",
            _("The stored password cannot be read by this installation. Enter the connection again."),
        ) from error


def _cipher() -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, None, b"golive vault").derive(private_key()))
