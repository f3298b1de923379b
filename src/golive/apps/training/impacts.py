"""What a change request does to training: whoever passed the course of a department has learnt the old way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from golive.apps.control.impacts import Impact, impacts
from golive.apps.requirements.impacts import touched
from golive.apps.training import queries
from golive.apps.training.models import Course
from golive.apps.training.registers import COURSES
from golive.foundation.words import words


@impacts
def on_training(change: Any) -> Iterator[Impact]:
    departments = {row.department_id for row in touched(change)}
    if not departments:
        return
    passed = Counter(x.course.pk for x in queries.learners(change.project) if x.passed_at is not None)
    for course in Course.objects.filter(project=change.project, department__in=departments).order_by("code"):
        facts = {"code": course.code, "title": course.title, "n": passed[course.pk]}
        text = words("Course %(code)s “%(title)s” is looked at again; %(n)s people have passed it already", **facts)
        yield Impact(text, COURSES.address(course))
