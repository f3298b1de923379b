from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Channel, Meeting, Stakeholder
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, User
from golive.foundation.registers.forms import ActionForm, Day, RecordForm

PEOPLE = User.objects.none()


class MeetingForm(RecordForm):
    invited = forms.ModelMultipleChoiceField(
        label=_("Invited"), queryset=User.objects.all(), widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Meeting
        fields = ["kind", "title", "starts_at", "minutes", "place", "chair", "writer", "invited"]

    def __init__(self, *args: object, instance: Meeting | None = None, **kwargs: object) -> None:
        if instance is not None:
            guests = list(instance.guests.values_list("person_id", flat=True))
            kwargs["initial"] = {"invited": guests} | (kwargs.get("initial") or {})
        super().__init__(*args, instance=instance, **kwargs)


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ObjectionForm(ActionForm):
    objection = forms.CharField(label=_("What is wrong in them"), widget=forms.Textarea(attrs={"rows": 4}))


class AgendaForm(forms.Form):
    title = forms.CharField(label=_("What it is about"), max_length=200)


class AgreedForm(forms.Form):
    """A decision of the meeting."""

    question = forms.CharField(label=_("Question"), max_length=200)
    agreed = forms.CharField(label=_("What was agreed"), max_length=200)
    decider = forms.ModelChoiceField(label=_("Who decides"), queryset=PEOPLE)

    def __init__(self, *args: object, project: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        people = [p.pk for p in access.people_as(project, *INSIDE)]
        self.fields["decider"].queryset = User.objects.filter(pk__in=people)


class ToDoForm(forms.Form):
    """An action of the meeting."""

    title = forms.CharField(label=_("Action item"), max_length=200)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=PEOPLE)
    due_on = forms.DateField(label=_("Due"), widget=Day())

    def __init__(self, *args: object, people: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people


class MinutesForm(forms.Form):
    """Who was there, and what was said to each point."""

    summary = forms.CharField(label=_("Summary"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, meeting: Meeting, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        guests = list(meeting.guests.select_related("person"))
        came = [g.person_id for g in guests if g.came or g.came is None]
        self.fields["came"] = forms.MultipleChoiceField(
            label=_("Who was there"),
            choices=[(g.person_id, str(g.person)) for g in guests],
            widget=forms.CheckboxSelectMultiple,
            initial=came,
        )
        self.fields["summary"].initial = meeting.summary
        self.items = list(meeting.agenda.all())
        for item in self.items:
            self.fields[f"said_{item.pk}"] = forms.CharField(
                label=str(item), required=False, initial=item.said, widget=forms.Textarea(attrs={"rows": 2})
            )

    def arguments(self) -> dict[str, object]:
        data = self.cleaned_data
        return {
            "came": list(User.objects.filter(pk__in=data["came"])),
            "summary": data["summary"],
            "said": {i.pk: data[f"said_{i.pk}"] for i in self.items},
        }


class StakeholderForm(RecordForm):
    class Meta:
        model = Stakeholder
        fields = ["name", "role", "power", "interest", "attitude", "wanted", "approach", "owner"]


class ChannelForm(RecordForm):
    class Meta:
        model = Channel
        fields = ["audience", "content", "way", "cadence", "owner"]
