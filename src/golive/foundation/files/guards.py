"""Who may see the files of a record: whoever may see the record. A kind of record without a guard has no readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from golive.foundation.audit.services import subject_key

Guard = Callable[[Any, int], bool]
GUARDS: dict[str, Guard] = {}


def register_guard(label: str, may_see: Guard) -> None:
    """`label` as in subject keys ("requirements.requirement"); `may_see(actor, pk)`, from the app's `visible(actor)`:

    register_guard("requirements.requirement", lambda actor, pk: visible(actor).filter(pk=pk).exists())
    """
    GUARDS[label.lower()] = may_see


def may_see(actor: Any, subject: str) -> bool:
    """Whether `actor` may see what belongs to the record with this key. Unknown kinds: nobody."""
    label, _colon, pk = subject.partition(":")
    guard = GUARDS.get(label)
    return bool(guard and pk.isdecimal() and guard(actor, int(pk)))


def may_see_record(actor: Any, record: Any) -> bool:
    return may_see(actor, subject_key(record))
