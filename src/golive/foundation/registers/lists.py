"""A list as somebody asked for it: the address holds filters, order, columns and page, and nothing else does."""

from __future__ import annotations

import base64
import binascii
import json
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, QueryDict

from golive.foundation.registers.cells import Cell, cell
from golive.foundation.registers.definition import Column, Definition
from golive.foundation.registers.naming import field_at

PAGE = 50
CAP = 10_000  # beyond it nobody counts, and pages have no numbers


class Listing:
    """Rows of one register in one project, as the query string of `request` asks for them."""

    def __init__(self, register: Definition, request: HttpRequest, project: Any):
        self.register, self.request, self.project = register, request, project
        self.actor: Any = request.user
        self.asked: QueryDict = request.GET

    # --- what was asked --------------------------------------------------------------------------
    @cached_property
    def form(self) -> Any:
        fields: dict[str, forms.Field] = {}
        for each in self.register.filters:
            fields |= each.fields(self.register, self.actor, self.project)
        return type("Query", (forms.Form,), fields)(self.asked or None, auto_id="f_%s")

    @cached_property
    def wanted(self) -> dict[str, Any]:
        """The conditions that make sense; one that does not is marked in the form and left out."""
        if not self.form.is_bound:
            return {}
        self.form.full_clean()
        return dict(self.form.cleaned_data)

    @property
    def narrowed(self) -> bool:
        return any(value not in (None, "", False) for value in self.wanted.values())

    @cached_property
    def columns(self) -> list[Column]:
        """The columns ticked (`col=` in the address, else as last ticked), in the order of the register."""
        memory = f"cols:{self.register.full_name}"
        ticked = self.asked.getlist("col")
        if ticked:
            self.request.session[memory] = ticked
        else:
            ticked = self.request.session.get(memory, [])
        chosen = [c for c in self.register.columns if c.name in ticked]
        return chosen or [c for c in self.register.columns if c.shown]

    @cached_property
    def sort(self) -> tuple[Column | None, bool]:
        """Column and whether it falls; only what the register allows."""
        name = self.asked.get("sort", "")
        column = self.register.by_name.get(name.lstrip("-"))
        return (column, name.startswith("-")) if column is not None and column.sort else (None, False)

    @cached_property
    def order(self) -> tuple[str, bool]:
        column, falls = self.sort
        if column is not None:
            return column.order_path, falls
        return self.register.order.lstrip("-"), self.register.order.startswith("-")

    # --- rows --------------------------------------------------------------------------------------
    @cached_property
    def rows(self) -> QuerySet[Any]:
        rows = self.register.rows(self.actor, self.project)
        for each in self.register.filters:
            rows = each.narrow(rows, self.wanted, self.actor)
        path, falls = self.order
        first = F(path).desc(nulls_last=True) if falls else F(path).asc(nulls_last=True)
        if not self._empty_possible(path):
            first = F(path).desc() if falls else F(path).asc()
        return rows.order_by(first) if path in ("id", "pk") else rows.order_by(first, "-pk" if falls else "pk")

    def _empty_possible(self, path: str) -> bool:
        model_field = field_at(self.register.model, path)
        return model_field is None or bool(model_field.null) or "__" in path

    @cached_property
    def total(self) -> int:
        """Number of rows, at most CAP + 1."""
        return self.rows.order_by().values("pk")[: CAP + 1].count()

    @property
    def total_words(self) -> str:
        return f"{CAP:,}+" if self.total > CAP else f"{self.total:,}"

    @cached_property
    def page(self) -> int:
        last = max(1, -(-min(self.total, CAP) // PAGE))
        text = self.asked.get("page", "1")
        return min(max(int(text), 1), last) if text.isdecimal() and len(text) < 7 else 1

    @cached_property
    def records(self) -> list[Any]:
        if self.total > CAP:
            return list(self._after()[:PAGE])
        start = (self.page - 1) * PAGE
        return list(self.rows[start : start + PAGE]) if self.total else []

    def _after(self) -> QuerySet[Any]:
        """The rows behind the one that `after` names: as quick on page 200 as on page 1, which an offset is not."""
        try:
            value, pk = json.loads(base64.urlsafe_b64decode(self.asked.get("after", "")))
            path, falls = self.order
            step = "lt" if falls else "gt"
            same = Q(**{path: value}) if value is not None else Q(**{f"{path}__isnull": True})
            behind = same & Q(**{f"pk__{step}": pk})
            if value is not None:
                behind |= Q(**{f"{path}__{step}": value})
                if self._empty_possible(path):
                    behind |= Q(**{f"{path}__isnull": True})
            return self.rows.filter(behind)
        except (ValueError, TypeError, ValidationError, binascii.Error):
            return self.rows

    def _mark(self, record: Any) -> str:
        value = Column(self.order[0]).of(record)
        value = getattr(value, "pk", value)
        return base64.urlsafe_b64encode(json.dumps([value, record.pk], cls=DjangoJSONEncoder).encode()).decode()

    # --- for the template --------------------------------------------------------------------------
    def address(self, **changes: Any) -> str:
        """The address of this list with parameters changed; None removes one."""
        query = self.asked.copy()
        for name in [n for n in query if not any(query.getlist(n))]:  # a form sends its empty fields too
            del query[name]
        for name, value in changes.items():
            query.pop(name, None)
            if isinstance(value, list):
                query.setlist(name, value)
            elif value is not None:
                query[name] = str(value)
        return f"?{query.urlencode()}"

    @property
    def query(self) -> str:
        """What a saved view and an export repeat: everything but the place in the list."""
        return self.address(page=None, after=None)[1:]

    def table(self) -> list[dict[str, Any]]:
        base = self.register.url("", self.project)
        return [{"pk": r.pk, "cells": [cell(c, r, f"{base}{r.pk}/") for c in self.columns]} for r in self.records]

    def cells(self) -> list[list[Cell]]:
        return [row["cells"] for row in self.table()]

    def head(self) -> list[dict[str, Any]]:
        sorted_by, falls = self.sort
        heads = []
        for c in self.columns:
            here = sorted_by is c
            towards = f"-{c.name}" if here and not falls else c.name
            heads.append(
                {
                    "label": c.label,
                    "css": "n" if c.kind in ("money", "number", "percent") else "",
                    "sorted": ("descending" if falls else "ascending") if here else "",
                    "sort_url": self.address(sort=towards, page=None, after=None) if c.sort else "",
                }
            )
        return heads

    def pager(self) -> dict[str, Any]:
        pager: dict[str, Any] = {"total": self.total_words}
        if self.total > CAP:
            if self.asked.get("after"):
                pager["first_url"] = self.address(after=None)
            if len(self.records) == PAGE:
                pager["next_url"] = self.address(after=self._mark(self.records[-1]), page=None)
            return pager
        last = -(-self.total // PAGE)
        if last > 1:
            near = sorted({1, last, *range(max(1, self.page - 2), min(last, self.page + 2) + 1)})
            pager["numbers"] = [{"label": n, "url": self.address(page=n), "active": n == self.page} for n in near]
        if self.page > 1:
            pager["prev_url"] = self.address(page=self.page - 1)
        if self.page < last:
            pager["next_url"] = self.address(page=self.page + 1)
        return pager

    def pills(self) -> list[dict[str, Any]]:
        choice: Any = next((f for f in self.register.filters if f.name == self.register.pills), None)
        if choice is None:
            return []
        now = self.asked.get(choice.name, "")
        options = [(None, None), *choice.options(self.register)]
        return [
            {
                "label": label,
                "active": (code or "") == now,
                "url": self.address(**{choice.name: code, "page": None, "after": None}),
            }
            for code, label in options
        ]
