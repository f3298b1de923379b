"""Sign-in rules beyond the library's: no self-registration, one-time passwords, sessions that an administrator ends."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed
from allauth.usersessions.models import UserSession
from django.dispatch import receiver
from django.utils.crypto import get_random_string

from golive.foundation.accounts.models import User

# Without letters that look alike when they are read out or copied by hand.
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: Any) -> bool:
        return False


def one_time_password() -> str:
    """Twelve letters, in three groups for reading aloud: about 69 bits."""
    return "-".join(get_random_string(4, LETTERS) for _group in range(3))


def end_sessions(person: User) -> None:
    """Sign a person out of every browser."""
    for session in UserSession.objects.filter(user=person):
        session.end()


@receiver(password_changed)
def own_password_chosen(sender: Any, user: User, **kwargs: Any) -> None:
    User.objects.filter(pk=user.pk, must_change_password=True).update(must_change_password=False)
