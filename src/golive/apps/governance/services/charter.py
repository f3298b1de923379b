from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from golive.apps.governance import other_side
from golive.apps.governance.charter import PARTS, frozen, gaps
from golive.apps.governance.charter_call import tell
from golive.apps.governance.models import Charter
from golive.apps.governance.models.charter import TEXTS
from golive.apps.governance.numbering import lock
from golive.apps.governance.permissions import may_sign_charter, may_write_charter, signing_side
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case

SHARED = ["governance.goals"]  # what both sides sign unless its writer takes it out


@use_case("governance.write_charter", permission=may_write_charter, label=_("Write the project charter"))
def write_charter(actor: Any, project: Project, *, shared: Iterable[str] | None = None, **texts: str) -> Charter:
    """The draft, begun from the version before; what is not given stays as it stands."""
    lock(project)
    draft = Charter.objects.filter(project=project, number=0).first()
    if draft is None:
        last = Charter.objects.filter(project=project).order_by("-number").first()
        draft = Charter(project=project, made_by=actor, made_at=clock.now(), shared=last.shared if last else SHARED)
        for name in TEXTS:
            setattr(draft, name, getattr(last, name) if last else "")
    unknown = set(texts) - set(TEXTS)
    if unknown:
        raise TypeError(f"a charter has no {sorted(unknown)}")
    for name, text in texts.items():
        setattr(draft, name, text.strip())
    if shared is not None:
        draft.shared = [key for key in shared if key in PARTS]
    draft.save()
    return draft


@use_case("governance.issue_charter", permission=may_write_charter, label=_("Issue the project charter"))
def issue_charter(actor: Any, charter: Charter, *, note: str = "") -> Charter:
    """Freeze text and parts as the next version, and ask both sides for their signatures."""
    project = charter.project
    lock(project)
    row = Charter.objects.select_related("project").get(pk=charter.pk)
    if row.state != Charter.State.DRAFT:
        raise Refused("charter_issued", _("This version has been issued. Write a new one to change it."))
    if missing := gaps(row):
        text = _("Still missing: %(names)s.")
        raise Refused("charter_incomplete", text, names="；".join(str(m) for m in missing))
    issued = Charter.objects.filter(project=project, number__gt=0)
    row.number = (issued.aggregate(n=Max("number"))["n"] or 0) + 1
    if row.number > 1 and not note.strip():
        raise Refused("reason_missing", _("Say what changed against the version before."))
    issued.filter(state=Charter.State.ISSUED).update(state=Charter.State.SUPERSEDED)
    row.content, row.annex = frozen(project, row.shared)
    row.state, row.issued_at, row.note = Charter.State.ISSUED, clock.now(), note.strip()[:200]
    row.save()
    for person in [*access.people_as(project, Party.SPONSOR), *other_side.signers(project)]:
        tell(row, person)
    return row


@use_case("governance.sign_charter", permission=may_sign_charter, label=_("Sign the project charter"))
def sign_charter(actor: Any, charter: Charter, *, comment: str = "", seen_hash: str = "") -> Charter:
    """Somebody of one side signs exactly this text."""
    lock(charter.project)
    row = Charter.objects.select_related("project").get(pk=charter.pk)
    if row.state != Charter.State.ISSUED:
        raise Refused("charter_not_issued", _("Only the version that is in force is signed."))
    side = signing_side(actor, row)
    signatures.sign(actor, row, meaning="charter", comment=comment, seen_hash=seen_hash, party=side)
    return row
