"""A session is noted when it is first used, from another address, and every five minutes; not at every page."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from golive.foundation import clock

pytestmark = pytest.mark.django_db


def test_it_is_noted_at_most_every_five_minutes(cast, monkeypatch):
    begin = clock.machine()
    client = Client()
    client.force_login(cast.pm, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("web:mine", kwargs={"project": cast.project.code})

    def noted(seconds, **more):
        monkeypatch.setattr(clock, "machine", lambda: begin + timedelta(seconds=seconds))
        UserSession.objects.update(last_seen_at=begin - timedelta(days=1))
        assert client.get(address, **more).status_code == 200
        return UserSession.objects.filter(last_seen_at__gt=begin - timedelta(hours=1)).exists()

    assert noted(0)
    assert not noted(299)
    assert noted(300)
    assert noted(301, REMOTE_ADDR="10.0.0.7")
