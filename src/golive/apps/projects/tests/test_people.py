"""Starting a project, and naming its people: nobody of another client is offered or taken."""

import pytest
from django.urls import reverse

from golive.apps.projects import queries
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.accounts.tests.factories import organisation, person

pytestmark = pytest.mark.django_db


def page(name, cast, **kwargs):
    return reverse(f"projects:{name}", kwargs={"project": cast.project.code, **kwargs})


def test_every_party_is_shown_with_its_people(cast, client):
    client.force_login(cast.vendor)
    answer = client.get(page("people", cast))
    parties = dict(answer.context["parties"])
    assert list(parties) == list(Party)
    assert [m.person for m in parties[Party.SPONSOR]] == [cast.sponsor]
    assert page("name_member", cast) not in answer.content.decode()


def test_the_project_manager_names_a_person_on_the_page(cast, client):
    newcomer = person("新人", cast.project.client)
    client.force_login(cast.pm)
    data = {
        "person": newcomer.pk,
        "party": "T",
        "role_title": "测试",
        "availability": "50",
        "department": cast.sales.pk,
    }
    assert client.post(page("name_member", cast), data).status_code == 302
    assert access.stands_for(newcomer, cast.project, Party.TEAM)


def test_people_of_another_client_are_neither_offered_nor_taken(cast, client):
    assert cast.stranger not in queries.nameable(cast.project)
    assert cast.vendor in queries.nameable(cast.project)
    client.force_login(cast.pm)
    data = {"person": cast.stranger.pk, "party": "T", "role_title": "测试", "availability": "50"}
    assert client.post(page("name_member", cast), data).status_code == 200
    assert not access.is_member(cast.stranger, cast.project)


def test_a_place_is_ended_on_the_page(cast, client):
    place = cast.project.memberships.get(person=cast.qa)
    client.force_login(cast.pm)
    assert client.post(page("end_membership", cast, pk=place.pk)).status_code == 302
    place.refresh_from_db()
    assert place.valid_to is not None


def test_a_project_is_started_with_phases_and_its_starter_as_manager(cast, client):
    starter = person("张总", cast.project.client)
    client.force_login(starter)
    data = {
        "name": "二期",
        "code": "phase-two",
        "client": cast.project.client.pk,
        "method": "standard",
        "start_date": "2027-03-01",
        "go_live_date": "2027-12-01",
    }
    assert client.post(reverse("web:create_project"), data).status_code == 302
    made = Project.objects.get(code="phase-two")
    assert made.phases.count() == 6 and access.stands_for(starter, made, Party.PM)


def test_a_project_is_started_only_for_ones_own_clients(cast):
    elsewhere = organisation()
    assert list(queries.clients_for(cast.pm)) == [cast.project.client]
    assert elsewhere not in queries.clients_for(cast.vendor)
    assert cast.project.client in queries.clients_for(cast.vendor)
