"""Requirements in the API: read them, and sign what was read."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from golive.apps.requirements import queries, services
from golive.apps.requirements.models import Requirement
from golive.foundation.operations import After, InProject, Limit, Paged, Problem, page_of
from golive.foundation.pages import acts, reads

router = Router()


class RequirementOut(Schema):
    id: int
    code: str
    title: str
    text: str
    acceptance: str
    department: str
    priority: str
    version: int
    status: str
    fit: str
    content_hash: str  # of the text as it stands: sign with exactly this


class SignIn(Schema):
    seen_hash: str = "unread"  # whoever names no text has read none, and is refused
    comment: str = ""


UNREAD = SignIn()


@router.get("requirements", url_name="requirements", response=Paged[RequirementOut])
@reads("requirements.requirements")
def requirements(request: HttpRequest, project: InProject, after: After = 0, limit: Limit = 100) -> dict[str, Any]:
    """The requirements of the project, a page by key."""
    return page_of(_visible(request, project), after, limit, _shown)


@router.post("requirements/{int:pk}/sign", url_name="requirements-sign", response={200: RequirementOut, 409: Problem})
@acts("requirements.sign")
def sign(request: HttpRequest, project: InProject, pk: int, body: SignIn = UNREAD) -> dict[str, Any]:
    """Sign for the department. Refused when the text is not the one with `seen_hash` any more."""
    requirement = get_object_or_404(_visible(request, project), pk=pk)
    services.sign(request.user, requirement, seen_hash=body.seen_hash or "unread", comment=body.comment)
    return _shown(_visible(request, project).get(pk=pk))


def _visible(request: HttpRequest, project: Any) -> Any:
    return queries.visible_requirements(request.user).filter(project=project).select_related("department")


def _shown(row: Requirement) -> dict[str, Any]:
    names = set(RequirementOut.model_fields) - {"department"}
    return {name: getattr(row, name) for name in names} | {"department": str(row.department)}
