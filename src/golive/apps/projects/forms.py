from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.projects import methods, queries
from golive.foundation.accounts.models import Department, Organisation, Party, User
from golive.foundation.registers.forms import Day


class StartProject(forms.Form):
    name = forms.CharField(label=_("Project name"), max_length=120)
    code = forms.SlugField(
        label=_("Project code"),
        max_length=30,
        help_text=_("Small letters, digits and hyphens; it stands in every address."),
    )
    client = forms.ModelChoiceField(label=_("Client"), queryset=Organisation.objects.none())
    method = forms.ChoiceField(label=_("Method"))
    start_date = forms.DateField(label=_("Start date"), widget=Day())
    go_live_date = forms.DateField(label=_("Go-live date"), widget=Day())

    def __init__(self, *args: object, actor: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        language = actor.language
        self.fields["method"].choices = [(m.id, m.name.in_language(language)) for m in methods.available()]
        self.fields["client"].queryset = queries.clients_for(actor)


class NameMember(forms.Form):
    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    party = forms.ChoiceField(label=_("Party"), choices=Party.choices)
    role_title = forms.CharField(label=_("Role"), max_length=80)
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), required=False)
    availability = forms.IntegerField(label=_("Availability (%)"), min_value=0, max_value=100, initial=100)
    valid_from = forms.DateField(label=_("From"), required=False, widget=Day())
    valid_to = forms.DateField(label=_("To"), required=False, widget=Day())

    def __init__(self, *args: object, project: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = queries.nameable(project)
        self.fields["person"].label_from_instance = lambda u: f"{u}（{u.organisation}）"
        self.fields["department"].queryset = Department.objects.filter(organisation=project.client)


class MovePhase(forms.Form):
    starts_on = forms.DateField(label=_("Starts on"), widget=Day())
    ends_on = forms.DateField(label=_("Ends on"), widget=Day())


class SetSpecialDay(forms.Form):
    day = forms.DateField(label=_("Day"), widget=Day())
    is_working = forms.BooleanField(label=_("Is a working day"), required=False)
    note = forms.CharField(label=_("Note"), max_length=80)


class Reason(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
