"""Sign-in and error pages: our look, plain words, and nothing needed that may just have failed."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation


@pytest.mark.parametrize(
    ("code", "what", "next_step"),
    [
        (400, "无法识别这个请求", "刷新页面后重新提交"),
        (403, "您无权打开此页", "请项目经理"),
        (404, "这个地址没有内容", "请核对地址"),
        (500, "系统出错了", "请再试一次"),
    ],
)
def test_error_page_says_what_happened_and_what_to_do(code, what, next_step):
    """Rendered without a request, a user or a database: the server may be failing at any of them."""
    with translation.override("zh-hans"):
        page = render_to_string(f"{code}.html", {"trace": "ab12cd34"})
    assert what in page and next_step in page and 'lang="zh-CN"' in page
    assert ("ab12cd34" in page) == (code == 500)


@pytest.mark.parametrize("code", [400, 403, 404, 500])
def test_error_page_in_english(code):
    with translation.override("en"):
        page = render_to_string(f"{code}.html")
    assert 'lang="en"' in page and "To my duties" in page


@pytest.mark.django_db
def test_sign_in_has_our_look_and_no_sign_up(client):
    page = client.get("/account/login/").content.decode()
    assert "golive/tokens.css" in page and 'class="plain-page"' in page
    assert "/account/signup/" not in page
    assert page.count("<h1>") == 1 and "没有账号" in page


@pytest.mark.django_db
def test_wrong_password_is_said_at_the_form(client):
    answer = client.post("/account/login/", {"login": "nobody", "password": "wrong"})
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/account/password/change/", "/account/2fa/", "/account/sessions/"])
def test_account_pages_stand_in_the_shell(client, django_user_model, address):
    user = django_user_model(username="chen")
    user.set_password("a long pass phrase")
    user.save()
    client.force_login(user)
    page = client.get(address).content.decode()
    assert 'class="top"' in page and 'class="tabs"' in page
    assert page.count('aria-current="page"') == 1
