"""The door itself: language, lock-out, second factor, sessions."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def sign_in(browser, who, password=PASSWORD):
    return browser.post(reverse("account_login"), {"login": who.username, "password": password})


def language_of(answer):
    return answer.headers["Content-Language"]


def test_a_person_reads_his_own_language_on_a_new_device(cast):
    cast.it.language = "en"
    cast.it.save()
    device = Client(headers={"Accept-Language": "zh-CN"})
    assert language_of(device.get(reverse("account_login"))) == "zh-hans"
    sign_in(device, cast.it)
    page = device.get(reverse("notify:inbox"))
    assert language_of(page) == "en" and "Messages" in page.content.decode()
    sign_in(other := Client(headers={"Accept-Language": "en"}), cast.pm)
    assert language_of(other.get(reverse("notify:inbox"))) == "zh-hans"


def test_who_is_not_signed_in_reads_chinese_unless_browser_or_choice_say_otherwise():
    assert language_of(Client().get(reverse("account_login"))) == "zh-hans"
    assert language_of(Client(headers={"Accept-Language": "fr"}).get(reverse("account_login"))) == "zh-hans"
    browser = Client()
    assert 'action="/i18n/setlang/"' in browser.get(reverse("account_login")).content.decode()
    browser.post(reverse("set_language"), {"language": "en", "next": "/account/login/"})
    assert language_of(browser.get(reverse("account_login"))) == "en"


def test_a_choice_made_while_signed_in_stays_with_the_person(client, cast):
    sign_in(client, cast.it)
    client.post(reverse("web:language"), {"language": "en"})
    sign_in(elsewhere := Client(), cast.it)
    assert language_of(elsewhere.get(reverse("notify:inbox"))) == "en"


def test_five_wrong_passwords_lock_this_place_for_a_while(cast):
    browser = Client()
    answers = [sign_in(browser, cast.it, "wrong").status_code for _n in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [200, 200, 200, 200, 429]
    locked = sign_in(browser, cast.it)
    assert locked.status_code == 429 and "锁定" in locked.content.decode()
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert sign_in(elsewhere, cast.it).status_code == 302  # nobody locks another out from his own desk
    assert sign_in(browser, cast.pm).status_code == 302


def test_the_second_factor_is_set_up_and_asked_for(client, cast):
    sign_in(client, cast.it)
    assert client.get(reverse("mfa_index")).status_code == 200
    again = client.get(reverse("mfa_activate_totp"), follow=True)  # asks for the password once more
    page = client.post(again.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert "data:image/svg+xml" in page.content.decode()
    code = code_now(page.context["form"].secret)
    client.post(reverse("mfa_activate_totp"), {"code": code})
    device = Client()
    asked = sign_in(device, cast.it)
    assert asked.headers["Location"] == reverse("mfa_authenticate")
    assert device.get(reverse("notify:inbox")).status_code == 302


def code_now(secret):
    (counter, *_more) = list(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_sessions_are_listed_and_others_can_be_ended(cast):
    here, there = Client(), Client()
    sign_in(here, cast.it)
    sign_in(there, cast.it)
    listed = here.get(reverse("usersessions_list"))
    assert len(listed.context["sessions"]) == 2
    here.post(reverse("usersessions_list"))
    assert there.get(reverse("notify:inbox")).status_code == 302
    assert here.get(reverse("notify:inbox")).status_code == 200


def test_nobody_registers_himself(client):
    assert "关闭" in client.get(reverse("account_signup")).content.decode()


@pytest.mark.slow
def test_a_company_behind_one_address_signs_in_at_nine(cast):
    """Forty people in one minute from one address: more than the library lets in by default."""
    answers = [sign_in(Client(), cast.it).status_code for _person in range(40)]
    assert set(answers) == {302}
