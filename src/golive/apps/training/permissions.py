"""Who teaches and who learns."""

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party

TEACHERS = (Party.PM, Party.VENDOR, Party.CONSULTANT, Party.IT, Party.BUSINESS)


def may_write_course(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, getattr(subject, "project", subject), *TEACHERS)


def may_take(actor: Any, course: Any) -> bool:
    return access.is_member(actor, course.project)
