"""What a register is: columns, filters, actions and the use cases behind its buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.urls import reverse

from golive.foundation.accounts import access
from golive.foundation.files.guards import GUARDS, register_guard
from golive.foundation.registers.filters import Filter
from golive.foundation.registers.naming import field_at, heading
from golive.foundation.use_cases import REGISTRY, may

REGISTERS: dict[str, Definition] = {}
KINDS = ("text", "long", "status", "choice", "person", "day", "time", "money", "number", "percent", "yes")


@dataclass
class Column:
    """One column of the list, and one fact of the detail page.

    name    attribute path of the record ("due", "process__name"), also an annotation of `visible`
    label   default: the verbose name of the model field
    kind    one of KINDS; default: what the model field suggests
    value   function of the record, instead of the path
    link    the cell opens the record
    sort    True sorts by the path; a string names another path ("level_rank"). Sort only by what is indexed
    shown   False: only when the reader ticks it in the column choice
    """

    name: str
    label: Any = ""
    kind: str = ""
    value: Callable[[Any], Any] | None = None
    link: bool = False
    sort: bool | str = False
    shown: bool = True

    @property
    def order_path(self) -> str:
        return self.sort if isinstance(self.sort, str) else self.name if self.sort else ""

    def of(self, record: Any) -> Any:
        if self.value is not None:
            return self.value(record)
        for step in self.name.split("__"):
            record = getattr(record, step, None) if record is not None else None
        return record


@dataclass
class Action:
    """A button of the detail page that runs a use case: `use_case(actor, record, **form fields)`.

    form    asked for first (an ActionForm or a RecordForm); without one a click runs it
    when    function of the record: whether the act makes sense now (may() is asked as well)
    """

    use_case: str
    label: Any = ""
    form: Any = None
    when: Callable[[Any], bool] = lambda record: True
    icon: str = ""
    primary: bool = False
    danger: bool = False
    confirm: Any = ""
    done: Any = ""

    @property
    def verb(self) -> str:
        return self.use_case.split(".", 1)[1]

    @property
    def title(self) -> Any:
        return self.label or REGISTRY[self.use_case].label

    def offered(self, actor: Any, record: Any) -> bool:
        return self.when(record) and may(self.use_case, actor, record)


@dataclass(kw_only=True, eq=False)
class Definition:
    name: str  # "risks": the last word of its addresses
    app: str  # "control": the URL namespace
    model: Any  # the model class
    visible: Callable[[Any], models.QuerySet[Any]]  # what the actor may see at all
    label: Any  # _("Risks")
    one: Any  # _("risk")
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    order: str = "-id"
    related: Sequence[str] = ()  # select_related; foreign keys among the columns are found without it
    scope: str = "project"  # path from the record to its project
    permission: Callable[[Any, Any], bool] = access.is_member  # (actor, project): who may open the list at all
    form: Any = None  # a RecordForm
    create: str = ""  # use case (actor, project, **cleaned_data)
    edit: str = ""  # use case (actor, record, **cleaned_data)
    actions: Sequence[Action] = ()
    facts: Sequence[Column] = ()  # of the detail page; default: all columns
    key: str = ""  # import finds the existing record by this column; without it there is no import
    comments: bool = True
    empty: Any = ""  # one sentence for the empty list
    icon: str = "inbox"
    pills: str = ""  # a Choice filter shown as a row of pills above the list
    list_template: str = "registers/list.html"
    detail_template: str = "registers/detail.html"
    list_context: Callable[[Any, Any], dict[str, Any]] = lambda request, project: {}
    detail_context: Callable[[Any, Any], dict[str, Any]] = lambda request, record: {}
    by_name: dict[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        if self.full_name in REGISTERS:
            raise ValueError(f"register {self.full_name} is declared twice")
        for column in [*self.columns, *self.facts]:
            self._complete(column)
        self.by_name = {c.name: c for c in self.columns}
        if self.key and self.key not in self.by_name:
            raise ValueError(f"{self.full_name}: the key {self.key} is not a column")
        REGISTERS[self.full_name] = self
        if self.model._meta.label_lower not in GUARDS:  # whoever sees the record sees its files
            register_guard(self.model._meta.label_lower, lambda actor, pk: self.visible(actor).filter(pk=pk).exists())

    @property
    def full_name(self) -> str:
        return f"{self.app}.{self.name}"

    def _complete(self, column: Column) -> None:
        model_field = field_at(self.model, column.name)
        column.label = column.label or (getattr(model_field, "verbose_name", "") and heading(model_field))
        if not column.label:
            raise ValueError(f"{self.full_name}: column {column.name} needs a label")
        column.kind = column.kind or _kind_of(model_field)
        if column.kind not in KINDS:
            raise ValueError(f"{self.full_name}: column {column.name} is of no known kind {column.kind}")

    @cached_property
    def joined(self) -> list[str]:
        """What the rows need so that no cell asks the database again."""
        paths = set(self.related)
        for column in self.columns:
            steps = column.name.split("__")
            for n in range(1, len(steps) + 1):
                path = "__".join(steps[:n])
                if getattr(field_at(self.model, path), "many_to_one", False):
                    paths.add(path)
        return sorted(paths)

    def rows(self, actor: Any, project: Any) -> models.QuerySet[Any]:
        """The records of `project` that `actor` may see."""
        rows = self.visible(actor).filter(**{self.scope: project})
        return rows.select_related(*self.joined) if self.joined else rows

    def versioned(self) -> bool:
        return field_at(self.model, "version") is not None

    def url(self, page: str, project: Any, pk: Any = None) -> str:
        """Address of the page "" (the list), "detail", "export", "import", "comment", or of a use case's verb."""
        own = page in ("", "detail", "export", "import", "comment")
        name = f"{self.name}-{page}".rstrip("-") if own else page
        kwargs = {"project": project.code} | ({"pk": pk} if pk is not None else {})
        return reverse(f"{self.app}:{name}", kwargs=kwargs)

    def address(self, record: Any) -> str:
        """Where one record is seen."""
        return self.url("detail", self.project_of(record), record.pk)

    def project_of(self, record: Any) -> Any:
        for step in self.scope.split("__"):
            record = getattr(record, step)
        return record


def register_of(record: Any) -> Definition | None:
    """The first register that lists records of this kind."""
    return next((r for r in REGISTERS.values() if isinstance(record, r.model)), None)


def _kind_of(model_field: Any) -> str:
    if model_field is None:
        return "text"
    if getattr(model_field, "many_to_one", False):
        return "person" if model_field.related_model._meta.label == "accounts.User" else "text"
    if getattr(model_field, "choices", None):
        return "choice"
    kinds: tuple[tuple[Any, str], ...] = (
        (models.DateTimeField, "time"),
        (models.DateField, "day"),
        (models.BooleanField, "yes"),
        (models.DecimalField, "number"),
        (models.FloatField, "number"),
        (models.IntegerField, "number"),
        (models.TextField, "long"),
    )
    return next((kind for type_, kind in kinds if isinstance(model_field, type_)), "text")
