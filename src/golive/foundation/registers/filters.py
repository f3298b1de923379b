"""The query form above a list: each filter makes form fields and narrows the rows by what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.registers.naming import field_at, heading, joined

ANY = ("", _("All"))
Rows = models.QuerySet[Any]


class Filter:
    """`name` is the parameter of the address; `label` defaults to the verbose name of the field `path`."""

    def __init__(self, name: str, label: Any = "", *, path: str = ""):
        self.name, self.label, self.path = name, label, path or name

    def title(self, register: Any) -> Any:
        model_field = field_at(register.model, self.path)
        return self.label or (heading(model_field) if model_field is not None else self.name)

    def fields(self, register: Any, actor: Any, project: Any) -> dict[str, forms.Field]:
        raise NotImplementedError

    def narrow(self, rows: Rows, asked: dict[str, Any], actor: Any) -> Rows:
        value = asked.get(self.name)
        return rows.filter(**{self.path: value}) if value not in (None, "") else rows


class Search(Filter):
    """Free text in any of the paths: Search("code", "title"). Its parameter is q."""

    def __init__(self, *paths: str, label: Any = ""):
        super().__init__("q", label or _("Search"))
        self.paths = paths

    def fields(self, register: Any, actor: Any, project: Any) -> dict[str, forms.Field]:
        widget = forms.TextInput(attrs={"type": "search"})
        return {"q": forms.CharField(label=self.label, required=False, max_length=100, widget=widget)}

    def narrow(self, rows: Rows, asked: dict[str, Any], actor: Any) -> Rows:
        """Every word must be found, in whichever field."""
        for word in (asked.get("q") or "").split():
            anywhere = Q()
            for path in self.paths:
                anywhere |= Q(**{f"{path}__icontains": word})
            rows = rows.filter(anywhere)
        return rows


class Choice(Filter):
    """One of the choices of a field. `choices` replaces those of the model."""

    def __init__(self, name: str, label: Any = "", *, path: str = "", choices: Iterable[tuple[Any, Any]] | None = None):
        super().__init__(name, label, path=path)
        self.choices = choices

    def options(self, register: Any) -> list[tuple[Any, Any]]:
        return list(self.choices) if self.choices is not None else list(field_at(register.model, self.path).choices)

    def fields(self, register: Any, actor: Any, project: Any) -> dict[str, forms.Field]:
        options = [ANY, *self.options(register)]
        return {self.name: forms.ChoiceField(label=self.title(register), required=False, choices=options)}


class Person(Filter):
    """A member of the project; the value "me" is whoever looks, so that one link serves everybody."""

    def fields(self, register: Any, actor: Any, project: Any) -> dict[str, forms.Field]:
        people = [(str(p.pk), str(p)) for p in access.people_as(project, *Party)]
        options = [ANY, ("me", _("Me")), *people]
        return {self.name: forms.ChoiceField(label=self.title(register), required=False, choices=options)}

    def narrow(self, rows: Rows, asked: dict[str, Any], actor: Any) -> Rows:
        if asked.get(self.name) == "me":
            return rows.filter(**{self.path: actor})
        return super().narrow(rows, asked, actor)


class Related(Filter):
    """A record that the rows point to: Related("process", source=lambda project: project.processes.all())."""

    def __init__(self, name: str, label: Any = "", *, path: str = "", source: Callable[[Any], Iterable[Any]]):
        super().__init__(name, label, path=path)
        self.source = source

    def fields(self, register: Any, actor: Any, project: Any) -> dict[str, forms.Field]:
        options = [ANY, *[(str(r.pk), str(r)) for r in self.source(project)]]
        return {self.name: forms.ChoiceField(label=self.title(register), required=False, choices=options)}


class Days(Filter):
    """From day to day, both included: parameters <name>_from and <name>_to."""

    def fields(self, register: Any, actor: Any, project: Any) -> dict[str, forms.Field]:
        title = self.title(register)
        picker: dict[str, Any] = {
            "required": False,
            "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        return {
            f"{self.name}_from": forms.DateField(label=joined(title, _("from")), **picker),
            f"{self.name}_to": forms.DateField(label=joined(title, _("to")), **picker),
        }

    def narrow(self, rows: Rows, asked: dict[str, Any], actor: Any) -> Rows:
        timed = isinstance(field_at(rows.model, self.path), models.DateTimeField)
        path = f"{self.path}__date" if timed else self.path
        if asked.get(f"{self.name}_from"):
            rows = rows.filter(**{f"{path}__gte": asked[f"{self.name}_from"]})
        if asked.get(f"{self.name}_to"):
            rows = rows.filter(**{f"{path}__lte": asked[f"{self.name}_to"]})
        return rows


class Flag(Filter):
    """A tick that narrows the rows by a function: Flag("overdue", _("Overdue"), lambda rows, actor: overdue(rows))."""

    def __init__(self, name: str, label: Any, narrow: Callable[[Rows, Any], Rows]):
        super().__init__(name, label)
        self.how = narrow

    def fields(self, register: Any, actor: Any, project: Any) -> dict[str, forms.Field]:
        return {self.name: forms.BooleanField(label=self.label, required=False)}

    def narrow(self, rows: Rows, asked: dict[str, Any], actor: Any) -> Rows:
        return self.how(rows, actor) if asked.get(self.name) else rows
