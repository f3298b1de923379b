"""Bytes in and out of the file store. They are kept under their SHA-256, so equal files are one and none is changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from golive.connectors.files.archive import check_archive
from golive.connectors.protocol import SourceError
from golive.foundation import clock
from golive.foundation.audit.services import subject_key
from golive.foundation.errors import Refused
from golive.foundation.files.kinds import HEAD, KINDS
from golive.foundation.files.models import Attachment
from golive.foundation.files.names import clean_name, ending

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Received:
    path: Path
    size: int
    sha256: str


def store(
    project: Any, actor: Any, name: str, content: bytes | IO[bytes], *, subject: Any = None, evidence: bool = True
) -> Attachment:
    """Keep a document that the product made or read, inside somebody's use case. As evidence it cannot be removed.

    `subject` is the record it belongs to: its readers may download the file. Without one only services open it.
    """
    with receive(content, limit=None) as received:
        return keep(project, actor, clean_name(name), received, subject, evidence=evidence)


def take_upload(project: Any, actor: Any, upload: Any, subject: Any, *, limit: int | None = None) -> Attachment:
    """Check what a person sent and keep it; raises Refused with the reason, and then nothing is kept. `limit`: bytes, for
    what may be larger than an attachment."""
    name = clean_name(upload.name or "")
    if ending(name) not in KINDS:
        raise Refused("kind_not_taken", NOT_TAKEN, name=name, kinds=" ".join(KINDS))
    with receive(upload.chunks(), limit=limit or settings.UPLOAD_MAX_BYTES, name=name) as received:
        check(name, received)
        return keep(project, actor, name, received, subject, evidence=False)


def check(name: str, received: Received) -> None:
    """The content must be what the ending says, and an archive must not unpack into a flood."""
    kind = KINDS[ending(name)]
    if not received.size:
        raise Refused("file_empty", _("“%(name)s” is empty. Nothing was kept; choose the file again."), name=name)
    if kind.is_archive:
        try:
            check_archive(received.path)
        except SourceError as error:
            raise Refused("archive_unsafe", UNSAFE, name=name) from error
    with received.path.open("rb") as file:
        head = file.read(HEAD)
    if not kind.fits(head, received.path):
        raise Refused("content_differs", DIFFERS, name=name, ending=ending(name))


@contextmanager
def receive(content: bytes | IO[bytes] | Iterator[bytes], limit: int | None, name: str = "") -> Iterator[Received]:
    """The bytes in a temporary file of the store, hashed on the way; gone afterwards unless it was kept."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, place = tempfile.mkstemp(dir=root, prefix=".incoming-")
    path, size, digest = Path(place), 0, hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in _chunks(content):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise Refused("file_too_big", TOO_BIG, name=name, most=limit >> 20)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        yield Received(path, size, digest.hexdigest())
    finally:
        path.unlink(missing_ok=True)


def _chunks(content: Any) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif hasattr(content, "read"):
        while chunk := content.read(CHUNK):
            yield chunk
    else:
        yield from content


def keep(project: Any, actor: Any, name: str, received: Received, subject: Any, *, evidence: bool) -> Attachment:
    relative = f"{received.sha256[:2]}/{received.sha256}{ending(name)}"
    place = Path(settings.MEDIA_ROOT) / relative
    place.parent.mkdir(exist_ok=True, mode=0o700)
    if not place.exists():
        received.path.chmod(0o400)
        received.path.rename(place)
    kind = KINDS.get(ending(name))
    return Attachment.objects.create(
        project=project,
        subject=subject_key(subject) if subject is not None else "",
        name=name,
        size=received.size,
        sha256=received.sha256,
        media_type=kind.media_type if kind else "application/octet-stream",
        path=relative,
        uploaded_by=actor,
        at=clock.now(),
        is_evidence=evidence,
    )


def path_of(attachment: Attachment) -> Path:
    """Where the bytes lie, for engines that read a file by its path. Never write there."""
    place = Path(settings.MEDIA_ROOT) / attachment.path
    if not place.is_file():
        raise Refused("file_missing", MISSING, name=attachment.name)
    return place


def open_file(attachment: Attachment) -> IO[bytes]:
    return path_of(attachment).open("rb")


def is_intact(attachment: Attachment) -> bool:
    """Whether the bytes are still those that were kept."""
    with path_of(attachment).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == attachment.sha256


NOT_TAKEN = _(
    "Files like “%(name)s” are not taken, so nothing was kept. Taken are: %(kinds)s. "
    "Pack other files into a .zip archive."
)
TOO_BIG = _("“%(name)s” is larger than %(most)s MB, so nothing was kept. Make it smaller or split it.")
DIFFERS = _(
    "“%(name)s” is not really a %(ending)s file, or it contains macros, so nothing was kept. "
    "Open it in its own program, save it again as %(ending)s and attach that."
)
UNSAFE = _(
    "“%(name)s” is damaged, encrypted, or unpacks into far more than it should, so nothing was kept. "
    "Save it again without a password, or split it."
)
MISSING = _("The file “%(name)s” is missing from the file store. Ask the administrator to restore it from a backup.")
