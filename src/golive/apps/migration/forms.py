from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.models import Cycle, DataObject, DuplicateCluster
from golive.foundation.accounts.models import Department

ENCODINGS = ("", "utf-8", "gb18030", "big5", "utf-16")


class SourceForm(forms.Form):
    upload = forms.FileField(
        label=_("File"), help_text=_("SQL dump, Excel workbook, CSV or text, exactly as the old system gave it.")
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"), required=False, choices=[(e, e or _("Find out")) for e in ENCODINGS]
    )


class EncodingForm(forms.Form):
    encoding = forms.ChoiceField(label=_("Encoding"), choices=[(e, e) for e in ENCODINGS if e])


class ExtractForm(forms.Form):
    data_object = forms.ModelChoiceField(queryset=DataObject.objects.none(), label=_("Object"))
    table = forms.CharField(label=_("Table"), max_length=120)

    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["data_object"].queryset = DataObject.objects.filter(project=project).order_by("order")


class ObjectForm(forms.ModelForm):
    class Meta:
        model = DataObject
        fields = ["owner", "quality_bar"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Department.objects.filter(organisation=self.instance.project.client_id)


class TextForm(forms.Form):
    yaml = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 28, "class": "mono", "spellcheck": "false"})
    )


class CorrectForm(forms.Form):
    """A whole value at once. `group` is left out of the form when all groups are meant."""

    rule = forms.CharField(max_length=80, widget=forms.HiddenInput)
    before = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    group = forms.CharField(required=False, widget=forms.HiddenInput)
    after = forms.CharField(label=_("New value"), required=False, max_length=400)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class CellForm(forms.Form):
    key = forms.CharField(max_length=200)
    column = forms.CharField(max_length=120)
    after = forms.CharField(label=_("New value"), required=False, max_length=400)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class RuleForm(forms.Form):
    rule = forms.CharField(max_length=80)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class DuplicatesForm(forms.Form):
    clusters = forms.TypedMultipleChoiceField(coerce=int)
    verdict = forms.ChoiceField(choices=DuplicateCluster.Verdict)
    survivor = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, data_object: DataObject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clusters"].choices = [(pk, pk) for pk in data_object.clusters.values_list("pk", flat=True)]


class ExcludeForm(ReasonForm):
    keys = forms.CharField(label=_("Records"), widget=forms.Textarea(attrs={"rows": 2}), help_text=_("One key a line."))

    def clean_keys(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["keys"].splitlines() if line.strip()]


class CycleForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Cycle.Kind)


class SignForm(forms.Form):
    seen_hash = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(label=_("Opinion"), required=False, max_length=500)
