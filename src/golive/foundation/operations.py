"""What the operations of the API share. They stand behind the doors of the pages: `@reads` and `@acts` of `pages`.

    @router.get("requirements", url_name="requirements", response=Paged[RequirementOut])
    @reads("requirements.requirements")
    def requirements(request, project: InProject, after: After = 0, limit: Limit = 100): ...

No `from __future__ import annotations` in an api.py: the library reads the annotations of the wrapped function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Field, Path, Schema
from pydantic import WithJsonSchema

Item = TypeVar("Item")

# In the address a project's code; to the operation the project itself, once the door has let the caller in.
InProject = Path[Annotated[Any, WithJsonSchema({"type": "string", "description": "code of the project"})]]
After = Annotated[int, Field(ge=0, description="id of the last item that is known")]
Limit = Annotated[int, Field(ge=1, le=500)]


class Paged(Schema, Generic[Item]):
    """`next` is the `after` of the next page; without one this is the last."""

    items: list[Item]
    next: int | None = None


class Problem(Schema):
    """A refusal: `problem` is stable, `message` is for the person, in his language."""

    problem: str
    message: str


def page_of(rows: QuerySet[Any], after: int, limit: int, show: Callable[[Any], Any]) -> dict[str, Any]:
    """One page by key, oldest first."""
    found = list(rows.filter(pk__gt=after).order_by("pk")[: limit + 1])
    return {"items": [show(r) for r in found[:limit]], "next": found[limit - 1].pk if len(found) > limit else None}
