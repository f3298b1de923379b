"""The rows behind a figure: a window of the extract or of the corrected data, never the whole."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from golive.apps.migration.engine_io import snapshot
from golive.apps.migration.engine_io.figures import condition
from golive.apps.migration.permissions import may_see_rows
from golive.apps.migration.profile_words import figure_in_words
from golive.apps.migration.views.shared import COUNTED, news, one_object, steps, turned
from golive.foundation.accounts.models import Project
from golive.foundation.pages import reads

SIZE = 30


@reads("migration.rows", permission=may_see_rows)
def rows(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """?column= & what=fault:…|blank|filled|value|pattern & value= … or q= for a search in all columns."""
    found = one_object(request, project, pk)
    asked = {name: request.GET.get(name, "")[:400] for name in ("column", "what", "value", "rule", "q")}
    context: dict[str, Any] = {
        "object": found,
        "steps": steps(project, found, "rows"),
        "job": news(request, found),
        "asked": asked,
        "there": snapshot.is_there(found),
    }
    if context["there"]:
        with snapshot.opened(found) as now:
            where, parameters, table = condition(now, asked)
            total = now.count(where, parameters, COUNTED + 1, table)
            number, pager = turned(request, total, SIZE)
            window = now.window(where, parameters, (number - 1) * SIZE, SIZE, table)
            lines = [[row[c] for c in now.columns] for row in window]
            context |= {
                "columns": now.columns,
                "rows": [
                    {"key": row["_key"], "number": row["_row"], "cells": line}
                    for row, line in zip(window, lines, strict=True)
                ],
                "pager": pager,
                "of": figure_in_words(asked) or _("all rows"),
            }
    return render(request, "migration/rows.html", context)
