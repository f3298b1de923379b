"""Robots of a project, the mail server of the installation, and what a person wants by mail."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_domain_name, validate_ipv46_address
from django.utils.translation import gettext_lazy as _

from golive.connectors.notify import AddressError, parse
from golive.connectors.notify.said import ADDRESSES
from golive.foundation import clock
from golive.foundation.accounts.models import Project, User
from golive.foundation.accounts.queries import system_actor
from golive.foundation.dispatch import keys, outbox
from golive.foundation.dispatch.models import Dispatch, MailChoice, MailServer, Robot
from golive.foundation.dispatch.permissions import may_administer, may_edit_self, may_keep_robots, may_send_again
from golive.foundation.dispatch.registry import TOPICS
from golive.foundation.errors import Refused
from golive.foundation.jobs.queue import enqueue
from golive.foundation.use_cases import use_case
from golive.foundation.words import words

TEST = "dispatch.test"


@use_case("dispatch.add_robot", permission=may_keep_robots, label=_("Add a robot"), secret=("address", "sign"))
def add_robot(
    actor: Any,
    project: Project,
    *,
    name: str,
    kind: str,
    address: str,
    sign: str = "",
    keyword: str = "",
    topics: list[str] | None = None,
) -> Robot:
    """`address` as copied from the group's settings; of it only the token is kept, in the vault."""
    found = _parsed(kind, address)
    robot = Robot(project=project, name=name.strip(), kind=kind, keyword=keyword.strip(), host=found.host, secret="-")
    robot.topics, robot.added_by, robot.added_at = _topics(topics or []), actor, clock.now()
    _checked(robot, sign)
    robot.save()
    keys.hide_robot(robot, found.token, sign.strip())
    Robot.objects.filter(pk=robot.pk).update(secret=robot.secret, signs=robot.signs)
    return robot


@use_case("dispatch.edit_robot", permission=may_keep_robots, label=_("Edit the robot"), secret=("address", "sign"))
def edit_robot(
    actor: Any,
    robot: Robot,
    *,
    name: str | None = None,
    kind: str | None = None,
    address: str = "",
    sign: str = "",
    unsign: bool = False,
    keyword: str | None = None,
    topics: list[str] | None = None,
) -> Robot:
    """An empty address or signing secret stays as it is; `unsign` takes the secret away. Another kind needs its address."""
    robot = Robot.objects.select_for_update(of=("self",)).select_related("project").get(pk=robot.pk)
    if kind is not None and kind != robot.kind and not address:
        raise Refused(
            "address_wanted", _("Another kind of robot has another address. Enter it as well; nothing was saved.")
        )
    robot.name = robot.name if name is None else name.strip()
    robot.kind = robot.kind if kind is None else kind
    robot.keyword = robot.keyword if keyword is None else keyword.strip()
    robot.topics = robot.topics if topics is None else _topics(topics)
    if address or sign or unsign:
        found = _parsed(robot.kind, address) if address else None
        token, before = ("", "") if found and (sign or unsign) else keys.reveal_robot(robot)
        robot.host = found.host if found else robot.host
        keys.hide_robot(robot, found.token if found else token, "" if unsign else sign.strip() or before)
    _checked(robot, sign)
    robot.save()
    return robot


@use_case("dispatch.stop_robot", permission=may_keep_robots, label=_("Stop the robot"))
def stop_robot(actor: Any, robot: Robot) -> Robot:
    """It gets nothing more; what still waits is not sent."""
    return _set(robot, Robot.State.STOPPED)


@use_case("dispatch.start_robot", permission=may_keep_robots, label=_("Start the robot again"))
def start_robot(actor: Any, robot: Robot) -> Robot:
    return _set(robot, Robot.State.ACTIVE)


@use_case("dispatch.test_robot", permission=may_keep_robots, label=_("Send a test message"))
def test_robot(actor: Any, robot: Robot) -> Dispatch:
    title = words("This is a test message of GoLive, asked for by %(person)s.", person=str(actor))
    return outbox.to_robots([robot], TEST, title=title, url=f"/p/{robot.project.code}/", by=actor)[0]


@use_case("dispatch.send_again", permission=may_send_again, label=_("Send it again"))
def send_again(actor: Any, dispatch: Dispatch) -> Dispatch:
    """Asked for by a person, who knows that what is not known may have arrived."""
    stuck = [s for s in Dispatch.State if Dispatch(state=s).stuck]
    again = Dispatch.objects.filter(pk=dispatch.pk, state__in=stuck)
    if not again.update(state=Dispatch.State.WAITING, attempts=0, next_at=clock.machine(), ended_at=None, by=actor):
        raise Refused("not_stuck", _("This message was delivered, or is on its way. It was not sent again."))
    enqueue(system_actor(), outbox.JOB)
    dispatch.refresh_from_db()
    return dispatch


@use_case("dispatch.set_mail_server", permission=may_administer, label=_("Set the mail server"), secret=("password",))
def set_mail_server(
    actor: Any,
    subject: None,
    *,
    host: str,
    port: int,
    security: str,
    sender: str,
    username: str = "",
    password: str = "",
    sender_name: str = "",
) -> MailServer:
    """An empty password stays as it is while server and account stay; a password goes over no line that others can read."""
    row = MailServer.objects.select_for_update().first() or MailServer()
    host, username = host.strip().lower(), username.strip()
    same = (row.host, row.username) == (host, username)
    secret = keys.hide_password(password) if password else row.secret if same and username else ""
    if username and not secret:
        raise Refused("password_wanted", _("Enter the password of this account as well. Nothing was saved."))
    if username and security == MailServer.Security.NONE:
        raise Refused(
            "password_in_clear",
            _("A password is not sent over a line without encryption. Choose SSL or STARTTLS; nothing was saved."),
        )
    row.host, row.port, row.security, row.username, row.secret = host, port, security, username, secret
    row.sender, row.sender_name, row.set_by, row.set_at = sender.strip(), sender_name.strip(), actor, clock.now()
    row.full_clean(validate_unique=False)
    _check_host(host)
    row.save()
    return row


@use_case("dispatch.end_mail_server", permission=may_administer, label=_("Send no more mails"))
def end_mail_server(actor: Any, server: MailServer) -> Any:
    """Its password is forgotten as well."""
    server.delete()
    return actor


@use_case("dispatch.test_mail", permission=may_administer, label=_("Send me a test mail"))
def test_mail(actor: Any, server: MailServer) -> Dispatch:
    if not actor.email:
        raise Refused(
            "mail_no_address", _("You have no mail address yourself. Enter one under People, then try again.")
        )
    title = words("This is a test mail of GoLive.")
    return outbox.to_people([actor], TEST, project=None, title=title, by=actor)[0]


@use_case("dispatch.choose_mail", permission=may_edit_self, label=_("Choose what comes by mail"))
def choose_mail(actor: Any, person: User, *, wants: str) -> MailChoice:
    if wants not in MailChoice.Wants.values:
        raise Refused("choice_unknown", _("There is no such choice. Nothing was changed."))
    return MailChoice.objects.update_or_create(person=person, defaults={"wants": wants})[0]


def _set(robot: Robot, state: str) -> Robot:
    robot = Robot.objects.select_for_update(of=("self",)).select_related("project").get(pk=robot.pk)
    robot.state = state
    robot.save(update_fields=["state"])
    return robot


def _parsed(kind: str, address: str) -> Any:
    if kind not in Robot.Kind.values:
        raise Refused("kind_unknown", _("There is no such kind of robot. Nothing was saved."))
    try:
        return parse(kind, address)
    except AddressError as error:
        raise Refused(error.code, ADDRESSES[error.code], **error.facts) from error


def _topics(keys_: list[str]) -> list[str]:
    return [key for key in TOPICS if key in keys_]


def _checked(robot: Robot, sign: str) -> None:
    if sign and robot.kind == Robot.Kind.WECOM:
        raise Refused(
            "wecom_signs_not", _("Robots of WeCom have no signing secret. Leave it empty; nothing was saved.")
        )
    robot.full_clean(exclude=["added_by", "secret", "topics"])


def _check_host(host: str) -> None:
    """A name or an address, without scheme, path or port."""
    try:
        validate_ipv46_address(host)
    except ValidationError:
        if "." in host:
            validate_domain_name(host)
        elif not host.replace("-", "").isalnum():
            raise
