"""Mails: the administrator's server, what a person chose, and only what he may still see."""

from email import message_from_bytes, policy

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from golive.foundation.accounts.models import Membership
from golive.foundation.dispatch import sending, services
from golive.foundation.dispatch.models import Dispatch, MailServer
from golive.foundation.dispatch.tests import factories
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification
from golive.foundation.notify.sending import send
from golive.foundation.words import words
from tests.connectors.notify.doubles import mail_server

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def admin(db):
    return factories.administrator()


@pytest.fixture
def post(admin):
    with mail_server() as double:
        factories.mail_server(admin, double)
        yield double


def mailed(person, wants, address="someone@hdjg.example"):
    person.email = address
    person.save()
    services.choose_mail(person, person, wants=wants)


def tell_it(cast, kind="t.told", level="info", text="…"):
    return send(
        cast.business, kind=kind, text=words("%(n)s overdue", n=text), project=cast.project, level=level, url="/inbox/"
    )


def texts(double):
    found = [message_from_bytes(raw, policy=policy.default) for raw in double.taken]
    return [f"{m['Subject']}\n{m.get_body().get_content()}" for m in found]


@pytest.mark.parametrize(
    ("wants", "kinds"),
    [
        ("nothing", set()),
        ("digests", {"duties.digest"}),
        ("alarms", {"duties.digest", "alarm"}),
        ("all", {"duties.digest", "alarm", "note"}),
    ],
)
def test_what_a_person_chose_comes_and_nothing_else(cast, post, wants, kinds):
    mailed(cast.business, wants)
    for kind, level in (("duties.digest", "warn"), ("alarm", "bad"), ("note", "info")):
        tell_it(cast, kind, level)
    assert {d.notice.kind for d in Dispatch.objects.all()} == kinds
    tell_it(cast, "dispatch.failed", "bad")  # a mail about mails that fail
    assert Dispatch.objects.count() == len(kinds)


def test_without_server_or_address_nothing_is_put_out(cast, admin):
    mailed(cast.business, "all")
    tell_it(cast)
    factories.mail_server(admin)
    mailed(cast.business, "all", address="")
    tell_it(cast)
    assert not Dispatch.objects.exists()


def test_in_the_reader_s_language_with_a_link(cast, post):
    cast.business.language = "en"
    mailed(cast.business, "all")
    tell_it(cast, text="3")
    sending.send_waiting()
    assert "3 overdue" in texts(post)[0] and "http://localhost:8000/inbox/" in texts(post)[0]
    assert post.to == ["someone@hdjg.example"]


def test_who_has_left_the_project_gets_nothing_of_it(cast, post):
    mailed(cast.business, "all")
    tell_it(cast, text="zqsecretxj")
    Membership.objects.filter(person=cast.business, project=cast.project).delete()
    sending.send_waiting()
    assert post.taken == [] and Dispatch.objects.get().state == "dropped"


def test_a_refused_address_is_told_to_the_person_and_the_administrator_but_not_what_it_was_about(cast, post, admin):
    post.replies["RCPT"] = "550 unknown user"
    mailed(cast.business, "all")
    tell_it(cast, text="zqsecretxj")
    sending.send_waiting()
    told = {n.person: str(n) for n in Notification.objects.filter(kind="dispatch.failed")}
    assert set(told) == {cast.business, admin}
    assert "550 unknown user" in told[admin] and "zqsecretxj" not in told[admin]


def test_the_server_is_set_tested_and_ended_on_its_pages(admin, client):
    client.force_login(admin, BACKEND)
    page = reverse("dispatch:mail_server")
    assert 'class="empty"' in client.get(page).content.decode()
    with mail_server(user="golive", password="zq-right") as double:
        sent = {"host": "127.0.0.1", "port": double.port, "security": "ssl", "username": "golive", "sender": "a@b.cn"}
        assert client.post(reverse("dispatch:set_mail_server"), sent).status_code == 422  # no password
        assert client.post(reverse("dispatch:set_mail_server"), sent | {"password": "zq-right"}).status_code == 302
        MailServer.objects.update(security="none")  # the double speaks in clear, which the form rightly refuses
        client.post(reverse("dispatch:test_mail"))
        sending.send_waiting()
        assert len(double.taken) == 1
    shown = client.get(page).content.decode() + client.get(reverse("dispatch:set_mail_server")).content.decode()
    assert "127.0.0.1" in shown and "zq-right" not in shown and "已送达" in shown
    client.post(reverse("dispatch:end_mail_server"))
    assert not MailServer.objects.exists()


def test_a_password_stays_with_its_account_and_goes_over_no_open_line(admin):
    values = {"security": "ssl", "username": "golive", "password": "right"}
    row = factories.mail_server(admin, **values)
    before = row.secret
    assert "right" not in before
    factories.mail_server(admin, **values | {"password": "", "sender": "new@hdjg.example"})
    row.refresh_from_db()
    assert (row.secret, row.sender) == (before, "new@hdjg.example")
    for changed, code in (
        ({"host": "mail.evil.example", "password": ""}, "password_wanted"),
        ({"security": "none"}, "password_in_clear"),
    ):
        with pytest.raises(Refused, match=code):
            factories.mail_server(admin, **values | changed)
    factories.mail_server(admin, username="", security="ssl")
    row.refresh_from_db()
    assert row.secret == ""


@pytest.mark.parametrize("host", ["", "http://mail.example", "mail.example/x", "mail example", "mail.example:25"])
def test_a_server_is_a_name_and_nothing_else(admin, host):
    with pytest.raises(ValidationError):
        factories.mail_server(admin, host=host)


def test_only_administrators_set_the_server(cast, admin, client):
    server = factories.mail_server(admin)
    for act in (services.end_mail_server, services.test_mail):
        with pytest.raises(PermissionDenied):
            act(cast.pm, server)
    with pytest.raises(PermissionDenied):
        factories.mail_server(cast.pm)
    client.force_login(cast.pm, BACKEND)
    for name in ("mail_server", "set_mail_server"):
        assert client.get(reverse(f"dispatch:{name}")).status_code == 403


def test_each_chooses_for_himself(cast, client):
    with pytest.raises(PermissionDenied):
        services.choose_mail(cast.pm, cast.business, wants="all")
    with pytest.raises(Refused, match="choice_unknown"):
        services.choose_mail(cast.pm, cast.pm, wants="letters")
    client.force_login(cast.business, BACKEND)
    address = reverse("dispatch:choose_mail")
    assert client.get(address).status_code == 200
    assert client.post(address, {"wants": "digests"}).status_code == 302
    assert cast.business.mail_choice.wants == "digests"
