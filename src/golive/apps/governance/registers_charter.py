"""The list of the charter's versions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance import other_side, queries
from golive.apps.governance.charter import readable
from golive.apps.governance.models import Charter
from golive.apps.governance.permissions import is_inside, may_view_charter
from golive.foundation.accounts.models import Party
from golive.foundation.registers.declare import Column, Register
from golive.foundation.use_cases import may


def _detail(request: Any, record: Charter) -> dict[str, Any]:
    issued = record.state == Charter.State.ISSUED
    names = queries.signed_sides(record)
    mine = any(s.signer_id == request.user.pk for signed in names.values() for s in signed)
    return {
        "texts": queries.charter_texts(record),
        "content": readable(record.content),
        "annex": readable(record.annex) if is_inside(request.user, record.project) else [],
        "client": names[Party.SPONSOR],
        "vendor": names[Party.VENDOR],
        "expected": other_side.signers(record.project) if issued else [],
        "may_sign": issued and not mine and may("governance.sign_charter", request.user, record),
        "may_write": may("governance.write_charter", request.user, record),
    }


CHARTERS = Register(
    name="charters",
    app="governance",
    model=Charter,
    visible=queries.visible_charters,
    permission=may_view_charter,
    label=_("Project charter"),
    one=_("version of the charter"),
    columns=[
        Column("label", _("Version"), link=True, sort="number"),
        Column("state", kind="status"),
        Column("note"),
        Column("made_by"),
        Column("issued_at", sort=True),
    ],
    order="-number",
    icon="file-certificate",
    empty=_("There is no project charter. It is made from objectives, scope, parties, phases, budget and risks."),
    list_template="governance/charters.html",
    list_context=lambda request, project: {"may_write": may("governance.write_charter", request.user, project)},
    detail_template="governance/charter.html",
    detail_context=_detail,
)
