"""Robots answer 200 whatever happens; what is read is the number in the answer."""

from datetime import UTC, datetime, timedelta

import pytest

from golive.connectors.notify import robots as clients
from golive.connectors.notify.address import Address, parse
from golive.connectors.notify.robots import SIZES, Message, Robot, dingtalk_sign, feishu_sign
from tests.connectors.notify.doubles import REAL, TOKENS, robots, said

KINDS = list(REAL)
MESSAGE = Message(
    "华东精工 ERP：周报 2026-W47", ("延误任务：3", "逾期职责：2"), "https://golive.example/p/hdjg/", "打开："
)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def send(double, kind, message=MESSAGE, *, secret="", keyword="", token="", now=None, timeout=5.0):
    address = parse(kind, REAL[kind])
    robot = Robot(Address(kind, address.host, token) if token else address, secret, keyword)
    return clients.send(robot, message, now=now or datetime.now(UTC), origin=double.origin, timeout=timeout)


@pytest.mark.parametrize("kind", KINDS)
def test_title_lines_and_link_arrive(kind):
    with robots() as double:
        assert send(double, kind).state == "delivered"
    for part in (MESSAGE.title, *MESSAGE.lines, MESSAGE.url):
        assert part in double.texts[0]


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_a_signed_message_is_taken_and_a_wrong_signature_refused_in_words(kind):
    with robots(secret="SEC0123") as double:
        assert send(double, kind, secret="SEC0123").state == "delivered"
        for wrong in ("SEC9999", ""):
            answer = send(double, kind, secret=wrong)
            assert (answer.state, answer.code) == ("refused", "robot_sign")
        answer = send(double, kind, secret="SEC0123", now=datetime.now(UTC) - timedelta(hours=2))
        assert (answer.state, answer.code) == ("refused", "robot_sign")
    assert len(double.taken) == 1


def test_signatures_equal_what_openssl_reckons():
    """printf the text | openssl dgst -sha256 -hmac SEC -binary | base64; Feishu: an empty text under that key."""
    assert dingtalk_sign("SEC", "1700000000000") == "r+2we0q01lkZqz38LA5IPNbHN81U1leRf3Au4PSQb6Q="
    assert feishu_sign("SEC", "1700000000") == "yKzlnG5gJbbUvULgjP0QN/V99n1fNH31XG8Rrvl9pfk="


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_the_keyword_is_added_once(kind):
    with robots(keyword="ERP周报") as double:
        assert send(double, kind).code == "robot_keyword"
        assert send(double, kind, keyword="ERP周报").state == "delivered"
        assert send(double, kind, Message("ERP周报 47"), keyword="ERP周报").state == "delivered"
    assert [text.count("ERP周报") for text in double.texts] == [1, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_robot_that_was_removed_is_told_from_one_that_is_busy(kind):
    with robots() as double:
        answer = send(double, kind, token="0123456789abcdef")
    assert (answer.state, answer.code) == ("refused", "robot_token")
    assert "%(" not in str(answer)


@pytest.mark.parametrize(
    ("kind", "status", "text", "state", "code", "wait"),
    [
        (
            "dingtalk",
            200,
            '{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}',
            "later",
            "busy",
            600,
        ),
        ("dingtalk", 200, '{"errcode":-1,"errmsg":"系统繁忙"}', "later", "busy", 60),
        ("dingtalk", 200, '{"errcode":310000,"errmsg":"ip 1.2.3.4 not in whitelist"}', "refused", "robot_ip", 0),
        ("dingtalk", 200, '{"errcode":400013,"errmsg":"群已被解散"}', "refused", "robot_gone", 0),
        ("wecom", 200, '{"errcode":45009,"errmsg":"api freq out of limit"}', "later", "busy", 60),
        ("wecom", 200, '{"errcode":93008,"errmsg":"not in group"}', "refused", "robot_gone", 0),
        ("wecom", 200, '{"errcode":12345,"errmsg":"what nobody listed"}', "refused", "robot_refused", 0),
        ("feishu", 200, '{"code":11232,"msg":"frequency limited psm"}', "later", "busy", 60),
        ("feishu", 400, '{"code":19022,"msg":"Ip Not Allowed"}', "refused", "robot_ip", 0),
        ("feishu", 200, '{"code":9499,"msg":"Bad Request"}', "refused", "robot_refused", 0),
        ("feishu", 429, "slow down", "later", "busy", 60),
        ("wecom", 503, "<html>", "later", "busy", 60),
        ("wecom", 404, "<html>", "refused", "robot_refused", 0),
        ("wecom", 502, "<html>", "unknown", "not_understood", 0),
        ("wecom", 200, "<html>Sign in to the guest network</html>", "unknown", "not_understood", 0),
        ("wecom", 200, '{"ok":true}', "unknown", "not_understood", 0),
        ("wecom", 200, '{"errcode":false}', "unknown", "not_understood", 0),
        ("wecom", 200, '["errcode"]', "unknown", "not_understood", 0),
    ],
)
def test_every_answer_has_its_meaning(kind, status, text, state, code, wait):
    with robots(script=[(status, text)]) as double:
        answer = send(double, kind)
    assert (answer.state, answer.code, answer.wait) == (state, code, wait)
    assert "%(" not in str(answer)


@pytest.mark.parametrize("told", ["silence", "hang up"])
def test_without_an_answer_nobody_knows(told):
    with robots(script=[told]) as double:
        answer = send(double, "wecom", timeout=0.5)
    assert (answer.state, answer.code) == ("unknown", "no_answer")
    assert len(double.taken) == 1  # it did arrive: repeating it would have told the group twice


def test_whom_nobody_reaches_certainly_took_nothing():
    with robots() as double:
        pass
    answer = send(double, "wecom")
    assert (answer.state, answer.code) == ("later", "unreachable")


def test_a_redirect_is_not_followed():
    with robots(script=["elsewhere"]) as double:
        answer = send(double, "wecom")
    assert (answer.state, answer.code, double.calls) == ("refused", "redirected", 1)


@pytest.mark.parametrize("kind", KINDS)
def test_too_long_a_message_loses_lines_and_never_its_link(kind):
    lines = tuple(f"第 {n} 条：采购订单审批超过计划日期，责任人尚未确认" for n in range(2000))
    with robots() as double:
        assert send(double, kind, Message("标题", lines, MESSAGE.url, "打开：", "另有 %(n)s 条")).state == "delivered"
    text = said(double.taken[0])
    kept = sum(line in text.splitlines() or f"{line} " in text for line in lines)
    assert MESSAGE.url in text
    assert 5 < kept < 2000
    assert f"另有 {2000 - kept} 条" in text


def test_too_long_a_title_is_cut():
    with robots() as double:
        assert send(double, "wecom", Message("标题" * 2000, (), MESSAGE.url)).state == "delivered"
    text = double.texts[0]
    assert len(text.encode()) <= SIZES["wecom"]
    assert MESSAGE.url in text and "…" in text


def test_a_link_too_long_for_anything_is_refused_before_it_is_sent():
    with robots() as double:
        answer = send(double, "wecom", Message("标题", (), "https://golive.example/" + "x" * 3000))
    assert (answer.state, answer.code, double.calls) == ("refused", "robot_content", 0)


def test_what_people_typed_calls_nobody():
    """`<at user_id="all">` in a text of Feishu calls the whole group; in a post it is text."""
    with robots() as double:
        send(double, "feishu", Message('<at user_id="all">所有人</at>', ('<at user_id="all">所有人</at>',)))
    tags = {part["tag"] for row in double.taken[0]["content"]["post"]["zh_cn"]["content"] for part in row}
    assert (double.taken[0]["msg_type"], tags) == ("post", {"text"})


def test_secrets_do_not_show():
    robot = Robot(parse("dingtalk", REAL["dingtalk"]), "SEC0123", "")
    assert "SEC0123" not in repr(robot) and TOKENS["dingtalk"] not in repr(robot)
