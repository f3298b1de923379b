"""The greatest risks as the project charter shows them: the client's own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.control import queries
from golive.apps.governance.charter import Rows, part
from golive.foundation.words import Words

MOST = 10


@part("control.risks", label=_("Risks"), order=60, inside=True, page="control:risks")
def risks(project: Any) -> Rows:
    rows = queries.open_risks(project).select_related("owner").order_by("-score", "id")[:MOST]
    return Rows(
        [_("risk"), _("category"), _("score"), _("response"), _("owner")],
        [[r.title, Words.of(r.get_category_display()), str(r.score), r.response, str(r.owner or "")] for r in rows],
    )
