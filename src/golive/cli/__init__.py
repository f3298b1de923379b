"""The console script `golive`.

Commands are imported only when they are called, so that `golive --help` is quick and a command that works on files
never loads Django. To add one: write `golive/cli/<name>.py` with a click command or group, and one line in COMMANDS.

Exit codes: 0 done, 1 refused or check failed (`Refused`: reason on stderr), 2 wrong usage (click).
With `--json` stdout carries one JSON document and nothing else.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import Any, NamedTuple

import click

from golive.cli.words import N_, _


class Entry(NamedTuple):
    target: str  # "module:attribute"
    help: str


COMMANDS: dict[str, Entry] = {
    # Run the product
    "demo": Entry("golive.cli.serving:demo", N_("Start the filled example project.")),
    "serve": Entry("golive.cli.serving:serve", N_("Serve the pages.")),
    "worker": Entry("golive.cli.serving:worker", N_("Run background jobs and schedules.")),
    "setup": Entry("golive.cli.product:setup", N_("Prepare database and first administrator.")),
    "check": Entry("golive.cli.product:check", N_("What is wrong, and how to mend it.")),
    "backup": Entry("golive.cli.saving:backup", N_("Back up the product, encrypted and verified.")),
    "restore": Entry("golive.cli.saving:restore", N_("Restore a backup into a new place.")),
    "drill": Entry("golive.cli.saving:drill", N_("Restore the newest backup for practice.")),
    "erp": Entry("golive.cli.erp:erp", N_("The embedded ERP: install, start, stop, back up, restore.")),
    "audit": Entry("golive.cli.audit:audit", N_("Verify or export the audit trail.")),
    # Engines on files
    "schedule": Entry("golive.cli.schedule:schedule", N_("Plans: dates, slack and what drives them.")),
    "data": Entry("golive.cli.data:data", N_("Legacy data: profile, rules, comparison.")),
    "choose": Entry("golive.cli.choose:choose", N_("Rank products by weighted criteria; decisive or not.")),
    "mine": Entry("golive.cli.mine:mine", N_("Processes: event logs, maps, variants, findings.")),
    "verify": Entry("golive.cli.verify:verify", N_("Check a certificate or an audit chain off line.")),
}


class Refused(click.ClickException):
    """What was asked for cannot be done. The message says what failed, what was kept and what to do next."""

    exit_code = 1


class LazyGroup(click.Group):
    """A group whose commands are named in COMMANDS and imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _colon, attribute = entry.target.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(entry.help)) for name, entry in COMMANDS.items()])


CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"]}


@click.group(
    cls=LazyGroup,
    context_settings=CONTEXT,
    help=_("GoLive: every party to an ERP project does what it owes, provably."),
)
@click.version_option(version("golive"), prog_name="golive")
def main() -> None:
    pass
