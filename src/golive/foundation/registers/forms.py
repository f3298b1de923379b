"""The form of a record. It checks and shows; only the use case writes."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party


class Day(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class _InProject:
    """People are offered from the members of the project, records from the same project."""

    fields: dict[str, forms.Field]
    project: Any

    def _settle(self, people: list[int] | None, record: Any) -> None:
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                rows = field.queryset
                if rows.model._meta.label_lower == settings.AUTH_USER_MODEL.lower():
                    if people is None:
                        people = [p.pk for p in access.people_as(self.project, *Party)]
                    now = getattr(record, f"{name}_id", None)  # whoever left stays where he is named
                    field.queryset = rows.filter(pk__in=[*people, now] if now else people)
                elif any(f.name == "project" for f in rows.model._meta.get_fields()):
                    field.queryset = rows.filter(project=self.project)
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            elif isinstance(field, forms.DateTimeField):
                field.widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            elif isinstance(field, forms.DateField):
                field.widget = Day()


class RecordForm(_InProject, forms.ModelForm):  # type: ignore[type-arg]
    """Base of a register's form: `class RiskForm(RecordForm): class Meta: model = Risk; fields = [...]`.

    The cleaned data become the keyword arguments of the use case.
    """

    def __init__(
        self, *args: Any, project: Any, actor: Any, instance: Any = None, people: list[int] | None = None, **kwargs: Any
    ):
        self.project, self.actor = project, actor
        # A copy, because a model form writes into its instance while it checks; the use case must see the old values.
        kwargs["instance"] = copy.copy(instance) if instance is not None else None
        super().__init__(*args, **kwargs)
        self._settle(people, instance)
        if instance is not None and any(f.name == "version" for f in self._meta.model._meta.get_fields()):
            self.fields["version"] = forms.IntegerField(
                initial=instance.version, required=False, widget=forms.HiddenInput
            )

    def _get_validation_exclusions(self) -> set[str]:
        """Uniqueness within the project is checked although the project is no field of the form."""
        return super()._get_validation_exclusions() - {"project"}  # type: ignore[misc,no-any-return]

    def _post_clean(self) -> None:
        if getattr(self.instance, "project_id", 0) is None:
            self.instance.project = self.project
        super()._post_clean()  # type: ignore[misc]

    def arguments(self) -> dict[str, Any]:
        """What the use case is called with."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def save(self, commit: bool = True) -> Any:
        raise TypeError("a use case writes, not the form: pass arguments() to it")


class ActionForm(_InProject, forms.Form):
    """Base of the form that an action asks for first (a reason, a person): free fields, the same offers."""

    def __init__(self, *args: Any, project: Any, actor: Any, record: Any, **kwargs: Any):
        self.project, self.actor, self.record = project, actor, record
        super().__init__(*args, **kwargs)
        self._settle(None, record)


def arguments(form: Any) -> dict[str, Any]:
    """The keyword arguments of the use case, from a RecordForm or a plain form."""
    return form.arguments() if isinstance(form, RecordForm) else dict(form.cleaned_data)


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Comment"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("@name calls a member of the project."),
    )


class ViewForm(forms.Form):
    name = forms.CharField(label=_("Name of the view"), max_length=40)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Excel workbook"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("Export the list first: its columns are the ones that can be imported."),
    )
