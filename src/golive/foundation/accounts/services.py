"""Every write to people, organisations and places in projects."""

from __future__ import annotations

from datetime import date
from typing import Any

from axes import utils as axes
from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.accounts.models import Department, Membership, Organisation, Party, Project, User
from golive.foundation.accounts.permissions import (
    may_administer,
    may_create_project,
    may_edit_self,
    may_staff,
    may_steer_account,
)
from golive.foundation.accounts.signin import end_sessions
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("accounts.add_organisation", permission=may_administer, label=_("Add an organisation"))
def add_organisation(
    actor: Any, subject: Any, *, name: str, short_name: str = "", kind: str = Organisation.Kind.CLIENT
) -> Organisation:
    return Organisation.objects.create(name=name, short_name=short_name, kind=kind)


@use_case("accounts.add_department", permission=may_administer, label=_("Add a department"))
def add_department(
    actor: Any, organisation: Organisation, *, name: str, parent: Department | None = None
) -> Department:
    return Department.objects.create(organisation=organisation, name=name, parent=parent)


@use_case("accounts.add_person", permission=may_administer, label=_("Add a person"), secret=("password",))
def add_person(
    actor: Any,
    organisation: Organisation,
    *,
    username: str,
    display_name: str,
    password: str | None = None,
    department: Department | None = None,
    email: str = "",
    phone: str = "",
    language: str = "zh-hans",
    one_time: bool = False,
) -> User:
    """`one_time`: the password only serves to sign in once and choose another."""
    if User.objects.filter(username=username).exists():
        raise Refused(
            "username_taken", _("The sign-in name “%(username)s” is taken. Choose another one."), username=username
        )
    person = User(
        username=username,
        display_name=display_name,
        organisation=organisation,
        department=department,
        email=email,
        phone=phone,
        language=language,
        must_change_password=one_time,
    )
    person.set_password(password)
    person.save()
    return person


@use_case("accounts.disable_person", permission=may_steer_account, label=_("Disable an account"))
def disable_person(actor: Any, person: User) -> User:
    """He cannot sign in any more and is signed out everywhere; what he did and signed stays."""
    if person.pk == actor.pk:
        raise Refused("own_account", _("You cannot disable your own account. Ask another administrator to do it."))
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)
    return person


@use_case("accounts.enable_person", permission=may_steer_account, label=_("Enable an account"))
def enable_person(actor: Any, person: User) -> User:
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


@use_case(
    "accounts.reset_password", permission=may_steer_account, label=_("Set a one-time password"), secret=("password",)
)
def reset_password(actor: Any, person: User, *, password: str) -> User:
    """For who has forgotten his: he signs in with it once and chooses another. Ends his sessions and any lock-out."""
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    end_sessions(person)
    axes.reset(username=person.username)
    return person


@use_case(
    "accounts.add_administrator", permission=may_administer, label=_("Add an administrator"), secret=("password",)
)
def add_administrator(actor: Any, subject: Any, *, username: str, password: str) -> User:
    """An administrator of the installation: accounts and organisations; he sees no project without a place in it."""
    if User.objects.filter(username=username).exists():
        raise Refused(
            "username_taken", _("The sign-in name “%(username)s” is taken. Choose another one."), username=username
        )
    person = User(username=username, display_name=username, is_superuser=True)
    person.set_password(password)
    person.save()
    return person


@use_case("accounts.create_project", permission=may_create_project, label=_("Start a project"))
def create_project(
    actor: Any,
    client: Organisation,
    *,
    code: str,
    name: str,
    method: str,
    start_date: date,
    go_live_date: date,
    language: str = "zh-hans",
    timezone: str = "Asia/Shanghai",
) -> Project:
    """Make the project; whoever starts it is its project manager until somebody else is named."""
    if Project.objects.filter(code=code).exists():
        raise Refused("project_code_taken", _("The project code “%(code)s” is taken. Choose another one."), code=code)
    if go_live_date <= start_date:
        raise Refused("go_live_before_start", _("The go-live date must be after the start date."))
    project = Project.objects.create(
        code=code,
        name=name,
        client=client,
        method=method,
        start_date=start_date,
        go_live_date=go_live_date,
        language=language,
        timezone=timezone,
        created_at=clock.now(),
    )
    Membership.objects.create(project=project, person=actor, party=Party.PM, role_title=str(Party.PM.label))
    return project


@use_case("accounts.name_member", permission=may_staff, label=_("Name a person for a party"))
def name_member(
    actor: Any,
    project: Project,
    *,
    person: User,
    party: str,
    role_title: str,
    department: Department | None = None,
    availability: int = 100,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give a person a place in the project. Naming the same place again changes its title and availability."""
    membership, _made = Membership.objects.update_or_create(
        project=project,
        person=person,
        party=party,
        department=department,
        defaults={
            "role_title": role_title,
            "availability": availability,
            "valid_from": valid_from,
            "valid_to": valid_to,
        },
    )
    return membership


@use_case("accounts.end_membership", permission=may_staff, label=_("End a place in the project"))
def end_membership(actor: Any, membership: Membership, *, last_day: date | None = None) -> Membership:
    """The person leaves; what he did and signed stays."""
    others = Membership.objects.filter(project=membership.project, party=Party.PM).exclude(pk=membership.pk)
    if membership.party == Party.PM and not others.exists():
        raise Refused(
            "last_project_manager",
            _("A project needs a project manager. Name the successor first, then end this place."),
        )
    membership.valid_to = last_day or clock.today(membership.project.timezone)
    membership.save(update_fields=["valid_to"])
    return membership


@use_case("accounts.choose_language", permission=may_edit_self, label=_("Choose the language"))
def choose_language(actor: Any, person: User, *, language: str) -> User:
    person.language = language
    person.save(update_fields=["language"])
    return person
