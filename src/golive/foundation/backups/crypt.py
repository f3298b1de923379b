"""A stream in sealed pieces: AES-256-GCM over one MiB at a time, so that no backup must fit into memory.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as in age and Tink: the nonce is a random
prefix, the number of the piece and a flag on the last one. No piece can be changed, swapped or cut off unseen.
Each file has a key of its own, derived (HKDF) from the installation's key and a random salt in the header.
"""

from __future__ import annotations

import os
import struct
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext_lazy as _

from golive.foundation.backups.errors import Damaged

MAGIC = b"GOLIVE-BACKUP-1\n"
SALT, PREFIX, TAG, PIECE = 16, 7, 16, 1024 * 1024
HEADER = len(MAGIC) + SALT + PREFIX


def _cipher(key: bytes, header: bytes) -> AESGCM:
    salt = header[len(MAGIC) : len(MAGIC) + SALT]
    return AESGCM(HKDF(hashes.SHA256(), 32, salt, b"golive backup").derive(key))


def _nonce(header: bytes, number: int, last: bool) -> bytes:
    return header[-PREFIX:] + struct.pack(">IB", number, last)


class Sealer:
    """Write plain bytes, get a sealed file. Only `close()` (or leaving the `with` without error) makes it whole."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file, self._number, self._waiting = file, 0, bytearray()
        self._header = MAGIC + os.urandom(SALT + PREFIX)
        self._cipher = _cipher(key, self._header)
        file.write(self._header)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PIECE:  # the last piece is only known at the end, so one is always kept back
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def close(self) -> None:
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._header, self._number, last), piece, self._header))
        self._number += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()


class Opener:
    """Read the plain bytes of a sealed file. Raises Damaged at the first piece that is not as written."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file, self._number, self._plain, self._ended = file, 0, bytearray(), False
        self._header = file.read(HEADER)
        if len(self._header) < HEADER or not self._header.startswith(MAGIC):
            raise Damaged(_("This is not a GoLive backup: its first bytes are not those of one."))
        self._cipher = _cipher(key, self._header)
        self._next = file.read(PIECE + TAG)

    def read(self, size: int = -1) -> bytes:
        while not self._ended and (size < 0 or len(self._plain) < size):
            self._open()
        count = len(self._plain) if size < 0 else size
        data = bytes(self._plain[:count])
        del self._plain[:count]
        return data

    def _open(self) -> None:
        piece, self._next = self._next, self._file.read(PIECE + TAG)
        self._ended = not self._next
        try:
            self._plain += self._cipher.decrypt(_nonce(self._header, self._number, self._ended), piece, self._header)
        except InvalidTag:
            raise Damaged(
                _(
                    "Piece %(number)s is not as it was written: the file is damaged or cut off, or the key is not the one "
                    "it was written with."
                ),
                number=self._number + 1,
            ) from None
        self._number += 1
