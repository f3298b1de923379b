from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan.engine_io import files
from golive.apps.plan.importing import Writer
from golive.apps.plan.permissions import may_plan
from golive.foundation.accounts.models import Project
from golive.foundation.use_cases import use_case


@use_case("plan.import_plan", permission=may_plan, label=_("Import a plan"), secret=("content",))
def import_plan(
    actor: Any,
    project: Project,
    *,
    content: bytes,
    file_name: str,
    replace: bool = False,
    people: Mapping[str, Any] | None = None,
) -> Project:
    """A plan of MS Project (XML), Excel or GoLive (JSON) into the project, whole or not at all.

    Tasks that are here already are changed and keep their progress; others are added. What is only here stays, or goes
    with `replace`. `people`: name in the file → member, for names that no member has.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    incoming = files.read(project, content, file_name)
    Writer(project, incoming, people).write(replace=replace)
    return project
