"""What the reader of the matrix asks for. The address holds it all, so that the export shows exactly what the page does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.duties.matrix.matrix import Wanted
from golive.foundation.duties.states import State

NAMES = ("party", "person", "state", "faulty", "mine")
STATES = (*(s for s in State if s != State.WITHDRAWN),)


class MatrixFilter(forms.Form):
    party = forms.ChoiceField(label=gettext_lazy("Party"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Person with a letter"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State now"), required=False)
    faulty = forms.BooleanField(label=gettext_lazy("Only gaps and conflicts"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("Only mine"), required=False)

    def __init__(self, actor: Any, project: Any, asked: QueryDict) -> None:
        super().__init__({k: asked[k] for k in NAMES if asked.get(k)}, auto_id="f_%s")
        self.actor = actor
        people = [(str(p.pk), str(p)) for p in access.people_as(project, *Party)]
        self._choose("party", [(p.value, str(p.label)) for p in Party])
        self._choose("person", people)
        self._choose("state", [*((s.value, str(s.label)) for s in STATES), ("switched_off", _("Switched off"))])
        self.full_clean()

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What makes no sense is left out."""
        given = self.cleaned_data
        person = int(given["person"]) if given.get("person") else None
        return Wanted(
            party=given.get("party", ""),
            person=self.actor.pk if given.get("mine") else person,
            state=given.get("state", ""),
            faulty=bool(given.get("faulty")),
        )

    @property
    def asked(self) -> list[str]:
        """The conditions in words, for what is printed."""
        said = []
        for name in NAMES:
            value = self.cleaned_data.get(name)
            if not value or (name == "person" and self.cleaned_data.get("mine")):
                continue
            label, field = str(self.fields[name].label), self.fields[name]
            choices = dict(getattr(field, "choices", ()))
            if name == "mine":
                said.append(f"{label}: {self.actor}")
            else:
                said.append(f"{label}: {choices[value]}" if choices else label)
        return said

    def address(self, **changes: Any) -> str:
        """The conditions as the end of an address, "" without any."""
        query = {k: v for k, v in {**self.data, **changes}.items() if v not in (None, "")}
        return f"?{urlencode(query)}" if query else ""
