"""Pages that belong to no project, such as the inbox, keep the menu of the project one comes from."""

import pytest
from django.urls import reverse

from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests.factories import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def menu(cast, client):
    """Of the inbox, as the project manager sees it: the addresses of both projects' matrices."""
    client.force_login(cast.pm)
    urls = {p: reverse("duties:matrix", kwargs={"project": p.code}) for p in (cast.project, cast.other_project)}

    def shown():
        text = client.get(reverse("notify:inbox")).content.decode()
        return [p for p, url in urls.items() if f'href="{url}"' in text]

    return shown


def test_the_only_project(cast, menu):
    assert menu() == [cast.project]


def test_the_last_of_several(cast, menu, client):
    place(cast.other_project, cast.pm, Party.PM)
    assert menu() == []
    client.get(reverse("projects:people", kwargs={"project": cast.other_project.code}))
    assert menu() == [cast.other_project]


def test_a_project_that_one_has_left_has_no_menu(cast, menu, client):
    place(cast.other_project, cast.pm, Party.PM)
    client.get(reverse("projects:people", kwargs={"project": cast.project.code}))
    cast.project.memberships.filter(person=cast.pm).delete()
    assert menu() == [cast.other_project]
