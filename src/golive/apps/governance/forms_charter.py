"""The steps of the charter's wizard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.charter import PARTS
from golive.apps.governance.models import Charter
from golive.apps.governance.models.charter import TEXTS


@dataclass(frozen=True, slots=True)
class Step:
    """`texts`: what is typed. `part`: what the records say, shown with the place where it is entered."""

    key: str
    label: Any
    texts: tuple[str, ...] = ()
    part: str = ""


STEPS = (
    Step("background", _("Background"), texts=("background",)),
    Step("goals", _("Goals"), part="governance.goals"),
    Step("scope", _("Scope"), texts=("scope_in", "scope_out")),
    Step("parties", _("Parties"), part="governance.parties"),
    Step("phases", _("Phases"), part="governance.phases"),
    Step("budget", _("Budget"), part="plan.budget"),
    Step("risks", _("Risks"), part="control.risks"),
    Step("success", _("Success"), texts=("success", "assumptions")),
)


def step_of(key: str) -> Step | None:
    return next((s for s in STEPS if s.key == key), None)


class StepForm(forms.Form):
    step_taken = forms.CharField(widget=forms.HiddenInput, initial="1")

    def __init__(self, *args: Any, step: Step, charter: Charter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.charter = step, charter
        for name in (n for n in TEXTS if n in step.texts):
            field = Charter._meta.get_field(name).formfield()
            field.widget.attrs["rows"] = 8
            field.required, field.initial = False, getattr(charter, name)
            self.fields[name] = field
        part = PARTS.get(step.part)
        if part is not None and part.inside:
            self.fields["share"] = forms.BooleanField(
                label=_("The vendor may read and sign this part"),
                required=False,
                initial=part.key in charter.shared,
                help_text=_("Otherwise it goes into the annex, which only the client's own people see."),
            )

    def arguments(self) -> dict[str, Any]:
        found: dict[str, Any] = {n: self.cleaned_data[n] for n in self.step.texts}
        if "share" in self.fields:
            rest = [key for key in self.charter.shared if key != self.step.part]
            found["shared"] = [*rest, self.step.part] if self.cleaned_data["share"] else rest
        return found


class IssueForm(forms.Form):
    note = forms.CharField(
        label=_("What changed"),
        max_length=200,
        required=False,
        help_text=_("Against the version before; the first version needs none."),
    )
    confirmed = forms.CharField(widget=forms.HiddenInput, initial="1")
