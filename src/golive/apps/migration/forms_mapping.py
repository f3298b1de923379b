"""The form of a mapping field by field."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io.proposing import NEW, Choice, looks_up
from golive.apps.migration.engine_io.templates import of_target
from golive.apps.migration.models import DataObject
from golive.apps.migration.said import mapping_said
from golive.engines.migration.expression import ExpressionError, expression
from golive.engines.migration.mapping import MappingError


class FieldsForm(forms.Form):
    """A mapping field by field. Of field number n: way_n (what fills it), text_n (a fixed value or an expression),
    default_n, values_n (a value map), lookup_n."""

    key = forms.CharField(
        label=_("Columns that tell the records apart"),
        max_length=400,
        help_text=_(
            "Several are separated by commas. They make the key of every record and never change between cycles."
        ),
    )

    def __init__(
        self, *args: Any, proposed: Any, mapping: Any, now: dict[str, Any], stands: bool, present: set[str], **more: Any
    ) -> None:
        key = mapping.key if stands else proposed.key
        super().__init__(*args, initial={"key": ", ".join(key)}, **more)
        self._columns = set(proposed.columns)
        self._of = {place.name: set(proposed.of(place)) for place in proposed.places}
        self._places = [place.name for place in proposed.places]
        self.names: dict[str, str] = {}
        maps = [("", "—"), *((name, name) for name in mapping.value_maps), (NEW, _("new value map"))]
        for number, place in enumerate(proposed.places):
            there = now.get(place.name)
            columns = [(f"column:{name}", name) for name in proposed.of(place)]
            ways = [("", _("leave empty")), *([("keep", _("as it stands"))] if there else []), *columns]
            ways += [("constant", _("fixed value:")), ("expression", _("expression:"))]
            way, text = _initial(there, proposed.by_field.get(place.name), stands)
            wide = {"aria-label": place.info.label}
            self.fields[f"way_{number}"] = forms.ChoiceField(
                choices=ways, required=False, initial=way, widget=forms.Select(attrs=wide)
            )
            self.fields[f"text_{number}"] = _short(_("Fixed value or expression"), text, 1000)
            default = "" if there is None or there.default is None else str(there.default)
            self.fields[f"default_{number}"] = _short(_("Default"), default, 200)
            self.fields[f"values_{number}"] = forms.ChoiceField(
                choices=maps,
                required=False,
                initial=there.values if there else "",
                widget=forms.Select(attrs={"aria-label": _("Value map")}),
            )
            of = of_target(place.info.refers_to) if place.info.refers_to else None
            if of is not None and of.key in present:
                self.names[place.name] = str(DataObject.Key(of.key).label)
                looked = bool(there.lookup) if there and stands else looks_up(place.info, present)
                self.fields[f"lookup_{number}"] = forms.BooleanField(required=False, initial=looked)

    def cells(self, name: str) -> dict[str, Any]:
        number = self._places.index(name)
        kinds = ("way", "text", "default", "values", "lookup")
        return {kind: self[f"{kind}_{number}"] for kind in kinds if f"{kind}_{number}" in self.fields}

    def clean_key(self) -> list[str]:
        names = [part.strip() for part in re.split("[,，、]", self.cleaned_data["key"]) if part.strip()]
        if unknown := [name for name in names if name not in self._columns]:
            said = _("The extract has no column %(columns)s; it has: %(there)s.")
            raise forms.ValidationError(
                said, params={"columns": "、".join(unknown), "there": "、".join(sorted(self._columns))}
            )
        return names

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number, name in enumerate(self._places):
            way, text = data.get(f"way_{number}", ""), data.get(f"text_{number}", "")
            if way in ("constant", "expression") and not text.strip():
                self.add_error(f"text_{number}", _("Write the value or the expression beside it."))
            if way == "expression" and text.strip():
                self._check(number, name, text)
        return data

    def _check(self, number: int, name: str, text: str) -> None:
        try:
            found = expression(text)
        except ExpressionError as error:
            self.add_error(f"text_{number}", mapping_said(MappingError(error.code, name, said=error.text)))
            return
        if unknown := sorted(found.reads - self._of[name]):
            self.add_error(
                f"text_{number}", mapping_said(MappingError("no_such_column", name, columns="、".join(unknown)))
            )

    def choices(self) -> dict[str, Choice]:
        found = {}
        for number, name in enumerate(self._places):
            data = {
                kind: self.cleaned_data.get(f"{kind}_{number}", "") for kind in ("way", "text", "default", "values")
            }
            if data["way"].startswith("column:"):
                data["way"], data["text"] = "column", data["way"].removeprefix("column:")
            found[name] = Choice(**data, lookup=bool(self.cleaned_data.get(f"lookup_{number}")))
        return found


def _short(label: Any, initial: str, longest: int) -> forms.CharField:
    return forms.CharField(
        required=False, max_length=longest, initial=initial, widget=forms.TextInput(attrs={"aria-label": label})
    )


def _initial(there: Any, proposal: Any, stands: bool) -> tuple[str, str]:
    """(what is chosen to begin with, its text): what the mapping says while it fits the extract, else what is proposed."""
    if there is not None and stands:
        if len(there.columns) == 1:
            return f"column:{there.columns[0]}", ""
        if there.expression:
            return "expression", there.expression
        if not there.columns and not there.template and not there.lines:
            return "constant", str(there.constant)
        return "keep", ""
    return (f"column:{proposal.column}", "") if proposal is not None and not stands else ("", "")
