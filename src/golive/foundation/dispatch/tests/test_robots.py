"""The project manager's robots: what is entered is kept where nobody reads it, and only known addresses are taken."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from golive.foundation.audit.services import entries_for
from golive.foundation.dispatch import keys, services
from golive.foundation.dispatch.models import Dispatch, Robot
from golive.foundation.dispatch.queries import visible, visible_robots
from golive.foundation.dispatch.tests import factories
from golive.foundation.errors import Refused
from tests.connectors.notify.doubles import REAL, TOKENS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SIGN = "SEC0f3c8a"


def everything_stored():
    """All text of all tables."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_address_and_secret_are_neither_stored_nor_shown_nor_audited(cast, client):
    robot = factories.robot(cast, "dingtalk", sign=SIGN)
    services.edit_robot(cast.pm, robot, address=REAL["dingtalk"], sign=SIGN)
    robot.refresh_from_db()
    assert keys.reveal_robot(robot) == (TOKENS["dingtalk"], SIGN)
    assert robot.project.name in (stored := everything_stored())
    client.force_login(cast.pm, BACKEND)
    pages = [
        f"/p/{cast.project.code}/robots/{tail}" for tail in ("", f"{robot.pk}/", f"{robot.pk}/edit_robot/", "export/")
    ]
    shown = "".join(client.get(page).content.decode("utf8", "replace") for page in pages)
    assert "项目群" in shown
    for secret in (TOKENS["dingtalk"], SIGN, robot.secret):
        assert secret not in shown
    assert TOKENS["dingtalk"] not in stored and SIGN not in stored
    assert [e.action for e in entries_for(robot)] == ["dispatch.add_robot", "dispatch.edit_robot"]


def test_what_is_left_empty_stays(cast):
    robot = factories.robot(cast, "dingtalk", sign=SIGN, topics=["duties.escalations", "no such"])
    services.edit_robot(cast.pm, robot, name="指导委员会群", keyword="ERP")
    robot.refresh_from_db()
    assert (robot.name, robot.keyword, robot.topics) == ("指导委员会群", "ERP", ["duties.escalations"])
    assert keys.reveal_robot(robot) == (TOKENS["dingtalk"], SIGN)
    services.edit_robot(cast.pm, robot, address=REAL["dingtalk"].replace("d" * 64, "e" * 64))
    robot.refresh_from_db()
    assert keys.reveal_robot(robot) == ("e" * 64, SIGN) and robot.signs
    services.edit_robot(cast.pm, robot, unsign=True)
    robot.refresh_from_db()
    assert keys.reveal_robot(robot) == ("e" * 64, "") and not robot.signs


def test_another_kind_needs_its_own_address(cast):
    robot = factories.robot(cast, "wecom")
    with pytest.raises(Refused, match="address_wanted"):
        services.edit_robot(cast.pm, robot, kind="dingtalk")
    services.edit_robot(cast.pm, robot, kind="dingtalk", address=REAL["dingtalk"])
    robot.refresh_from_db()
    assert (robot.kind, robot.host, keys.reveal_robot(robot)[0]) == (
        "dingtalk",
        "oapi.dingtalk.com",
        TOKENS["dingtalk"],
    )


@pytest.mark.parametrize(
    ("kind", "address", "code"),
    [
        ("wecom", "https://10.0.0.1/cgi-bin/webhook/send?key=12345678", "address_host"),
        ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678", "address_not_https"),
        ("wecom", REAL["feishu"], "address_other_kind"),
        ("slack", REAL["feishu"], "kind_unknown"),
    ],
)
def test_an_address_elsewhere_is_refused(cast, kind, address, code):
    with pytest.raises(Refused) as refused:
        services.add_robot(cast.pm, cast.project, name="x", kind=kind, address=address)
    assert refused.value.code == code and "%(" not in refused.value.message
    assert not Robot.objects.exists()


def test_a_row_changed_by_hand_calls_nobody_else(cast):
    robot = factories.robot(cast)
    Robot.objects.filter(pk=robot.pk).update(host="10.0.0.1")
    robot.refresh_from_db()
    with pytest.raises(ValueError, match="address_host"):
        keys.client_of(robot)


def test_names_are_needed_once(cast):
    factories.robot(cast, name="项目群")
    for name in ("项目群", " "):
        with pytest.raises(ValidationError):
            factories.robot(cast, name=name)


def test_wecom_has_no_secret(cast):
    with pytest.raises(Refused, match="wecom_signs_not"):
        factories.robot(cast, "wecom", sign=SIGN)


def test_only_the_project_manager_keeps_robots_and_the_sponsor_sees_them(cast):
    robot = factories.robot(cast)
    for who in ("sponsor", "vendor", "it", "stranger"):
        person = getattr(cast, who)
        for act in (services.edit_robot, services.stop_robot, services.start_robot, services.test_robot):
            with pytest.raises(PermissionDenied):
                act(person, robot)
        with pytest.raises(PermissionDenied):
            services.add_robot(person, cast.project, name="x", kind="wecom", address=REAL["wecom"])
        assert visible_robots(person).exists() == (who == "sponsor")
    services.test_robot(cast.pm, robot)
    for who in ("vendor", "it", "stranger"):
        assert not visible(getattr(cast, who)).exists()
    with pytest.raises(PermissionDenied):
        services.send_again(cast.vendor, Dispatch.objects.get())
