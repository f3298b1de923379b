"""Records that people talk about although no register lists them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from golive.foundation.registers.definition import register_of


@dataclass(frozen=True, slots=True)
class Thread:
    """`visible`: the records whose talk the actor may read and join; `address`: where it is read."""

    model: Any
    visible: Callable[[Any], QuerySet[Any]]
    address: Callable[[Any], str]


THREADS: dict[str, Thread] = {}


def talk_about(model: Any, *, visible: Callable[[Any], QuerySet[Any]], address: Callable[[Any], str]) -> None:
    """Declare once that there is talk about records of a model, in `apps.py` of its app."""
    THREADS[model._meta.label] = Thread(model, visible, address)


def may_join(actor: Any, record: Any) -> bool:
    """Whether the actor may read and write what is said about a record: it is one of a register that he may open, or of
    a thread, and he sees it."""
    register = register_of(record)
    if register is not None:
        mine = register.comments and register.permission(actor, register.project_of(record))
        return bool(mine and register.visible(actor).filter(pk=record.pk).exists())
    thread = THREADS.get(record._meta.label)
    return thread is not None and thread.visible(actor).filter(pk=record.pk).exists()


def project_of(record: Any) -> Any:
    register = register_of(record)
    return register.project_of(record) if register is not None else record.project


def address_of(record: Any) -> str:
    """Where the talk is read."""
    register = register_of(record)
    page = register.address(record) if register is not None else THREADS[record._meta.label].address(record)
    return f"{page}#comments"
