"""`golive mine …`: event logs in files, no server and no database."""

from __future__ import annotations

import click

from golive.cli import CONTEXT
from golive.cli.mine_compare import compare_command
from golive.cli.mine_findings import findings
from golive.cli.mine_log import convert, map_command, summary, variants_command
from golive.cli.mine_model import conform, discover_command
from golive.cli.mine_simulate import simulate
from golive.cli.words import _


@click.group(help=_("Processes: event logs, maps, variants, findings."), context_settings=CONTEXT)
def mine() -> None:
    pass


COMMANDS = (
    convert,
    summary,
    map_command,
    variants_command,
    findings,
    discover_command,
    conform,
    compare_command,
    simulate,
)
for command in COMMANDS:
    mine.add_command(command)
