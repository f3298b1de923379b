from __future__ import annotations

import random
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.apps.training.models import Course
from golive.foundation.accounts.models import User
from golive.foundation.registers.forms import ActionForm, RecordForm


class CourseForm(RecordForm):
    class Meta:
        model = Course
        fields = ["title", "lesson", "party", "department", "pass_mark", "due_on"]


class QuestionForm(ActionForm):
    text = forms.CharField(label=_("Question text"), max_length=300)
    choices = forms.CharField(
        label=_("Choices"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One line a choice; the right one first."),
    )

    def clean(self) -> dict[str, Any]:
        """The right one is written first, and shown in a place of its own."""
        data = super().clean() or {}
        lines = [line for line in data.get("choices", "").splitlines() if line.strip()]
        order = list(range(len(lines)))
        random.Random(data.get("text", "")).shuffle(order)
        data["choices"] = [lines[i] for i in order]
        data["right"] = order.index(0) if lines else 0
        return data


class SessionForm(ActionForm):
    at = forms.DateTimeField(label=_("At"))
    place = forms.CharField(label=_("Place"), max_length=80)
    trainer = forms.ModelChoiceField(label=_("Trainer"), queryset=User.objects.all())


class AttendanceForm(forms.Form):
    present = forms.ModelMultipleChoiceField(
        label=_("Who came"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, people: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = User.objects.filter(pk__in=people)


class QuizForm(forms.Form):
    """The questions of a course, shuffled for this person and this try; the right answers stay on the server."""

    def __init__(self, *args: Any, course: Course, seed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rng = random.Random(seed)
        questions = list(course.questions.all())
        rng.shuffle(questions)
        for question in questions:
            choices = list(enumerate(question.choices))
            rng.shuffle(choices)
            self.fields[f"q{question.pk}"] = forms.TypedChoiceField(
                label=question.text, choices=choices, coerce=int, widget=forms.RadioSelect
            )

    def answers(self) -> dict[int, int]:
        return {int(name[1:]): value for name, value in self.cleaned_data.items()}
