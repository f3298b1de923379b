from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.acts import WHAT_IFS
from golive.apps.governance.models import Action, Measurement, Objective
from golive.apps.projects.models import Phase
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, User
from golive.foundation.registers.forms import ActionForm, Day, RecordForm


class ObjectiveForm(RecordForm):
    class Meta:
        model = Objective
        fields = ["title", "indicator", "unit", "baseline", "target", "due_on", "measured_by", "formula", "owner"]


class PhasesForm(ActionForm):
    phases = forms.ModelMultipleChoiceField(
        Phase.objects.order_by("order"),
        label=_("Phases that work for it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phases"].initial = self.record.phases.all()

    def clean_phases(self) -> list[str]:
        return [phase.key for phase in self.cleaned_data["phases"]]


class MeasurementForm(RecordForm):
    class Meta:
        model = Measurement
        fields = ["code", "objective", "on", "value", "note"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False
        self.fields["code"].help_text = _("Left empty, the next number is taken.")


class MeasureForm(forms.Form):
    """The figures that a formula asks for, by their names."""

    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: object, inputs: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        asked = {f"figure_{n}": forms.DecimalField(label=n, max_digits=18, decimal_places=4) for n in inputs}
        self.fields = {**asked, **self.fields}

    def figures(self) -> dict[str, object]:
        start = "figure_"
        return {n.removeprefix(start): v for n, v in self.cleaned_data.items() if n.startswith(start)}


class CancelForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class ApproveForm(forms.Form):
    """The signer confirms the text he has before his eyes; the hash travels with the page."""

    seen_hash = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(label=_("Opinion"), required=False, max_length=500)


class GovernanceActionForm(RecordForm):
    class Meta:
        model = Action
        fields = ["title", "owner", "due_on"]


class EndActionForm(ActionForm):
    result = forms.CharField(label=_("Result or reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReopenForm(ActionForm):
    due_on = forms.DateField(label=_("Due"), widget=Day())


class AskForm(forms.Form):
    """A question with two to four options. An option may carry a change that an engine works through."""

    KEYS = "ABCD"
    question = forms.CharField(label=_("Question"), max_length=200)
    background = forms.CharField(label=_("Background"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: object, project: object, actor: object = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        subjects = self._subjects(project)
        for n in range(1, len(self.KEYS) + 1):
            label = _("Option %(n)s") if n < 3 else _("Option %(n)s (if any)")
            self.fields[f"option_{n}"] = forms.CharField(label=label % {"n": n}, max_length=200, required=n < 3)
            self.fields[f"effect_{n}"] = forms.CharField(
                label=_("Effect of option %(n)s, in your words") % {"n": n}, required=False, max_length=300
            )
            if subjects:
                self.fields[f"what_{n}"] = forms.ChoiceField(
                    label=_("Compute for option %(n)s") % {"n": n}, required=False, choices=[("", "—"), *subjects]
                )
                self.fields[f"amount_{n}"] = forms.DecimalField(
                    label=_("by how much"), required=False, max_digits=9, decimal_places=2
                )
        keys = [("", "—"), *((k, k) for k in self.KEYS)]
        self.fields["recommended"] = forms.ChoiceField(label=_("Recommended"), choices=keys, required=False)
        people = [p.pk for p in access.people_as(project, *INSIDE)]
        self.fields["decider"] = forms.ModelChoiceField(
            label=_("Who decides"), queryset=User.objects.filter(pk__in=people)
        )
        self.fields["deadline"] = forms.DateTimeField(
            label=_("Deadline"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        )

    @staticmethod
    def _subjects(project: object) -> list[tuple[str, list[tuple[str, str]]]]:
        """What the engines can work through, grouped by kind: "kind|subject"."""
        groups = []
        for what_if in WHAT_IFS.values():
            rows = [(f"{what_if.name}|{key}", name) for key, name in what_if.subjects(project)]
            if rows:
                groups.append((f"{what_if.label} ({what_if.unit})", rows))
        return groups

    def clean(self) -> dict[str, object]:
        data = super().clean()
        keys = {o["key"] for o in self.options()}
        if data.get("recommended") and data["recommended"] not in keys:
            self.add_error("recommended", _("Choose one of the options."))
        for n in range(1, len(self.KEYS) + 1):
            if data.get(f"what_{n}") and data.get(f"amount_{n}") is None:
                self.add_error(f"amount_{n}", _("Say by how much, so that it can be computed."))
        return data

    def options(self) -> list[dict[str, object]]:
        found = []
        for n, key in enumerate(self.KEYS, start=1):
            if text := self.cleaned_data.get(f"option_{n}"):
                option = {"key": key, "text": text, "effect": self.cleaned_data.get(f"effect_{n}", "")}
                what, amount = self.cleaned_data.get(f"what_{n}"), self.cleaned_data.get(f"amount_{n}")
                if what and amount is not None:
                    kind, _bar, subject = what.partition("|")
                    option["what_if"] = {"kind": kind, "subject": subject, "amount": str(amount)}
                found.append(option)
        return found


class DecideForm(forms.Form):
    choice = forms.ChoiceField(label=_("Choice"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, options: list[dict[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [(o["key"], f"{o['key']}. {o['text']}") for o in options]


class DelegateForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Who decides instead"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: object, project: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.filter(pk__in=[p.pk for p in access.people_as(project, *INSIDE)])


class AskGateForm(forms.Form):
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    deadline = forms.DateTimeField(
        label=_("Deadline"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class LimitForm(forms.Form):
    criterion = forms.CharField(widget=forms.HiddenInput)
    percent = forms.IntegerField(label=_("At least (%)"), min_value=1, max_value=100)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ConditionForm(forms.Form):
    """One condition of a gate. A row in which nothing is written is left out."""

    title = forms.CharField(label=_("Condition"), max_length=200, required=False)
    criterion = forms.ChoiceField(label=_("Lets through"), required=False)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False)
    due_on = forms.DateField(label=_("Due"), widget=Day(), required=False)

    def __init__(self, *args: object, people: object, criteria: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people
        self.fields["criterion"].choices = [("", "—"), *criteria]

    def clean(self) -> dict[str, object]:
        data = super().clean()
        if data.get("title") or data.get("criterion"):
            for name in ("title", "owner", "due_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A condition names what, who and until when."))
        return data


class WaiveForm(forms.Form):
    criterion = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    until = forms.DateField(label=_("Valid until"), widget=Day())


class ReviewForm(forms.Form):
    period = forms.RegexField(label=_("Month"), regex=r"^\d{4}-\d{2}$", help_text=_("Written like 2026-11"))
    findings = forms.CharField(label=_("Findings"), widget=forms.Textarea(attrs={"rows": 4}))
    corrective_actions = forms.CharField(
        label=_("Corrective actions"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: object, project: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("period", f"{clock.today(project.timezone):%Y-%m}")
