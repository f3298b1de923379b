"""Every address of the product, read from the URL configuration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

# Pages that are not ours, and why no use case or read stands behind them.
THIRD_PARTY = {
    "account_": "sign-in, sign-out and password of django-allauth; open to everybody or to the person himself",
    "mfa_": "the person's own second factor, by django-allauth",
    "usersessions_": "the person's own sessions, by django-allauth",
    "socialaccount_": "sign-in through the company's directory, by django-allauth",
    "set_language": "the language of who is not signed in: a cookie in his browser",
    "api-root": "django-ninja's index, which names no data",
    "openapi-json": "the description of the API, which names no data",
    "openapi-view": "the description of the API, which names no data",
}


@dataclass(frozen=True)
class Page:
    name: str  # "requirements:sign"
    keys: frozenset[str]  # names in its address
    view: Any

    @property
    def door(self) -> str:
        """The name, marked when the page stands outside of any project: some pages exist in both places."""
        return self.name if "project" in self.keys else f"{self.name}@"

    @property
    def app(self) -> str:
        return self.name.split(":")[0]

    @property
    def acts(self) -> str | None:
        return getattr(self.view, "use_case_name", None)

    @property
    def reads(self) -> str | None:
        return getattr(self.view, "reads", None)


def pages() -> list[Page]:
    """Ours, each door once, sorted."""
    found = {page.door: page for page in _walk(get_resolver(), "", frozenset())}
    ours = (page for page in found.values() if not page.name.split(":")[-1].startswith(tuple(THIRD_PARTY)))
    return sorted(ours, key=lambda page: page.door)


def _walk(resolver: URLResolver, namespace: str, keys: frozenset[str]) -> Iterator[Page]:
    for pattern in resolver.url_patterns:
        here = keys | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name or pattern.pattern}"
            yield Page(name, here, _operation(pattern.callback) or pattern.callback)
        else:
            yield from _walk(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace, here)


def _operation(view: Any) -> Any:
    """The function behind an address of the API: the library wraps it into a view that carries no mark of its own.

    One address stands for one operation, so that each has its own line among the doors.
    """
    behind = (cell.cell_contents for cell in getattr(view, "__closure__", None) or ())
    found = next((b for b in behind if isinstance(b, PathView)), None)
    if found is None:
        return None
    (operation,) = found.operations
    return operation.view_func
