from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Objective
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, User
from golive.foundation.registers.forms import Day, RecordForm


class ObjectiveForm(RecordForm):
    class Meta:
        model = Objective
        fields = ["title", "indicator", "unit", "baseline", "target", "due_on", "measured_by", "owner"]


class ApproveForm(forms.Form):
    """The signer confirms the text he has before his eyes; the hash travels with the page."""

    seen_hash = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(label=_("Opinion"), required=False, max_length=500)


class AskForm(forms.Form):
    question = forms.CharField(label=_("Question"), max_length=200)
    background = forms.CharField(label=_("Background"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    option_1 = forms.CharField(label=_("Option 1"), max_length=200)
    effect_1 = forms.CharField(label=_("Effect of option 1"), required=False, max_length=300)
    option_2 = forms.CharField(label=_("Option 2"), max_length=200)
    effect_2 = forms.CharField(label=_("Effect of option 2"), required=False, max_length=300)
    option_3 = forms.CharField(label=_("Option 3 (if any)"), required=False, max_length=200)
    effect_3 = forms.CharField(label=_("Effect of option 3"), required=False, max_length=300)
    decider = forms.ModelChoiceField(label=_("Who decides"), queryset=User.objects.none())
    deadline = forms.DateTimeField(
        label=_("Deadline"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args: object, project: object, actor: object = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        people = [p.pk for p in access.people_as(project, *INSIDE)]
        self.fields["decider"].queryset = User.objects.filter(pk__in=people)

    def options(self) -> list[dict[str, str]]:
        found = []
        for n, key in enumerate("ABC", start=1):
            if text := self.cleaned_data.get(f"option_{n}"):
                found.append({"key": key, "text": text, "effect": self.cleaned_data.get(f"effect_{n}", "")})
        return found


class DecideForm(forms.Form):
    choice = forms.ChoiceField(label=_("Choice"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, options: list[dict[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [(o["key"], f"{o['key']}. {o['text']}") for o in options]


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
