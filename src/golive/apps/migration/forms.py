from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io.templates import templates
from golive.apps.migration.models import Cycle, DataObject, DuplicateCluster, Source
from golive.foundation.accounts.models import Department

LARGEST = 1_000_000  # bytes of a file of text
ENCODINGS = ("", "utf-8", "gb18030", "big5", "utf-16")


class SourceForm(forms.Form):
    upload = forms.FileField(
        label=_("File"), help_text=_("SQL dump, Excel workbook, CSV or text, exactly as the old system gave it.")
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"), required=False, choices=[(e, e or _("Find out")) for e in ENCODINGS]
    )


class ConnectForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    url = forms.CharField(
        label=_("Address of the database"),
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("For example postgresql+psycopg://reader:password@host/name. It is kept encrypted and only read."),
    )


class EncodingForm(forms.Form):
    """How a file is read. A workbook has no encoding."""

    encoding = forms.CharField(label=_("Encoding"), required=False, max_length=20)
    header_row = forms.IntegerField(
        label=_("Row of the column names"),
        required=False,
        min_value=1,
        max_value=200,
        help_text=_("Blank: found by itself."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["encoding"].widget.attrs["list"] = "encodings"


class ProposalForm(forms.Form):
    yaml = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 8, "class": "mono"}))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class MappingFileForm(forms.Form):
    upload = forms.FileField(label=_("File of the mapping (YAML)"))


class RulesFileForm(forms.Form):
    upload = forms.FileField(label=_("File of rules (YAML)"))


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


class ChooseForm(forms.Form):
    """Templates to begin with, and a department for each."""

    chosen = forms.MultipleChoiceField(required=True, error_messages={"required": _("Choose at least one object.")})

    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._departments = {str(d.pk): d for d in Department.objects.filter(organisation=project.client_id)}
        choices = [("", "—"), *((pk, str(each)) for pk, each in self._departments.items())]
        self.fields["chosen"].choices = [(each.key, each.key) for each in templates()]
        for each in templates():
            select = forms.Select(attrs={"aria-label": _("Department in charge")})
            self.fields[f"owner_{each.key}"] = forms.ChoiceField(choices=choices, required=False, widget=select)

    def choice(self) -> dict[str, Any]:
        data = self.cleaned_data
        owners = {key: self._departments.get(data[f"owner_{key}"]) for key in data["chosen"]}
        return {"chosen": data["chosen"], "owners": owners}


class DefineForm(forms.Form):
    title = forms.CharField(label=_("Name"), max_length=80)
    key = forms.CharField(
        label=_("Short name"),
        max_length=40,
        help_text=_(
            "Small letters, figures and _; it stands in the mapping (object: …) and in every key, and never changes."
        ),
    )
    owner = forms.ModelChoiceField(Department.objects.none(), required=False, label=_("Department in charge"))
    mapping = forms.CharField(
        label=_("Mapping (YAML)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "mono", "spellcheck": "false"}),
    )
    mapping_file = forms.FileField(label=_("or its file"), required=False)
    rules = forms.CharField(
        label=_("Rules (YAML)"),
        required=False,
        help_text=_("May stay empty: the profile suggests rules."),
        widget=forms.Textarea(attrs={"rows": 8, "class": "mono", "spellcheck": "false"}),
    )
    rules_file = forms.FileField(label=_("or their file"), required=False)

    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Department.objects.filter(organisation=project.client_id)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("mapping", "rules"):
            upload = data.pop(f"{name}_file", None)
            if upload is not None:
                data[name] = text_of(upload)
        if not data.get("mapping", "").strip():
            self.add_error("mapping", _("Paste the mapping or send its file."))
        return data


class LinesForm(forms.Form):
    """A table of the project's sources, and the columns that join it."""

    table = forms.ChoiceField(label=_("Table of the lines"))
    by = forms.CharField(
        label=_("Columns that hold the record’s key"),
        required=False,
        max_length=400,
        help_text=_(
            "For example the order number in the lines. Blank: found by comparing the values with the records’ keys."
        ),
    )
    order = forms.CharField(
        label=_("Column of the line number"),
        required=False,
        max_length=120,
        help_text=_("Blank: as they stand in the table."),
    )

    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Source.objects.filter(project=project, state=Source.State.READY).exclude(kind=Source.Kind.COUNT)
        self._sources = {str(each.pk): each for each in found.order_by("-id")}
        self.fields["table"].choices = [
            (f"{pk}:{table}", f"{each} · {table}") for pk, each in self._sources.items() for table in each.tables
        ]

    def clean_by(self) -> list[str]:
        return [part.strip() for part in re.split("[,，、]", self.cleaned_data["by"]) if part.strip()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pk, _colon, table = data.pop("table", "").partition(":")
        return {**data, "source": self._sources.get(pk), "table": table}


def text_of(upload: Any) -> str:
    """A sent file of text, small and in UTF-8."""
    if upload.size > LARGEST:
        raise forms.ValidationError(_("The file is larger than a mapping or a set of rules is. Nothing was changed."))
    try:
        return str(upload.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise forms.ValidationError(_("The file is not UTF-8 text. Save it as UTF-8 and send it again.")) from None
