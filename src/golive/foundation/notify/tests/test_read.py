"""Messages reach their reader in his language, once, and nobody else."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from golive.foundation import clock
from golive.foundation.accounts.models import Membership, Party
from golive.foundation.accounts.services import end_membership
from golive.foundation.notify import services
from golive.foundation.notify.models import Notification
from golive.foundation.notify.queries import unread, visible
from golive.foundation.notify.sending import CHANNELS, send, send_all

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TAKEN = _("The sign-in name “%(username)s” is taken. Choose another one.")


def tell(cast, **more):
    from golive.foundation.words import Words

    values = {"kind": "t.told", "text": Words.of(TAKEN, username="li"), "project": cast.project}
    return send(cast.business, **{**values, **more})


def test_rendered_in_the_reader_s_language(cast):
    told = tell(cast)
    with override("en"):
        assert str(told) == "The sign-in name “li” is taken. Choose another one."
    with override("zh-hans"):
        assert str(told) == "登录名“li”已被占用，请换一个。"


def test_told_once_by_key_and_again_without(cast):
    assert tell(cast, once="duty:7:2026-03-02") == tell(cast, once="duty:7:2026-03-02")
    assert send(cast.pm, kind="t.told", text="x", once="duty:7:2026-03-02").person == cast.pm
    tell(cast)
    tell(cast)
    assert unread(cast.business) == 3


def test_only_its_reader_reads_it(cast):
    told = tell(cast)
    for nobody in (cast.pm, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.read(nobody, told)
        with pytest.raises(PermissionDenied):
            services.read_all(nobody, cast.business)
    moment = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    with clock.at(moment):
        services.read(cast.business, told)
    services.read(cast.business, told)
    assert Notification.objects.get().read_at == moment and unread(cast.business) == 0


def test_a_project_left_takes_its_messages_along(cast):
    tell(cast)
    tell(cast, project=None)
    place = Membership.objects.get(person=cast.business, party=Party.BUSINESS)
    end_membership(cast.pm, place, last_day=datetime(2026, 1, 1, tzinfo=UTC).date())
    assert visible(cast.business).count() == unread(cast.business) == 1


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_leads_only_to_pages_of_this_site(cast, url):
    with pytest.raises(ValueError):
        tell(cast, url=url)


def test_channels_hear_of_each_new_message_in_its_transaction(cast):
    """What a channel writes is there together with the message, or not at all."""
    heard = []

    def listen(messages):
        assert connection.in_atomic_block
        heard.extend(messages)

    CHANNELS.append(listen)
    try:
        first = tell(cast, once="k")
        tell(cast, once="k")
        more = send_all([{"person_id": cast.pm.pk, "text": "x", "once": "a"}], kind="x.y")
    finally:
        CHANNELS.remove(listen)
    assert heard == [first, *more]


def test_inbox(cast, client):
    told = tell(cast, url="/inbox/?unread=1", level="warn")
    client.force_login(cast.business, BACKEND)
    page = client.get("/inbox/").content.decode()
    assert "登录名“li”已被占用" in page and "1 条未读" in page
    answer = client.post(f"/inbox/{told.pk}/read/", {"open": "1"})
    assert answer["Location"] == "/inbox/?unread=1"
    assert "登录名“li”" not in client.get("/inbox/?unread=1").content.decode()
    tell(cast)
    client.post("/inbox/read_all/")
    assert unread(cast.business) == 0
    client.force_login(cast.pm, BACKEND)
    assert "登录名“li”" not in client.get("/inbox/").content.decode()
    assert client.post(f"/inbox/{told.pk}/read/").status_code == 404
