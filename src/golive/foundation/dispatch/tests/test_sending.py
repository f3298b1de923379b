"""What waits is sent, once; whatever happens, the row says so and who can mend it is told."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from golive.foundation import clock
from golive.foundation.dispatch import outbox, sending, services
from golive.foundation.dispatch.models import Dispatch, Robot
from golive.foundation.dispatch.tests import factories
from golive.foundation.errors import Refused
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.worker import run_pending
from golive.foundation.notify.models import Notification
from golive.foundation.words import words
from tests.connectors.notify.doubles import REAL, robots

BUSY = (200, '{"errcode":45009,"errmsg":"api freq out of limit"}')


@pytest.fixture
def double(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with robots() as found:
        for kind in REAL:
            monkeypatch.setitem(sending.ORIGINS, kind, found.origin)
        yield found


def put(robot, **more):
    values = {"title": words("Duties past their days of grace: %(n)s", n=3), "url": "/inbox/"} | more
    return outbox.to_robots([robot], "t.topic", **values)


def state():
    row = Dispatch.objects.get()
    return row.state, row.code, row.attempts


def wait_over():
    Dispatch.objects.update(next_at=clock.machine())


@pytest.mark.parametrize("kind", REAL)
def test_in_the_language_of_the_project_with_its_name_and_link(cast, double, kind):
    cast.project.language = "en"
    cast.project.save()
    with override("zh-hans"):
        put(factories.robot(cast, kind), lines=[words("%(n)s overdue", n=3)])
        assert [j.state for j in run_pending()] == ["done"]
    assert state() == ("delivered", "delivered", 1)
    for part in (str(cast.project), "Duties past their days of grace: 3", "3 overdue", "http://localhost:8000/inbox/"):
        assert part in double.texts[0]


def test_the_same_thing_goes_to_a_robot_once(cast, double):
    robot = factories.robot(cast)
    assert len(put(robot, once="k")) == 1
    sending.send_waiting()
    assert put(robot, once="k") == []
    assert len(put(factories.robot(cast, "feishu"), once="k")) == 1
    sending.send_waiting()
    sending.send_waiting()
    assert len(double.taken) == 2


def test_many_put_out_at_once_are_one_job(cast, double):
    robot = factories.robot(cast)
    for n in range(3):
        put(robot, title=words("%(n)s overdue", n=n))
    assert Job.objects.filter(kind="dispatch.send").count() == 1
    run_pending()
    assert len(double.taken) == 3


def test_a_refusal_ends_it_and_the_project_manager_is_told_once_a_day(cast, double):
    double.secret = "SEC"
    robot = factories.robot(cast, "dingtalk")
    put(robot)
    put(robot)
    sending.send_waiting()
    assert {(d.state, d.code) for d in Dispatch.objects.all()} == {("refused", "robot_sign")}
    told = Notification.objects.get(kind="dispatch.failed")
    assert (told.person, told.level) == (cast.pm, "bad")
    assert robot.name in str(told) and "invalid timestamp" in str(told)
    assert told.url == f"/p/{cast.project.code}/robots/{robot.pk}/"


def test_a_busy_robot_is_tried_again_and_given_up_in_the_end(cast, double):
    double.script = [BUSY] * 10
    put(factories.robot(cast))
    began = clock.machine()
    sending.send_waiting()
    row = Dispatch.objects.get()
    assert state() == ("waiting", "busy", 1) and row.next_at >= began + timedelta(seconds=60)
    sending.send_waiting()
    assert double.calls == 1  # it is not time yet
    for _n in sending.BACKOFF:
        assert state()[0] == "waiting" and not Notification.objects.exists()
        wait_over()
        sending.send_waiting()
    assert state() == ("refused", "busy", 6)
    assert "6" in Dispatch.objects.get().answer_text and Notification.objects.filter(person=cast.pm).count() == 1


def test_what_was_busy_arrives_later(cast, double):
    double.script = [BUSY]
    put(factories.robot(cast))
    sending.send_waiting()
    wait_over()
    sending.send_waiting()
    assert state() == ("delivered", "delivered", 2) and len(double.taken) == 1


@pytest.mark.parametrize("told", ["hang up", (200, "<html>portal</html>")])
def test_what_nobody_knows_is_not_repeated_but_told(cast, double, told):
    double.script = [told]
    put(factories.robot(cast))
    sending.send_waiting()
    wait_over()
    sending.send_waiting()
    assert state()[0] == "unknown" and double.calls == 1
    assert Notification.objects.get().person == cast.pm


class Killed(BaseException):
    pass


def test_a_crash_between_sending_and_recording_never_sends_twice(cast, double, monkeypatch):
    """The message is in the group, the row knows nothing of it: after the crash it is unknown, and stays unsent."""
    put(factories.robot(cast))
    kept = sending._record

    def dies(*_args):
        raise Killed

    monkeypatch.setattr(sending, "_record", dies)
    with pytest.raises(Killed):
        sending.send_waiting()
    assert len(double.taken) == 1 and state()[:2] == ("sending", "")
    monkeypatch.setattr(sending, "_record", kept)
    sending.send_waiting()
    assert state()[0] == "sending"  # perhaps it is still at work
    Dispatch.objects.update(began_at=clock.machine() - Dispatch.LEASE - timedelta(seconds=1))
    sending.send_waiting()
    sending.send_waiting()
    assert len(double.taken) == 1 and state()[:2] == ("unknown", "interrupted")
    assert Notification.objects.get().person == cast.pm


def test_a_crash_before_the_intent_is_recorded_sends_later(cast, double, monkeypatch):
    put(factories.robot(cast))
    monkeypatch.setattr(sending, "_next", lambda: (_ for _ in ()).throw(Killed()))
    with pytest.raises(Killed):
        sending.send_waiting()
    monkeypatch.undo()
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setitem(sending.ORIGINS, "wecom", double.origin)
    sending.send_waiting()
    assert len(double.taken) == 1


def test_who_was_thought_dead_may_still_say_that_it_arrived(cast, double):
    put(factories.robot(cast))
    row = sending._next()
    Dispatch.objects.update(began_at=clock.machine() - 2 * Dispatch.LEASE)
    sending.recover()
    assert state()[0] == "unknown"
    assert sending._attempt(row) == "delivered" and state()[0] == "delivered"


def test_a_person_sends_it_again(cast, double):
    double.script = ["hang up"]
    put(factories.robot(cast))
    sending.send_waiting()
    row = Dispatch.objects.get()
    services.send_again(cast.pm, row)
    run_pending()
    assert state() == ("delivered", "delivered", 1) and len(double.taken) == 2
    with pytest.raises(Refused, match="not_stuck"):
        services.send_again(cast.pm, row)


def test_no_more_than_a_robot_takes_in_a_minute(cast, double):
    robot, other = factories.robot(cast, "wecom"), factories.robot(cast, "feishu")
    for n in range(25):
        put(robot, title=words("%(n)s overdue", n=n))
    put(other)
    sending.send_waiting()
    assert len(double.taken) == 21  # twenty, and the other robot need not wait for them
    Dispatch.objects.update(began_at=clock.machine() - timedelta(seconds=61))
    wait_over()
    sending.send_waiting()
    assert len(double.taken) == 26


def test_a_stopped_robot_gets_nothing(cast, double):
    robot = factories.robot(cast, topics=["duties.escalations"])
    put(robot)
    services.stop_robot(cast.pm, robot)
    assert outbox.robots_for(cast.project, "duties.escalations") == []
    sending.send_waiting()
    assert state()[0] == "dropped" and double.calls == 0
    services.start_robot(cast.pm, robot)
    assert outbox.robots_for(cast.project, "duties.escalations") == [robot]


def test_a_secret_sealed_by_another_key_is_said_and_nothing_is_sent(cast, double):
    robot = factories.robot(cast)
    other = factories.robot(cast, "feishu")
    Robot.objects.filter(pk=robot.pk).update(secret=Robot.objects.get(pk=other.pk).secret)
    put(robot)
    sending.send_waiting()
    assert state()[:2] == ("refused", "secret_unreadable") and double.calls == 0


def test_a_message_leads_to_this_site_only(cast):
    with pytest.raises(ValueError):
        put(factories.robot(cast), url="//evil.example/")


def test_the_test_message_is_seen_on_the_robot_s_page(cast, client, double):
    robot = factories.robot(cast)
    client.force_login(cast.pm, "allauth.account.auth_backends.AuthenticationBackend")
    address = f"/p/{cast.project.code}/robots/{robot.pk}/"
    assert client.post(f"{address}test_robot/").status_code == 302
    assert "hx-get" in client.get(address).content.decode()  # it is on its way, and the list asks for itself
    run_pending()
    rows = client.get(f"{address}rows/").content.decode()
    assert "已送达" in rows and "hx-get" not in rows
    assert "GoLive" in double.texts[0]


def test_the_history_calls_topics_by_their_names(cast, client):
    robot = factories.robot(cast, topics=["duties.escalations"])
    client.force_login(cast.pm, "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/p/{cast.project.code}/robots/{robot.pk}/").content.decode()
    assert "<ins>超过宽限期并被升级的职责</ins>" in page and "duties.escalations" not in page
