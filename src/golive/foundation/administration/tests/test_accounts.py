from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from golive.foundation.accounts.models import Department, Organisation, User
from golive.foundation.accounts.tests.factories import person
from golive.foundation.audit import services as audit

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "correct horse battery"


@pytest.fixture
def admin(db):
    return person("admin", is_superuser=True)


@pytest.fixture
def desk(client, admin):
    client.force_login(admin, BACKEND)
    return client


def sign_in(username, password, browser=None):
    browser = browser or Client()
    return browser, browser.post(reverse("account_login"), {"login": username, "password": password})


def added(desk, organisation, **values):
    data = {"display_name": "李娜", "username": "li.na", "organisation": organisation.pk, "language": "zh-hans"}
    return desk.post(reverse("accounts:add_person"), {**data, **values})


def test_organisation_department_person(desk):
    desk.post(reverse("accounts:add_organisation"), {"name": "华东精工", "kind": "client"})
    organisation = Organisation.objects.get()
    desk.post(reverse("accounts:add_department", kwargs={"pk": organisation.pk}), {"name": "销售部"})
    department = Department.objects.get(organisation=organisation)
    added(desk, organisation, department=department.pk)
    assert User.objects.get(username="li.na").department == department
    shown = desk.get(reverse("accounts:organisations")).content.decode()
    assert "华东精工" in shown and "销售部" in shown


def test_names_that_are_taken_are_said_beside_the_field(desk, cast):
    client, other = cast.project.client, cast.other_project.client
    again = desk.post(reverse("accounts:add_organisation"), {"name": client.name, "kind": "client"})
    assert "name" in again.context["form"].errors
    again = desk.post(reverse("accounts:add_department", kwargs={"pk": client.pk}), {"name": "销售部"})
    assert "name" in again.context["form"].errors
    foreign = added(desk, other, department=cast.sales.pk)
    assert "department" in foreign.context["form"].errors
    assert not User.objects.filter(username="li.na").exists()


def test_the_one_time_password_is_shown_once_and_serves_once(desk, cast):
    answer = added(desk, cast.project.client)
    password = answer.context["password"]
    made = User.objects.get(username="li.na")
    assert password in unescape(answer.content.decode()) and "no-store" in answer["Cache-Control"]
    assert password not in desk.get(reverse("accounts:people")).content.decode()
    assert all(password not in str(e.detail) for e in audit.entries_for(made))
    browser, first = sign_in("li.na", password)
    assert first.status_code == 302
    assert browser.get("/").headers["Location"] == reverse("account_change_password")
    refused = browser.get(reverse("notify:inbox"), headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()) == (403, {"problem": "must_change_password"})
    own = {"oldpassword": password, "password1": "mein eigenes Wort 9", "password2": "mein eigenes Wort 9"}
    browser.post(reverse("account_change_password"), own)
    made.refresh_from_db()
    assert not made.must_change_password and browser.get("/").status_code == 200
    assert sign_in("li.na", password)[1].status_code == 200  # the form again: the one-time password has ended


def test_a_disabled_person_is_out_everywhere_and_stays_out(desk, cast):
    username = cast.it.username
    browsers = [sign_in(username, PASSWORD)[0] for _n in range(2)]
    assert {b.get(reverse("notify:inbox")).status_code for b in browsers} == {200}
    desk.post(reverse("accounts:disable_person", kwargs={"pk": cast.it.pk}))
    assert {b.get(reverse("notify:inbox")).status_code for b in browsers} == {302}
    assert not sign_in(username, PASSWORD)[0].session.get("_auth_user_id")
    desk.post(reverse("accounts:enable_person", kwargs={"pk": cast.it.pk}))
    assert {b.get(reverse("notify:inbox")).status_code for b in browsers} == {302}, "old sessions do not come back"
    assert sign_in(username, PASSWORD)[0].session.get("_auth_user_id")


def test_a_new_password_ends_the_old_one_its_sessions_and_the_lock_out(desk, cast):
    username = cast.it.username
    browser = sign_in(username, PASSWORD)[0]
    for _n in range(5):
        sign_in(username, "wrong")
    assert sign_in(username, PASSWORD)[1].status_code == 429
    answer = desk.post(reverse("accounts:reset_password", kwargs={"pk": cast.it.pk}))
    assert browser.get(reverse("notify:inbox")).status_code == 302
    assert sign_in(username, PASSWORD)[1].status_code == 200
    assert sign_in(username, answer.context["password"])[0].session.get("_auth_user_id")


def test_nobody_disables_his_own_account(desk, admin):
    desk.post(reverse("accounts:disable_person", kwargs={"pk": admin.pk}))
    admin.refresh_from_db()
    assert admin.is_active


def test_people_are_found_by_any_word(desk, cast):
    added(desk, cast.project.client)

    def found(text):
        return [p.username for p in desk.get(reverse("accounts:people"), {"q": text}).context["rows"]]

    assert found("李娜") == ["li.na"] == found("LI.NA") == found(f"娜 {cast.project.client.name}")
    assert found("nobody") == []
    assert "golive" not in found("")


@pytest.mark.parametrize("who", ["sponsor", "pm", "it", "vendor"])
def test_others_see_no_accounts(client, cast, who):
    client.force_login(getattr(cast, who), BACKEND)
    pages = ["accounts:organisations", "accounts:people", "accounts:add_person", "accounts:add_organisation"]
    assert {client.get(reverse(page)).status_code for page in pages} == {403}
    assert client.post(reverse("accounts:add_organisation"), {"name": "x", "kind": "client"}).status_code == 403
    assert reverse("accounts:people") not in client.get(reverse("notify:inbox")).content.decode()


def test_the_account_menu_leads_the_administrator_there(desk):
    assert reverse("accounts:people") in desk.get("/").content.decode()
