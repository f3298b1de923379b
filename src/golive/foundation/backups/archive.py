"""One backup is one sealed file: a tar of the database copy, the people's files and, as its end, the manifest."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext_lazy as _

import golive
from golive.foundation import clock
from golive.foundation.backups import database as databases
from golive.foundation.backups.crypt import Opener, Sealer
from golive.foundation.backups.errors import Damaged, Impossible
from golive.foundation.backups.keys import fingerprint
from golive.foundation.backups.manifest import Manifest

SUFFIX, MANIFEST = ".glbackup", "manifest.json"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and read again."""

    path: Path
    size: int
    sha256: str  # of the sealed file, to compare copies of it
    manifest: Manifest


def folder() -> Path:
    return Path(os.environ.get("GOLIVE_BACKUPS") or Path(settings.DATA) / "backups")


def newest(where: Path | None = None) -> Path | None:
    """The newest finished backup; names carry the time, so they sort by it."""
    return max((where or folder()).glob(f"*{SUFFIX}"), key=lambda path: path.name, default=None)


def taken_at(path: Path) -> datetime:
    """The time in the name of a backup, which needs no key."""
    return datetime.strptime(path.name.removesuffix(SUFFIX)[-16:], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def make(key: bytes, where: Path | None = None) -> Backup:
    """Write a backup of the running product, read it back, and only then give it its name."""
    where = where or folder()
    where.mkdir(parents=True, exist_ok=True)
    live = settings.DATABASES["default"]
    moment = clock.now()
    target = where / f"golive-{moment:%Y%m%dT%H%M%SZ}{SUFFIX}"
    if target.exists():
        raise Impossible(
            _("%(path)s exists already: two backups within one second. Nothing was written; try again."), path=target
        )
    part = target.with_suffix(".part")
    with tempfile.TemporaryDirectory(prefix="golive-backup-", dir=where) as scratch:
        tables = databases.copy(live, Path(scratch))
        manifest = Manifest(moment.isoformat(), golive.__version__, databases.kind_of(live), fingerprint(key), tables)
        try:
            with part.open("xb") as file:
                _write(file, key, manifest, {"": Path(scratch), "files/": Path(settings.MEDIA_ROOT)})
                file.flush()
                os.fsync(file.fileno())
            verify(part, key)
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
    return Backup(target, target.stat().st_size, _sha256(target), manifest)


def _write(file: BinaryIO, key: bytes, manifest: Manifest, folders: dict[str, Path]) -> None:
    with (
        Sealer(file, key) as sealer,
        gzip.GzipFile(fileobj=cast(Any, sealer), mode="wb", compresslevel=3) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        for prefix, root in folders.items():
            for path in sorted(p for p in root.rglob("*") if p.is_file()):
                name = prefix + path.relative_to(root).as_posix()
                with path.open("rb") as source:
                    hashed = _Hashed(source)
                    tar.addfile(tar.gettarinfo(arcname=name, fileobj=source), cast(Any, hashed))
                manifest.files[name] = hashed.hexdigest()
        text = manifest.to_json().encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))


def verify(path: Path, key: bytes) -> Manifest:
    """Read every byte: open every piece, compare the hash of every member. Raises Damaged."""
    return _read(path, key, None)


def unpack(path: Path, key: bytes, into: Path) -> Manifest:
    """Write the members of a backup into an empty folder, checking each as `verify` does."""
    if into.exists() and any(into.iterdir()):
        raise Impossible(_("%(path)s is not empty. Nothing was changed: restore into a new place."), path=into)
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _read(path, key, into)


def _read(path: Path, key: bytes, into: Path | None) -> Manifest:
    found: dict[str, str] = {}
    manifest = None
    with _members(path, key) as members:
        for info, content in members:
            if info.name == MANIFEST:
                manifest = Manifest.from_json(content.read().decode())
                continue
            hashed = _Hashed(content)
            if into is None:
                while hashed.read(1 << 20):
                    pass
            else:
                _place(hashed, into, info.name)
            found[info.name] = hashed.hexdigest()
    if manifest is None:
        raise Damaged(_("%(name)s has no manifest, so it was never finished."), name=path.name)
    wrong = sorted(n for n in found.keys() | manifest.files.keys() if found.get(n) != manifest.files.get(n))
    if wrong:
        raise Damaged(_("%(name)s: not as written: %(what)s"), name=path.name, what=", ".join(wrong[:5]))
    return manifest


@contextmanager
def _members(path: Path, key: bytes) -> Iterator[Iterator[tuple[tarfile.TarInfo, BinaryIO]]]:
    try:
        with path.open("rb") as file:
            opener = Opener(file, key)
            with tarfile.open(fileobj=cast(Any, opener), mode="r|gz") as tar:
                yield ((info, cast(BinaryIO, tar.extractfile(info))) for info in tar if info.isfile())
            while opener.read(1 << 20):  # to the seal of the last piece
                pass
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Damaged(_("%(name)s cannot be read: %(reason)s"), name=path.name, reason=error) from error


def _place(content: _Hashed, into: Path, name: str) -> None:
    target = (into / name).resolve()
    if not target.is_relative_to(into.resolve()):
        raise Damaged(_("The backup wants to write outside its folder: %(name)s"), name=name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        while piece := content.read(1 << 20):
            file.write(piece)


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._hash.update(data)
        return data

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
