"""Who sees the data, works on it, loads it, and puts his name under it."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party

SEES_ROWS = (*INSIDE, Party.TEAM, Party.VENDOR)  # consultants see the statements, not the rows
PREPARES = (Party.PM, Party.IT, Party.VENDOR)
OWNERS = (Party.BUSINESS, Party.TEAM, Party.USER)


def _project(subject: Any) -> Any:
    return getattr(subject, "project", subject)


def may_see_rows(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, _project(subject), *SEES_ROWS)


def may_prepare(actor: Any, subject: Any) -> bool:
    """Bring in sources, take extracts, write rules and mappings, simulate, load, reconcile, take back."""
    return access.stands_for(actor, _project(subject), *PREPARES)


def may_govern(actor: Any, subject: Any) -> bool:
    """Name the owner of an object and its bar; open cycles; issue the certificate."""
    return access.stands_for(actor, _project(subject), Party.PM, Party.IT)


def may_correct(actor: Any, subject: Any) -> bool:
    """The owner's people, and IT and the project manager, who do it in his name. Subject: the object or a part of it."""
    data_object = getattr(subject, "data_object", subject)
    if access.stands_for(actor, data_object.project, Party.PM, Party.IT):
        return True
    return belongs_to_owner(actor, data_object, *OWNERS)


def may_rule(actor: Any, subject: Any) -> bool:
    """Decide on rules: those who prepare, and the owner's people, whose data it is."""
    return may_prepare(actor, subject) or may_correct(actor, subject)


def may_work(actor: Any, subject: Any) -> bool:
    """Keep what a job found that one of these people started."""
    return may_prepare(actor, subject) or may_correct(actor, subject)


def may_sign_count(actor: Any, sheet: Any) -> bool:
    """A storekeeper: somebody of the department that owns the stock."""
    return belongs_to_owner(actor, sheet.extract.data_object, *OWNERS)


def may_care(actor: Any, subject: Any) -> bool:
    """Care for the live data: IT, the project manager and the vendor's care; the owner's people for their object."""
    if access.stands_for(actor, _project(subject), Party.PM, Party.IT, Party.CARE):
        return True
    data_object = getattr(subject, "data_object", subject)
    return hasattr(data_object, "owner_id") and belongs_to_owner(actor, data_object, Party.BUSINESS)


def may_count(actor: Any, subject: Any) -> bool:
    """Somebody of the department that owns the stock. Subject: a sheet."""
    return belongs_to_owner(actor, subject.data_object, *OWNERS)


def may_sign_data(actor: Any, subject: Any) -> bool:
    """A key user of the department that owns the data. Subject: the object or a part of it."""
    return belongs_to_owner(actor, getattr(subject, "data_object", subject), Party.BUSINESS)


def may_sign_reconciliation(actor: Any, statement: Any) -> bool:
    """A key user of the department that owns the data: nobody signs for another department."""
    return belongs_to_owner(actor, statement.data_object, Party.BUSINESS)


def belongs_to_owner(actor: Any, data_object: Any, *parties: Party) -> bool:
    places = access.memberships(actor, data_object.project)
    wanted = {p.value for p in parties}
    return data_object.owner_id is not None and any(
        m.party in wanted and m.department_id == data_object.owner_id for m in places
    )
