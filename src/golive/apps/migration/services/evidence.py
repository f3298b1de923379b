"""Names under counts and statements, and the certificate made of them."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from golive.apps.migration import certificate_paper, queries
from golive.apps.migration.engine_io import papers
from golive.apps.migration.models import (
    Certificate,
    CountSheet,
    Cycle,
    DataObject,
    DuplicateCluster,
    Reconciliation,
    ValueMap,
)
from golive.apps.migration.permissions import may_govern, may_sign_count, may_sign_data, may_sign_reconciliation
from golive.apps.migration.ready import refresh_readiness
from golive.apps.migration.targets import target_or_refusal
from golive.foundation import clock, sealing
from golive.foundation.documents.pdf import pdf
from golive.foundation.errors import Refused
from golive.foundation.files import storage
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case

COUNTED = "counted"
READY = "ready"
VALUES = "values"
RECONCILED = "reconciled"


@use_case("migration.sign_stock_count", permission=may_sign_count, label=_("Sign a stock count"))
def sign_stock_count(actor: Any, sheet: CountSheet, *, comment: str = "", seen_hash: str = "") -> CountSheet:
    """The storekeeper stands for what he counted."""
    if not sheet.extract.is_current:
        raise Refused("sheet_replaced", _("A newer sheet has replaced this one. Sign the new one instead."))
    signatures.sign(actor, sheet, meaning=COUNTED, comment=comment, seen_hash=seen_hash)
    return sheet


@use_case("migration.sign_ready", permission=may_sign_data, label=_("Sign that the data is ready"))
def sign_ready(actor: Any, data_object: DataObject, *, comment: str = "", seen_hash: str = "") -> DataObject:
    """The owner of the data says that it may be loaded as it stands; any change of it asks him again."""
    if data_object.score is None or data_object.outdated:
        raise Refused("not_checked", _("The data has changed since it was checked. Check it, look at it, then sign."))
    if not data_object.above_bar:
        raise Refused(
            "below_bar",
            _("The quality is %(score)s, the bar is %(bar)s. Correct the worklist first, or ask the project manager to "
              "move the bar."),
            score=f"{data_object.score:.1%}", bar=f"{data_object.quality_bar:.1%}",
        )  # fmt: skip
    if data_object.clusters.filter(verdict=DuplicateCluster.Verdict.OPEN).exists():
        raise Refused("undecided", _("Possible duplicates wait for a decision. Decide on them first."))
    signatures.sign(actor, refresh_readiness(data_object), meaning=READY, comment=comment, seen_hash=seen_hash)
    return data_object


@use_case("migration.sign_values", permission=may_sign_data, label=_("Sign a value map"))
def sign_values(actor: Any, value_map: ValueMap, *, comment: str = "", seen_hash: str = "") -> ValueMap:
    """The owner of the data confirms what the old words become. A changed map asks for a new signature."""
    if not value_map.entries:
        raise Refused("map_empty", _("The value map is empty. There is nothing to sign."))
    signatures.sign(actor, value_map, meaning=VALUES, comment=comment, seen_hash=seen_hash)
    return value_map


@use_case("migration.sign_reconciliation", permission=may_sign_reconciliation, label=_("Sign a statement"))
def sign_reconciliation(
    actor: Any, statement: Reconciliation, *, comment: str = "", seen_hash: str = ""
) -> Reconciliation:
    """The owner of the data confirms what was loaded and what was not."""
    if queries.statements(statement.cycle).get(statement.data_object_id) != statement:
        raise Refused(
            "statement_outdated",
            _("Something was loaded, taken back or reconciled since. Reconcile and read it again."),
        )
    if not statement.balanced:
        raise Refused(
            "not_balanced",
            _("The statement does not balance, so nobody can stand for it. Clear the differences first."),
        )
    signatures.sign(actor, statement, meaning=RECONCILED, comment=comment, seen_hash=seen_hash)
    return statement


@use_case("migration.issue_certificate", permission=may_govern, label=_("Issue the certificate"))
def issue_certificate(actor: Any, cycle: Cycle) -> Certificate:
    """Every record of every object is accounted for, the owners signed it: sealed JSON for machines, PDF for people."""
    statements = _complete(cycle)
    names = signatures.under(statements, RECONCILED)
    unsigned = [str(s.data_object) for s in statements if not names[s.pk]]
    if unsigned:
        raise Refused(
            "not_signed", _("The owners of %(objects)s have not signed their statement. Ask them first."),
            objects="、".join(unsigned),
        )  # fmt: skip
    run = queries.last_change(cycle)
    assert run is not None
    before = Certificate.objects.filter(cycle__project=cycle.project).first()
    issued_at = clock.now()
    document = papers.certify(
        cycle,
        target_or_refusal(cycle.project),
        [papers.evidence(cycle, s.data_object, _reread(s)) for s in statements],
        [
            (str(name.signer), f"{name.role_title} · {s.data_object.key} · {s.content_hash[:12]}", name.at.isoformat())
            for s in statements
            for name in names[s.pk]
        ],
        issued_at=issued_at.isoformat(),
        issued_by=str(actor),
        previous=before.content_hash if before is not None else "",
    )
    certificate = Certificate.objects.create(
        cycle=cycle,
        run=run,
        content_hash=document["content_hash"],
        fingerprint=sealing.fingerprint(),
        previous=document["previous"],
        issued_by=actor,
        issued_at=issued_at,
    )
    return _with_files(actor, certificate, document, statements)


def _complete(cycle: Cycle) -> list[Reconciliation]:
    """The standing statement of every object, all in balance."""
    found = queries.statements(cycle)
    objects = queries.objects(cycle.project)
    if not objects or any(o.pk not in found for o in objects):
        raise Refused(
            "not_reconciled", _("Not every object is reconciled since the last load. Reconcile the cycle first.")
        )
    unbalanced = [str(o) for o in objects if not found[o.pk].balanced]
    if unbalanced:
        raise Refused(
            "not_balanced_objects", _("The statement of %(objects)s does not balance. Clear the differences first."),
            objects="、".join(unbalanced),
        )  # fmt: skip
    return [found[o.pk] for o in objects]


def _reread(statement: Reconciliation) -> Any:
    assert statement.file is not None
    with storage.open_file(statement.file) as file:
        return papers.read_statement(file.read())


def _with_files(actor: Any, certificate: Certificate, document: Any, statements: list[Reconciliation]) -> Certificate:
    name = _now("Migration certificate %(cycle)s") % {"cycle": certificate.cycle.system}
    text = json.dumps(document, ensure_ascii=False, indent=1).encode()
    project = certificate.project
    paper = pdf(certificate_paper.document(certificate, document, statements))
    certificate.json_file = storage.store(project, actor, f"{name}.json", text, subject=certificate)
    certificate.pdf_file = storage.store(project, actor, f"{name}.pdf", paper, subject=certificate)
    certificate.save(update_fields=["json_file", "pdf_file"])
    return certificate
