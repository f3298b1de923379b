"""`golive data template`: a workbook to fill in, the rules that check it, and the project that loads it."""

from __future__ import annotations

from pathlib import Path

import click

from golive.cli import CONTEXT, Refused
from golive.cli.words import CHINESE, _, language


@click.command(
    "template",
    help=_(
        "Write a folder to begin with: a workbook to fill in, rules for it, and the project that loads it into the ERP."
    ),
    context_settings=CONTEXT,
)
@click.option(
    "--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help=_("A new folder.")
)
@click.option("--name", default="ERP", help=_("Name of the project."))
@click.option("--object", "names", multiple=True, help=_("Only this object; may be repeated."))
def template_command(folder: Path, name: str, names: tuple[str, ...]) -> None:
    from golive.connectors.tryton import starter
    from golive.connectors.tryton.objects import BY_NAME, OBJECTS

    if unknown := sorted(set(names) - BY_NAME.keys()):
        raise Refused(_("There is no object %(names)s; there are: %(all)s.") % {"names": ", ".join(unknown), "all": ", ".join(BY_NAME)})  # fmt: skip
    if folder.exists() and any(folder.iterdir()):
        raise Refused(_("%(folder)s is not empty; nothing was written.") % {"folder": folder})
    spoken = 0 if language() == CHINESE else 1
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data.xlsx").write_bytes(starter.workbook(names, spoken))
    (folder / "project.yaml").write_text(starter.project(name, names, spoken), "utf-8")
    for one in OBJECTS:
        if not names or one.name in names:
            (folder / f"{one.name}.rules.yaml").write_text(starter.rules(one, spoken), "utf-8")
    text = _("Fill in %(book)s, then: golive data simulate %(project)s")
    click.echo(text % {"book": folder / "data.xlsx", "project": folder / "project.yaml"})
