"""Plant strings in everything confidential, then ask every page, export, document, message and API answer as everybody.

An app plants its own in a module of `tests/secrets/planted/`, found by itself:

    @plant
    def appraisals(cast) -> Iterator[Secret]:
        mark = secret_text("appraisal")          # a text that occurs nowhere else
        services.write_appraisal(cast.pm, cast.team, words=mark)
        yield Secret("words of an appraisal", mark, may_see={"pm", "team"})

`may_see`: names of the cast; whoever is not named must not find it in any answer, of any status. For amounts use
`secret_fen()`: it is looked for in yuan and fen, with and without separators.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from golive.foundation.accounts.models import Party
from golive.foundation.errors import Refused
from tests.arch.pages import Page, pages
from tests.arch.samples import SAMPLES

PEOPLE = [party.name.lower() for party in Party]
_number = count(1)


@dataclass(frozen=True)
class Secret:
    what: str
    mark: str
    may_see: frozenset[str] | set[str]
    also: tuple[str, ...] = ()  # other spellings of the same
    pages: tuple[str, ...] = ()  # addresses where it stands that no register knows: comparisons, documents

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.mark, *self.also)


@dataclass(frozen=True)
class Leak:
    what: str
    who: str
    where: str

    def __str__(self) -> str:
        return f"{self.who} found {self.what} in {self.where}"


Plant = Callable[[Any], Iterator[Secret]]
PLANTS: list[Plant] = []


def plant(function: Plant) -> Plant:
    PLANTS.append(function)
    return function


def secret_text(what: str) -> str:
    """A text that occurs nowhere else, without characters that HTML or JSON writes otherwise."""
    return f"zq{what}{next(_number):03}xj"


def secret_fen() -> int:
    """An amount that occurs nowhere else: seven digits of yuan and two of fen."""
    return 7_31_92_045_37 + next(_number) * 1_000_100


def spellings_of(fen: int) -> tuple[str, ...]:
    """1234567.89, 1,234,567.89, 1234567, 1,234,567, 123456789: as pages, sheets and JSON may write it."""
    yuan = fen // 100
    return (f"{fen}", f"{yuan}.{fen % 100:02}", f"{yuan:,}.{fen % 100:02}", f"{yuan}", f"{yuan:,}")


def secret_amount(what: str, fen: int, may_see: set[str]) -> Secret:
    first, *rest = spellings_of(fen)
    return Secret(what, first, may_see, tuple(rest))


@dataclass
class Walk:
    """What was asked, and what was found."""

    answers: int = 0
    read: int = 0  # answers with status 200
    leaks: list[Leak] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)  # (secret, who may and did see it): proves that it looks


def walk(cast: Any, secrets: list[Secret], *, apps: tuple[str, ...] = (), people: list[str] | None = None) -> Walk:
    """Ask every GET page (of `apps`, or all) as everybody. Records: those of the cast's project that pages have in their
    address, from the samples and from what was planted."""
    found = Walk()
    targets = [*addresses(cast, apps), *dict.fromkeys(page for s in secrets for page in s.pages)]
    for who in people or PEOPLE:
        client = Client(raise_request_exception=False)
        client.force_login(getattr(cast, who), "allauth.account.auth_backends.AuthenticationBackend")
        for where in targets:
            answer = client.get(where)
            found.answers += 1
            found.read += answer.status_code == 200
            look(found, secrets, who, where, text_of(answer))
    return found


def look(found: Walk, secrets: list[Secret], who: str, where: str, text: str) -> None:
    """Note which secrets stand in a text that `who` reads."""
    for secret in secrets:
        if any(s in text for s in secret.spellings):
            if who in secret.may_see:
                found.seen.add((secret.what, who))
            else:
                found.leaks.append(Leak(secret.what, who, where))


def addresses(cast: Any, apps: tuple[str, ...]) -> list[str]:
    """Every address with a GET page: lists, exports, documents, messages, the API; for pages of one record each record
    that was planted (`extra`), else the sample."""
    ours = [p for p in pages() if not apps or p.name.split(":")[0] in apps or p.name.startswith("api")]
    ours = [p for p in ours if p.name in SAMPLES or not p.keys - {"project"}]
    given = sampled({p.name for p in ours if not _planted(cast, p)}, cast)
    ours = [p for p in ours if _planted(cast, p) or p.name in given or not p.keys - {"project"}]
    found = []
    for page in ours:
        for keys in _planted(cast, page) or [given.get(page.name, {})]:
            values = {**keys, **({"project": cast.project.code} if "project" in page.keys else {})}
            found.append(reverse(page.name, kwargs=values))
    return found


def sampled(names: set[str], cast: Any) -> dict[str, dict[str, Any]]:
    """The sample of each page; a page whose sample cannot be made beside what was planted is not asked."""
    made: dict[Any, dict[str, Any] | None] = {}
    for make in dict.fromkeys(SAMPLES[name] for name in sorted(names) if name in SAMPLES):
        try:
            with transaction.atomic():
                made[make] = make(cast)
        except (AssertionError, LookupError, ObjectDoesNotExist, Refused, IntegrityError):
            made[make] = None
    found = {name: made.get(SAMPLES[name]) for name in names if name in SAMPLES}
    return {name: keys for name, keys in found.items() if keys is not None}


def _planted(cast: Any, page: Page) -> list[dict[str, Any]]:
    """Records in the project for a page about one record of a register."""
    from golive.foundation.registers.definition import REGISTERS

    if page.keys != {"project", "pk"}:
        return []
    verb = page.name.split(":")[1]
    for register in REGISTERS.values():
        verbs = {a.verb for a in register.actions} | {register.edit.split(".")[-1]} if register.edit else set()
        of_register = verb in (f"{register.name}-detail", f"{register.name}-comment") or verb in verbs
        if page.name.split(":")[0] == register.app and of_register:
            rows = register.model._base_manager.filter(**{register.scope: cast.project})
            return [{"pk": pk} for pk in rows.order_by("pk").values_list("pk", flat=True)[:4]]
    return []


def text_of(answer: Any) -> str:
    """All words of an answer: the text of a page or JSON, the parts of a Word or Excel file; of a PDF, which holds glyphs
    instead of words, what it was to be printed from (`printed_as_words`)."""
    body = answer.getvalue() if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(archive.read(name).decode("utf8", "replace") for name in archive.namelist())
    return body.decode("utf8", "replace")


def load_plants() -> None:
    from pkgutil import iter_modules

    from tests.secrets import planted

    for module in iter_modules(planted.__path__):
        import_module(f"{planted.__name__}.{module.name}")
