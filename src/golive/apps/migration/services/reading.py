"""Sources: brought in, looked into, confirmed by a person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io import sources
from golive.apps.migration.models import Source
from golive.apps.migration.permissions import may_prepare
from golive.apps.migration.targets import describe_target
from golive.foundation import clock, vault
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.files import storage
from golive.foundation.jobs.queue import enqueue
from golive.foundation.use_cases import use_case


@use_case("migration.add_source", permission=may_prepare, label=_("Add a source"))
def add_source(actor: Any, project: Project, *, upload: Any, encoding: str = "") -> Source:
    """Keep a file of the legacy system (Django's UploadedFile or ContentFile) as evidence; a job looks into it."""
    source = _new(actor, project, upload.name, Source.Kind.FILE)
    source.file = storage.take_upload(project, actor, upload, source, limit=settings.SOURCE_MAX_BYTES)
    source.file.is_evidence = True
    source.file.save(update_fields=["is_evidence"])
    source.name, source.encoding = source.file.name, encoding
    return _look_into(actor, source, encoding, None)


@use_case("migration.connect_source", permission=may_prepare, label=_("Connect a database"), secret=("url",))
def connect_source(actor: Any, project: Project, *, name: str, url: str) -> Source:
    """A database server that is only ever read. The address is kept encrypted, and shown without its password."""
    shown = sources.without_password(url.strip())
    source = _new(actor, project, name, Source.Kind.DATABASE)
    source.location, source.encoding_confirmed = shown[:300], True
    source.secret = vault.hide(url.strip(), f"migration.source:{source.pk}")
    return _look_into(actor, source, "", None)


@use_case("migration.connect_erp", permission=may_prepare, label=_("Read from the ERP"))
def connect_erp(actor: Any, project: Project) -> Source:
    """The project's own ERP as a source, for what is in it already."""
    name = describe_target(project)
    if not name:
        raise Refused("no_target", _("There is no running ERP to read from. Set up the test environment first."))
    source = _new(actor, project, name, Source.Kind.ERP)
    source.location, source.encoding_confirmed = name[:300], True
    return _look_into(actor, source, "", None)


@use_case("migration.confirm_encoding", permission=may_prepare, label=_("Confirm how a file is read"))
def confirm_encoding(actor: Any, source: Source, *, encoding: str, header_row: int | None = None) -> Source:
    """A person says how the text is to be read and where the column names stand; the tables are looked at anew."""
    if source.extracts.exists():
        raise Refused(
            "extracts_taken",
            _("Extracts were taken with this encoding already. Add the file again to read it otherwise."),
        )
    try:
        "".encode(encoding or "utf-8")
    except LookupError:
        raise Refused(
            "no_such_encoding", _("There is no encoding “%(name)s”. Nothing was changed."), name=encoding
        ) from None
    if source.encoding == encoding and source.header_row == header_row and source.state == Source.State.READY:
        source.encoding_confirmed = True
        source.save(update_fields=["encoding_confirmed"])
        return source
    return _look_into(actor, source, encoding, header_row)


@use_case("migration.keep_look", permission=may_prepare, label=_("Keep what a source holds"), secret=("opened",))
def keep_look(actor: Any, source: Source, *, opened: sources.Opened, confirmed: bool) -> Source:
    """The job's result: encoding, tables, first rows, and what was odd."""
    source.encoding, source.tables, source.oddities = opened.encoding, opened.tables, opened.oddities
    source.encoding_confirmed = confirmed or opened.sure
    source.state = Source.State.READY
    source.save()
    return source


@use_case("migration.give_up_source", permission=may_prepare, label=_("Note that a source cannot be read"))
def give_up_source(actor: Any, source: Source, *, why: Refused) -> Source:
    """The job failed; the source stays, so that its encoding can be given or the file replaced."""
    source.state = Source.State.FAILED
    facts = {name: str(value)[:300] for name, value in why.facts.items()}
    source.oddities = [{"code": why.code.removeprefix("source_"), "table": "", "line": 0, "params": facts}]
    source.save(update_fields=["state", "oddities"])
    return source


def _new(actor: Any, project: Project, name: str, kind: str) -> Source:
    return Source.objects.create(
        project=project, name=name[:160], kind=kind, added_by=actor, added_at=clock.now(), state=Source.State.READING
    )


def _look_into(actor: Any, source: Source, encoding: str, header_row: int | None) -> Source:
    source.encoding, source.header_row, source.state = encoding, header_row, Source.State.READING
    source.job = enqueue(actor, "migration.look_into", source.project, source_id=source.pk, confirmed=bool(encoding))
    source.save()
    return source
