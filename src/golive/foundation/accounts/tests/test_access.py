from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation import clock
from golive.foundation.accounts import access, services
from golive.foundation.accounts.models import INSIDE, Membership, Party
from golive.foundation.accounts.queries import visible_projects
from golive.foundation.accounts.tests.factories import person
from golive.foundation.audit import services as audit
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_a_stranger_sees_only_his_own_project(cast):
    assert list(visible_projects(cast.stranger)) == [cast.other_project]
    assert list(visible_projects(cast.pm)) == [cast.project]


def test_an_administrator_without_a_place_sees_no_project(cast):
    admin = person("admin", cast.project.client, is_superuser=True)
    assert not visible_projects(admin).exists()


def test_the_vendor_is_not_of_the_inside(cast):
    assert not access.stands_for(cast.vendor, cast.project, *INSIDE)
    assert access.stands_for(cast.business, cast.project, *INSIDE)


def test_a_place_ends_with_its_last_day(cast):
    place = Membership.objects.get(person=cast.vendor, project=cast.project)
    services.end_membership(cast.pm, place)
    assert access.is_member(cast.vendor, cast.project)
    with clock.at(clock.now() + timedelta(days=1)):
        assert not access.is_member(cast.vendor, cast.project)
        assert not visible_projects(cast.vendor).exists()


def test_a_disabled_account_has_no_place(cast):
    cast.it.is_active = False
    assert not access.is_member(cast.it, cast.project)


def test_naming_a_member_needs_the_project_manager(cast):
    newcomer = person("newcomer", cast.project.client)
    with pytest.raises(PermissionDenied):
        services.name_member(cast.vendor, cast.project, person=newcomer, party=Party.TEAM, role_title="开发")
    place = services.name_member(cast.pm, cast.project, person=newcomer, party=Party.TEAM, role_title="开发")
    assert access.is_member(newcomer, cast.project)
    (line,) = audit.entries_for(place)
    assert (line.action, line.actor) == ("accounts.name_member", cast.pm)


def test_the_last_project_manager_cannot_leave(cast):
    place = Membership.objects.get(person=cast.pm, project=cast.project)
    with pytest.raises(Refused) as refusal:
        services.end_membership(cast.pm, place)
    assert refusal.value.code == "last_project_manager"


def test_a_password_never_reaches_the_audit_trail(cast):
    admin = person("admin", cast.project.client, is_superuser=True)
    made = services.add_person(
        admin, cast.project.client, username="zhang.wei", display_name="张伟", password="geheim-geheim"
    )
    (line,) = audit.entries_for(made)
    assert "geheim" not in str(line.detail) and line.detail["username"] == "zhang.wei"
