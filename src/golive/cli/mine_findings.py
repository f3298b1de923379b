"""`golive mine findings`: the diagnosis of a log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import yaml
from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Line

from golive.cli import Refused
from golive.cli.mine_files import FILE, calendar, calendar_option, document
from golive.cli.mine_reading import LOG, in_words, read, reading_options, say_json, warn, working
from golive.cli.words import CHINESE, N_, _, language
from golive.engines.mining.findings import (
    OWNERS,
    Config,
    ConfigError,
    Diagnosis,
    Finding,
    Kind,
    Text,
    diagnose,
    diagnosis_document,
    propose,
    read_config,
)

REFUSALS = {
    "unknown_key": N_("The configuration has an unknown word: %(detail)s. `--propose FILE` writes one to begin with."),
    "wrong_value": N_("The configuration is not understood at %(detail)s. `--propose FILE` writes one to begin with."),
}
KINDS = {
    Kind.ACT: N_("What to change"),
    Kind.CONTROL: N_("What to change"),
    Kind.KNOW: N_("Good to know"),
    Kind.KEEP: N_("What earns its place"),
}


@click.command(
    help=_("The diagnosis of a log: findings ranked by effect, each with its figures, cases, owner and action.")
)
@LOG
@calendar_option
@click.option(
    "--config", "config_file", type=FILE, help=_("YAML or JSON: approvals, robots, costs; the rest is proposed.")
)
@click.option(
    "--propose",
    "proposal",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Write the proposed configuration to this file, to be corrected and given as --config."),
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help=_("Another number, another luck."))
@click.option("--limit", type=click.IntRange(1), help=_("Show only so many findings."))
@reading_options
def findings(
    log_file: str,
    calendar: str | None,
    config_file: Path | None,
    proposal: Path | None,
    seed: int,
    limit: int | None,
    as_json: bool,
    **reading: Any,
) -> None:
    with in_words(), read(log_file, reading) as log:
        with working(_("Looking for findings")):
            config = configured(config_file, propose(log))
            if proposal is not None:
                written = yaml.safe_dump(config.as_json(), allow_unicode=True, sort_keys=False)
                proposal.write_text(written, "utf-8")
            found = diagnose(log, config, calendar_of(calendar), seed=seed)
        if as_json:
            told = diagnosis_document(found)
            say_json({"source": log_file, **told, "findings": told["findings"][:limit]})
            return
        warn(log.account)
        show(found, limit)


calendar_of = calendar


def configured(path: Path | None, proposed: Config | None) -> Config:
    try:
        return read_config(None if path is None else document(path), proposed)
    except ConfigError as error:
        raise Refused(_(REFUSALS[error.code]) % {"detail": error.detail}) from error


def said(text: Text) -> str:
    return text.zh if language() == CHINESE else text.en


def show(found: Diagnosis, limit: int | None) -> None:
    console = Console(highlight=False)
    if not found.findings:
        click.echo(
            _("No finding: nothing stands out, or there are too few cases (%(cases)s).") % {"cases": found.cases}
        )
        return
    heading = ""
    for rank, finding in enumerate(found.findings[:limit], 1):
        title = _(KINDS[finding.kind])
        if title != heading:
            heading = title
            console.print(Line(f"\n{title}", style="bold underline"))
        console.print(Line(f"{rank}. {said(finding.text)}", style="bold"))
        console.print(Padding(Line(f"→ {said(finding.action)}"), (0, 0, 0, 3)))
        console.print(Padding(Line(_behind(finding, found), style="dim"), (0, 0, 0, 3)))


def _behind(finding: Finding, found: Diagnosis) -> str:
    """Owner, cases, interval and what is at stake, on one line."""
    parts = [said(OWNERS[finding.owner]), _("%(n)s cases behind it") % {"n": f"{finding.evidence.count:,}"}]
    interval = finding.interval
    if interval is not None:
        share = "share" in finding.interval_of
        low, high = (f"{100 * v:.1f} %" if share else f"{v:.2f}" for v in (interval.low, interval.high))
        parts.append(_("95 %% interval %(low)s to %(high)s") % {"low": low, "high": high})
    if finding.days is not None:
        parts.append(_("%(days)s days at stake") % {"days": f"{finding.days:,.0f}"})
    if finding.money is not None:
        parts.append(f"{finding.money:,.0f} {found.config.currency}")
    return " · ".join(parts)
