"""`golive audit …`: the trail of who did what, verified here or taken away to be verified elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import click

from golive.cli import CONTEXT, Refused
from golive.cli.boot import boot
from golive.cli.words import _


@click.group(help=_("The audit trail: verify it, or export it for others to verify."), context_settings=CONTEXT)
def audit() -> None:
    pass


@audit.command(help=_("Recompute every chain of the audit trail."))
def verify() -> None:
    boot()
    from golive.foundation.audit.services import verify as problems_of

    problems = problems_of()
    if problems:
        raise Refused(_("The audit trail is not as it was written:") + "\n" + "\n".join(problems))
    click.echo(_("Every line of the audit trail is as it was written."))


@audit.command(help=_("Write a project's audit trail as JSON, which `golive verify` checks anywhere."))
@click.argument("project")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=_("File to write (default: stdout)."))
def export(project: str, out: Path | None) -> None:
    boot()
    from golive.foundation.accounts.models import Project
    from golive.foundation.audit.services import export as document_of

    found = Project.objects.filter(code=project).first()
    if found is None:
        codes = ", ".join(Project.objects.values_list("code", flat=True)) or "–"
        raise Refused(_("There is no project “%(code)s”. There are: %(codes)s") % {"code": project, "codes": codes})
    text = json.dumps(document_of(found), ensure_ascii=False, indent=1)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text, encoding="utf-8")
