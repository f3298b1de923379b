"""The way out: only to readers of the record, and only as a download."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import RequestFactory

from golive.foundation.accounts.models import Membership
from golive.foundation.files import guards, services, storage
from golive.foundation.files.models import Attachment

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def kept(cast, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    guards.register_guard("accounts.membership", lambda actor, pk: actor != cast.vendor)
    record = Membership.objects.get(person=cast.business)
    yield services.attach(cast.business, record, upload=SimpleUploadedFile("盘点 表.txt", b"hello"))
    guards.GUARDS.pop("accounts.membership")


def test_served_as_a_download_only(cast, kept, client):
    client.force_login(cast.it, BACKEND)
    answer = client.get(kept.get_absolute_url())
    assert b"".join(answer.streaming_content) == b"hello"
    assert answer["Content-Disposition"].startswith("attachment;") and "%E7%9B%98" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_others_learn_nothing(cast, kept, client):
    for nobody in (cast.vendor, cast.stranger):
        client.force_login(nobody, BACKEND)
        assert client.get(kept.get_absolute_url()).status_code == 404
    client.force_login(cast.stranger, BACKEND)
    assert client.get(f"/p/{cast.other_project.code}/files/{kept.pk}/").status_code == 404
    client.logout()
    assert client.get(kept.get_absolute_url()).status_code == 302


def test_removed_files_and_files_without_a_record_are_closed(cast, kept, client):
    loose = storage.store(cast.project, cast.pm, "extract.csv", b"a\n")
    client.force_login(cast.pm, BACKEND)
    assert client.get(loose.get_absolute_url()).status_code == 404
    services.remove(cast.pm, kept)
    assert client.get(kept.get_absolute_url()).status_code == 404


def test_upload_page_takes_all_or_none(cast, kept, client):
    client.force_login(cast.business, BACKEND)
    url = f"/p/{cast.project.code}/files/attach/{kept.subject}/"
    photo = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0....")
    client.post(url, {"file": [photo, SimpleUploadedFile("b.exe", b"MZ")]})
    assert Attachment.objects.count() == 1
    photo.seek(0)
    assert client.post(url, {"file": [photo]}).status_code == 302
    assert Attachment.objects.count() == 2
    client.force_login(cast.vendor, BACKEND)
    photo.seek(0)
    assert client.post(url, {"file": [photo]}).status_code == 404
    assert client.post(f"/p/{cast.project.code}/files/attach/accounts.user:1/", {"file": [photo]}).status_code == 404


def test_the_tag_lists_files_for_readers_of_the_record_only(cast, kept):
    def shown_to(person):
        request = RequestFactory().get("/")
        request.user = person
        record = Membership.objects.get(person=cast.business)
        page = Template("{% load attachments %}{% attachments record %}")
        return page.render(Context({"request": request, "record": record}))

    assert "盘点 表.txt" in shown_to(cast.business) and "/remove/" in shown_to(cast.business)
    assert "盘点 表.txt" in shown_to(cast.it) and "/remove/" not in shown_to(cast.it)
    assert shown_to(cast.vendor).strip() == ""
