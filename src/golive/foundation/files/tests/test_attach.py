"""What is taken, what is refused, and what is left on the disk."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from golive.foundation.audit.services import entries_for
from golive.foundation.errors import Refused
from golive.foundation.files import guards, queries, services, storage
from golive.foundation.files.models import Attachment
from golive.foundation.files.names import clean_name
from golive.foundation.files.tests import samples


@pytest.fixture
def store_at(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def record(cast, store_at):
    """Any record with a project will do; the guard stands for its app."""
    from golive.foundation.accounts.models import Membership

    guards.register_guard("accounts.membership", lambda actor, pk: actor != cast.vendor)
    yield Membership.objects.get(person=cast.business)
    guards.GUARDS.pop("accounts.membership")


def up(name, content):
    return SimpleUploadedFile(name, content)


HONEST = [
    ("现场照片.JPG", samples.JPEG, "image/jpeg"),
    ("a.png", samples.PNG, "image/png"),
    ("IMG_0001.HEIC", samples.HEIC, "image/heic"),
    ("p.webp", samples.WEBP, "image/webp"),
    ("盘点表.xlsx", samples.workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("old.xls", samples.OLE, "application/vnd.ms-excel"),
    ("客户.csv", "编码,名称\n".encode("gb18030"), "text/csv"),
    ("合同.pdf", samples.PDF, "application/pdf"),
]
HOSTILE = [
    ("page.html", b"<script>", "kind_not_taken"),
    ("drawing.svg", b"<svg onload='x'/>", "kind_not_taken"),
    ("invoice.pdf.exe", b"MZ\x90\0", "kind_not_taken"),
    ("noending", b"x", "kind_not_taken"),
    ("really-a-program.png", b"MZ\x90\0" + b"\0" * 40, "content_differs"),
    ("really-html.pdf", b"<html>", "content_differs"),
    ("binary.csv", b"a,b\0\0\0", "content_differs"),
    ("only-a-zip.docx", samples.archive(a=b"x"), "content_differs"),
    ("macro.xlsx", samples.workbook(**{"xl/vbaProject.bin": b"x"}), "content_differs"),
    ("broken.xlsx", b"PK\x03\x04 nonsense", "archive_unsafe"),
    ("bomb.xlsx", samples.bomb(), "archive_unsafe"),
    ("empty.txt", b"", "file_empty"),
]


@pytest.mark.parametrize(("name", "content", "media_type"), HONEST, ids=[h[0] for h in HONEST])
def test_taken(cast, record, store_at, name, content, media_type):
    kept = services.attach(cast.business, record, upload=up(name, content))
    assert (kept.name, kept.media_type, kept.size) == (name, media_type, len(content))
    assert storage.open_file(kept).read() == content and storage.is_intact(kept)
    assert entries_for(kept).get().action == "files.attach"


@pytest.mark.parametrize(("name", "content", "code"), HOSTILE, ids=[h[0] for h in HOSTILE])
def test_refused_and_nothing_kept(cast, record, store_at, name, content, code):
    with pytest.raises(Refused) as refusal:
        services.attach(cast.business, record, upload=up(name, content))
    assert refusal.value.code == code
    assert not Attachment.objects.exists() and not [p for p in store_at.rglob("*") if p.is_file()]


@override_settings(UPLOAD_MAX_BYTES=10)
def test_too_big(cast, record, store_at):
    with pytest.raises(Refused, match="file_too_big"):
        services.attach(cast.business, record, upload=up("a.txt", b"x" * 11))
    assert services.attach(cast.business, record, upload=up("a.txt", b"x" * 10)).size == 10


def test_who_does_not_see_the_record_attaches_nothing(cast, record):
    for nobody in (cast.vendor, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.attach(nobody, record, upload=up("a.txt", b"x"))


def test_records_without_a_guard_are_closed(cast, record):
    guards.GUARDS.pop("accounts.membership")
    with pytest.raises(PermissionDenied):
        services.attach(cast.pm, record, upload=up("a.txt", b"x"))
    guards.register_guard("accounts.membership", lambda actor, pk: True)


def test_equal_files_lie_once_and_removing_keeps_row_and_bytes(cast, record, store_at):
    first = services.attach(cast.business, record, upload=up("a.txt", b"same"))
    second = services.attach(cast.business, record, upload=up("b.txt", b"same"))
    assert first.path == second.path
    with pytest.raises(PermissionDenied):
        services.remove(cast.it, first)
    services.remove(cast.business, first)
    services.remove(cast.pm, second)
    assert not queries.of(record).exists() and Attachment.objects.count() == 2
    assert (store_at / first.path).read_bytes() == b"same"


def test_evidence_is_not_removed(cast, record):
    kept = storage.store(cast.project, cast.pm, "证书.pdf", samples.PDF, subject=record)
    with pytest.raises(PermissionDenied):
        services.remove(cast.pm, kept)


def test_damage_is_noticed(cast, record, store_at):
    kept = storage.store(cast.project, cast.pm, "源数据.csv", b"a,b\n", subject=record)
    place = store_at / kept.path
    place.chmod(0o600)
    place.write_bytes(b"a,c\n")
    assert not storage.is_intact(kept)
    Path(place).unlink()
    with pytest.raises(Refused, match="file_missing"):
        storage.open_file(kept)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\li\\盘点.xlsx", "盘点.xlsx"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie_ x.txt"),
        ("\u202etxt.exe.pdf", "txt.exe.pdf"),
        ("..", "file"),
        ("很" * 300 + ".pdf", "很" * 146 + ".pdf"),
    ],
)
def test_names(given, kept):
    assert clean_name(given) == kept
