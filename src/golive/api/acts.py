"""Every use case of a project in the API: what the pages can do, a program can do, with the same rights and audit.

    GET  projects/{project}/acts                      what the caller may do to the project itself, with parameters
    POST projects/{project}/acts/{name}               {"on": "requirements.requirement:7", "with": {…}}

`on` is the record the act is done to; without it, the project. A record is written as "app.model:key" and must belong
to the project; people and departments are those the project can name. Dates and times are ISO 8601. Files are not
taken here: they come in through the pages.
"""

import inspect
import re
import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Router, Schema
from pydantic import Field

from golive.apps.projects.queries import nameable
from golive.foundation import use_cases
from golive.foundation.accounts.models import Department, User
from golive.foundation.audit.services import subject_key
from golive.foundation.errors import Refused
from golive.foundation.operations import InProject, Problem
from golive.foundation.pages import reads

router = Router()
RECORD = re.compile(r"^([a-z_]+\.[a-z_]+):(\d+)$")
DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d.*$")


class ActOut(Schema):
    name: str
    label: str
    parameters: dict[str, str]  # name → type, "=" and the default where there is one


class ActIn(Schema):
    on: str = ""
    with_: Annotated[dict[str, Any], Field(alias="with")] = {}


class DoneOut(Schema):
    record: str  # what was changed or made
    label: str


@router.get("acts", url_name="acts", response=list[ActOut])
@reads("api.acts")
def acts(request: HttpRequest, project: InProject) -> list[dict[str, Any]]:
    """What the caller may do to the project; acts on a record of it are done by name."""
    return [
        {"name": name, "label": str(case.label), "parameters": _described(case)}
        for name, case in sorted(use_cases.REGISTRY.items())
        if _on_project(case) and case.permission(request.user, project)
    ]


@router.post("acts/{name}", url_name="act", response={200: DoneOut, 403: Problem, 404: Problem, 409: Problem})
@reads("api.act")
def act(request: HttpRequest, project: InProject, name: str, given: Body[ActIn]) -> Any:
    """Do it. 403: not yours to do; 409: refused, with what to do instead. Nothing is changed then."""
    case = use_cases.REGISTRY.get(name)
    if case is None:
        raise Http404(name)
    subject = record(given.on, project) if given.on else project
    try:
        result = case.run(request.user, subject, **_values(case, given.with_, project))
    except ValidationError as error:
        raise Refused("invalid", " ".join(error.messages)) from error
    about = result if isinstance(result, models.Model) else subject
    return {"record": subject_key(about), "label": str(about)}


def record(key: str, project: Any) -> models.Model:
    """The record of a key, if it belongs to the project or is a person or department that it can name."""
    found = RECORD.match(key)
    try:
        model = apps.get_model(found[1]) if found else None
    except LookupError:
        model = None
    if model is None or found is None:
        raise Refused("unknown_record", _("%(key)s is not a record. Write it as app.model:key."), key=key)
    row = _rows(model, project).filter(pk=found[2]).first()
    if row is None or (model not in (User, Department) and use_cases.project_of(row) != project):
        raise Http404(key)
    return row


def _rows(model: type[models.Model], project: Any) -> models.QuerySet[Any]:
    if model is User:
        return nameable(project)
    if model is Department:
        return Department.objects.filter(organisation=project.client)
    return model._default_manager.all()


@cache
def _parameters(case: use_cases.UseCase) -> Mapping[str, tuple[Any, inspect.Parameter]]:
    """Name → (type, parameter) of what an act takes besides actor and subject."""
    found = list(inspect.signature(case.run).parameters.values())[2:]
    try:
        hints = get_type_hints(inspect.unwrap(case.run))
    except NameError:  # a type that is imported for checking only
        hints = {}
    return types.MappingProxyType({p.name: (hints.get(p.name, Any), p) for p in found})


def _on_project(case: use_cases.UseCase) -> bool:
    subject = list(inspect.signature(case.run).parameters.values())[1]
    return subject.name == "project"


def _described(case: use_cases.UseCase) -> dict[str, str]:
    said = {}
    for name, (kind, parameter) in _parameters(case).items():
        words = "any" if kind is Any else getattr(kind, "__name__", str(kind))
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        said[f"**{name}" if parameter.kind is parameter.VAR_KEYWORD else name] = words + default
    return said


def _values(case: use_cases.UseCase, given: Mapping[str, Any], project: Any) -> dict[str, Any]:
    """What was given, in the types the act wants. Refused where a name or a value does not fit, before anything runs."""
    wanted = _parameters(case)
    open_ended = any(p.kind is p.VAR_KEYWORD for _kind, p in wanted.values())
    named = {n for n, (_kind, p) in wanted.items() if p.kind is not p.VAR_KEYWORD}
    required = {n for n in named if wanted[n][1].default is inspect.Parameter.empty}
    unknown = [] if open_ended else sorted(set(given) - named)
    if lacking := sorted(required - set(given)) + unknown:
        raise Refused(
            "wrong_parameters",
            _("The parameters do not fit; look at %(names)s. Nothing was changed."),
            names=", ".join(lacking),
        )
    found = {}
    for name, value in given.items():
        kind = wanted[name][0] if name in named else Any
        try:
            found[name] = _value(value, kind, project)
        except (ValueError, TypeError, InvalidOperation) as error:
            raise Refused(
                "wrong_value", _("The value of %(name)s cannot be read. Nothing was changed."), name=name
            ) from error
    return found


def _value(value: Any, kind: Any, project: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) in (Union, types.UnionType):
        kinds = [k for k in get_args(kind) if k is not type(None)]
        return _value(value, kinds[0], project)
    if isinstance(value, list):
        inner = (get_args(kind) or (Any,))[0]
        return [_value(v, inner, project) for v in value]
    if not isinstance(value, str) or kind is str:
        return Decimal(str(value)) if kind is Decimal else value
    if kind is datetime:
        return _moment(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind in (int, float, Decimal):
        return kind(value)
    return _guessed(value, project)


def _guessed(value: str, project: Any) -> Any:
    """A text for a parameter of no stated type: a record, a day or a time where it is written as one."""
    if RECORD.match(value):
        return record(value, project)
    if DAY.match(value):
        return date.fromisoformat(value)
    return _moment(value) if MOMENT.match(value) else value


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    return moment
