"""Whom a requirement concerns, and what he is told."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.requirements.models import Requirement
from golive.foundation.notify.models import Notification
from golive.foundation.notify.sending import send
from golive.foundation.signatures import services as signatures
from golive.foundation.words import Words


def signers(requirement: Requirement) -> list[Any]:
    """Whose valid signatures are under the text."""
    return [s.signer for s in signatures.valid(requirement, "confirmed")]


def changed_after_signature(requirement: Requirement, people: list[Any]) -> None:
    text = _("%(code)s was changed after you signed it: your signature no longer covers the text.")
    for person in people:
        _tell(person, requirement, "requirement_changed", Words.of(text, code=requirement.code))


def returned(requirement: Requirement) -> None:
    text = Words.of(_("%(code)s was returned: %(reason)s"), code=requirement.code, reason=requirement.reason)
    _tell(requirement.author, requirement, "requirement_returned", text)


def _tell(person: Any, requirement: Requirement, kind: str, text: Words) -> None:
    url = reverse("requirements:requirements-detail", args=[requirement.project.code, requirement.pk])
    send(person, kind=kind, text=text, url=url, project=requirement.project, level=Notification.Level.WARN)
