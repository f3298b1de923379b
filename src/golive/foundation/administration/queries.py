"""Reads of the installation's accounts, for its administrator."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from golive.foundation.accounts.models import Organisation, User
from golive.foundation.accounts.permissions import may_administer


def visible_organisations(actor: Any) -> QuerySet[Organisation]:
    rows = Organisation.objects.all() if may_administer(actor) else Organisation.objects.none()
    active = Count("people", filter=Q(people__is_active=True), distinct=True)
    return rows.prefetch_related("departments").annotate(headcount=active)


def visible_people(actor: Any) -> QuerySet[User]:
    """Everybody but the product itself, newest account first."""
    rows = User.objects.filter(is_system=False) if may_administer(actor) else User.objects.none()
    return rows.select_related("organisation", "department").order_by("-id")


def search(rows: QuerySet[User], text: str) -> QuerySet[User]:
    """Every word must be found in the name, the sign-in name, the mail address or the organisation."""
    for word in text.split():
        rows = rows.filter(
            Q(display_name__icontains=word)
            | Q(username__icontains=word)
            | Q(email__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(organisation__short_name__icontains=word)
        )
    return rows
