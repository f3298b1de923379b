"""No address that a person enters makes this server call another host than those of the three robots."""

import pytest

from golive.connectors.notify.address import PLACES, Address, AddressError, parse, path_of
from tests.connectors.notify.doubles import REAL, TOKENS


@pytest.mark.parametrize("kind", PLACES)
def test_what_is_copied_from_the_group_is_understood_and_built_anew(kind):
    address = parse(kind, f"  {REAL[kind]}\n")
    assert address.token == TOKENS[kind]
    assert f"https://{address.host}{path_of(address)}" == REAL[kind]


def test_lark_is_feishu_by_another_host():
    address = parse("feishu", "https://open.larksuite.com/open-apis/bot/v2/hook/abcdef-123456/")
    assert (address.host, path_of(address)) == ("open.larksuite.com", "/open-apis/bot/v2/hook/abcdef-123456")


def test_nothing_but_the_token_is_kept_of_an_address():
    address = parse("dingtalk", REAL["dingtalk"] + "&timestamp=1&sign=x&to=http://10.0.0.1#a")
    assert path_of(address) == f"/robot/send?access_token={TOKENS['dingtalk']}"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://oapi.dingtalk.com/robot/send?access_token=" + "d" * 64, "address_not_https"),
        ("oapi.dingtalk.com/robot/send?access_token=" + "d" * 64, "address_not_https"),
        ("file:///etc/passwd", "address_not_https"),
        ("", "address_not_https"),
        ("https://127.0.0.1/robot/send?access_token=" + "d" * 64, "address_host"),
        ("https://169.254.169.254/latest/meta-data", "address_host"),
        ("https://[::1]/robot/send?access_token=" + "d" * 64, "address_host"),
        ("https://localhost/robot/send?access_token=" + "d" * 64, "address_host"),
        ("https://oapi.dingtalk.com.evil.example/robot/send?access_token=" + "d" * 64, "address_host"),
        ("https://oapi.dingtalk.com@10.0.0.1/robot/send?access_token=" + "d" * 64, "address_host"),
        ("https://user@oapi.dingtalk.com/robot/send?access_token=" + "d" * 64, "address_host"),
        ("https://oapi.dingtalk.com:8443/robot/send?access_token=" + "d" * 64, "address_host"),
        ("https://oapi.dingtalk.com:x/robot/send", "address_incomplete"),
        ("https://[oapi.dingtalk.com/robot/send", "address_incomplete"),
        ("https://oapi.dingtalk.com/robot/send", "address_incomplete"),
        ("https://oapi.dingtalk.com/robot/send?access_token=a/../../b", "address_incomplete"),
        ("https://oapi.dingtalk.com/other?access_token=" + "d" * 64, "address_incomplete"),
        (REAL["wecom"], "address_other_kind"),
        (REAL["feishu"], "address_other_kind"),
    ],
)
def test_everything_else_is_refused_in_words(address, code):
    with pytest.raises(AddressError) as refused:
        parse("dingtalk", address)
    assert refused.value.code == code


def test_a_token_cannot_leave_its_place():
    """Also where an address comes from a row that somebody wrote into the database by hand."""
    for host, token in (("10.0.0.1", "d" * 64), ("oapi.dingtalk.com", "d" * 20 + "&x=1"), ("oapi.dingtalk.com", "")):
        with pytest.raises(AddressError):
            Address("dingtalk", host, token)


def test_an_address_does_not_show_its_token():
    assert TOKENS["wecom"] not in repr(parse("wecom", REAL["wecom"]))
