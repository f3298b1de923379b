"""`golive setup`, `check`: make an installation, and find out whether one is in order."""

from __future__ import annotations

import dataclasses
import json
import sys

import click

from golive.cli import Refused
from golive.cli.boot import boot
from golive.cli.words import _

SIGN = {"good": "✓", "note": "·", "wrong": "✗"}


@click.command(help=_("Prepare the database, make the first administrator, and check the installation."))
@click.option("--username", help=_("Sign-in name of the first administrator."))
@click.option("--password-stdin", is_flag=True, help=_("Read the administrator's password from standard input."))
def setup(username: str | None, password_stdin: bool) -> None:
    boot()
    migrate()
    from golive.foundation.accounts.models import User

    if User.objects.filter(is_superuser=True).exists():
        click.echo(_("There is an administrator already; he was left as he is."))
    else:
        first_administrator(username, password_stdin)
    report(deploy=False)


def migrate() -> None:
    """Bring the database to this version, silently."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def first_administrator(username: str | None, password_stdin: bool) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from golive.foundation.accounts.models import User
    from golive.foundation.accounts.queries import system_actor
    from golive.foundation.accounts.services import add_administrator
    from golive.foundation.errors import Refused as RuleSaidNo

    if username is None:
        if password_stdin or not sys.stdin.isatty():
            raise Refused(_("There is no administrator yet. Name one: golive setup --username NAME --password-stdin"))
        username = str(click.prompt(_("Sign-in name of the administrator")))
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = str(click.prompt(_("Password"), hide_input=True, confirmation_prompt=True))
    try:
        validate_password(password, User(username=username))
        add_administrator(system_actor(), None, username=username, password=password)
    except ValidationError as error:
        raise Refused(
            _("No administrator was made. The password is too weak: %(why)s") % {"why": " ".join(error.messages)}
        ) from error
    except RuleSaidNo as error:
        raise Refused(error.message) from error
    click.echo(_("Administrator %(name)s was made.") % {"name": username})


@click.command(help=_("Check configuration, database, worker, storage, ERP and backup: what is wrong, how to mend it."))
@click.option("--deploy", is_flag=True, help=_("Also what a server needs that people reach from elsewhere."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))
def check(deploy: bool, as_json: bool) -> None:
    boot()
    wrong = report(deploy, as_json)
    if wrong:
        raise Refused(_("%(count)s of the checks failed; each says how to mend it.") % {"count": wrong})


def report(deploy: bool, as_json: bool = False) -> int:
    """Show the findings; give the number of what is wrong."""
    from golive.foundation.health import examine

    findings = examine(deploy)
    wrong = sum(f.state == "wrong" for f in findings)
    if as_json:
        found = [dataclasses.asdict(f) for f in findings]
        click.echo(json.dumps({"ok": not wrong, "findings": found}, ensure_ascii=False))
        return wrong
    for finding in findings:
        click.echo(f"{SIGN[finding.state]} {finding.subject}: {finding.text}")
        if finding.mend and finding.state != "good":
            click.echo(f"    → {finding.mend}")
    return wrong
