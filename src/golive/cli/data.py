"""`golive data …`: legacy data in files and databases, no server needed."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from golive.cli import CONTEXT, Refused
from golive.cli.data_match import match_command
from golive.cli.data_migrate import load_command, reconcile_command, simulate_command, undo_command
from golive.cli.data_sources import (
    SHOWN,
    Source,
    about,
    bar,
    check_document,
    chosen,
    columns,
    grid_of,
    in_words,
    only,
    reading_options,
    say_json,
    take,
    warn,
)
from golive.cli.data_suspects import suspect_cells
from golive.cli.data_template import template_command
from golive.cli.data_words import fault_words
from golive.cli.words import _, language
from golive.connectors.open_source import open_source
from golive.engines.migration.check import CheckResult, check
from golive.engines.migration.compare import Comparison, compare
from golive.engines.migration.foreign_keys import find_foreign_keys
from golive.engines.migration.profile import TableProfile, profile
from golive.engines.migration.rules import RuleSet, read_rules, write_rules
from golive.engines.migration.suggest import suggest
from golive.engines.migration.table import Table, Workbench


@click.group(help=_("Legacy data: profile, rules, comparison."), context_settings=CONTEXT)
def data() -> None:
    pass


for command in (match_command, simulate_command, load_command, reconcile_command, undo_command, template_command):
    data.add_command(command)


@data.command("profile", help=_("What is in every column of a file or database, which keys, which suspected faults."))
@click.argument("source")
@reading_options
def profile_command(source: str, table_name: str | None, as_json: bool, **reading: Any) -> None:
    with in_words(), Workbench() as bench, bar() as tick:
        opened = open_source(source, **reading)
        infos = chosen(opened, table_name)
        profiles = [profile(bench, take(bench, opened, info), tick(info.name)) for info in infos]
        # A view shows other tables' columns: what it seems to refer to says nothing.
        tables = [each for each, info in zip(profiles, infos, strict=True) if not info.derived]
        references = find_foreign_keys(bench, tables) if len(tables) > 1 else ()
    if as_json:
        say_json(
            {
                **about(opened),
                "tables": [each.as_json() for each in profiles],
                "references": [asdict(each) for each in references],
            }
        )
        return
    warn(opened)
    for each in profiles:
        show_profile(each)
    for found in references:
        text = _(
            "%(table)s.%(column)s seems to refer to %(to_table)s.%(to_column)s (%(share)s, %(orphans)s rows without)"
        )
        click.echo(text % {**asdict(found), "share": f"{found.share:.1%}"})


@data.command("check", help=_("Check rules; findings by rule and row. Fails if a row breaks a rule of severity error."))
@click.argument("source")
@click.option("--rules", metavar="FILE|auto", help=_("Rule file; auto: suggest rules, ask and weigh them at once."))
@click.option("--suggest", "suggesting", is_flag=True, help=_("Propose rules from the profile, as YAML on stdout."))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=_("All findings as .parquet or .csv."))
@click.option("--key", help=_("Key columns, separated by commas."))
@reading_options
def check_command(
    source: str,
    rules: str | None,
    suggesting: bool,
    out: Path | None,
    key: str | None,
    table_name: str | None,
    as_json: bool,
    **reading: Any,
) -> None:
    if (rules is None) is not suggesting:
        raise click.UsageError(_("Give either --rules FILE, --rules auto or --suggest."))
    with in_words(), Workbench(export_to=out.parent if out else None) as bench, bar() as tick:
        opened = open_source(source, **reading)
        if rules is None:
            suggest_rules(bench, opened, table_name, as_json, tick)
        elif rules == "auto":
            suspect_cells(bench, opened, only(opened, table_name), columns(key), out, as_json, tick)
        else:
            asked = read_rules(rule_text(rules))
            result = check(bench, take_for(bench, opened, asked, table_name, columns(key)), asked, tick(asked.object))
            show_result(result, opened, out, as_json)


def show_result(result: CheckResult, opened: Source, out: Path | None, as_json: bool) -> None:
    if out:
        result.export(out)
    if as_json:
        say_json({**about(opened), **check_document(result)})
    else:
        warn(opened)
        show_check(result)
    if result.rows_with_errors:
        text = _("%(rows)s of %(all)s rows break a rule. Correct them in the source or by recorded corrections.")
        raise Refused(text % {"rows": result.rows_with_errors, "all": result.table.rows})


def rule_text(name: str) -> str:
    path = Path(name)
    if not path.is_file():
        raise click.UsageError(_("There is no rule file %(file)s.") % {"file": name})
    return path.read_text("utf-8-sig")


@data.command("compare", help=_("Compare two files or databases by key: equal, missing, extra and changed rows."))
@click.argument("first")
@click.argument("second")
@click.option("--key", required=True, help=_("Key columns, separated by commas."))
@click.option("--second-table", help=_("Table or sheet of the second source, if its name differs."))
@click.option("--tolerance", help=_("Numbers that lie at most so far apart are the same; with 0, 1.0 is 1.00."))
@reading_options
def compare_command(
    first: str,
    second: str,
    key: str,
    second_table: str | None,
    tolerance: str | None,
    table_name: str | None,
    as_json: bool,
    **reading: Any,
) -> None:
    with in_words(), Workbench() as bench:
        tables = []
        for side, location, name in (("A", first, table_name), ("B", second, second_table or table_name)):
            opened = open_source(location, **reading)
            tables.append(take(bench, opened, only(opened, name), columns(key), f"{side} {only(opened, name).name}"))
            warn(opened)
        found = compare(bench, *tables, tolerance=decimal(tolerance))
        if as_json:
            say_json(compare_document(found))
        else:
            show_comparison(found)


def decimal(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation as error:
        raise click.UsageError(_("%(text)s is not a number.") % {"text": text}) from error


def take_for(bench: Workbench, source: Source, rules: RuleSet, table_name: str | None, key: tuple[str, ...]) -> Table:
    """The table that the rules are about, and those that they refer to."""
    objects = {info.name: info for info in source.describe()}
    info = only(source, table_name or (rules.object if rules.object in objects else None))
    table = take(bench, source, info, key)
    referred = {str(rule.parameters["object"]) for rule in rules.rules if "object" in rule.parameters}
    for name in sorted(referred & objects.keys() - {info.name}):
        take(bench, source, objects[name])
    return table


def suggest_rules(bench: Workbench, source: Source, table_name: str | None, as_json: bool, tick: Any) -> None:
    info = only(source, table_name)
    rules = suggest(profile(bench, take(bench, source, info), tick(info.name)))
    if as_json:
        say_json({**about(source), "rules": write_rules(rules)})
    else:
        click.echo(write_rules(rules), nl=False)


def compare_document(found: Comparison) -> dict[str, Any]:
    return {
        "equal": found.equal,
        "missing": found.missing,
        "extra": found.extra,
        "changed": found.changed,
        "keys": {"first": found.keys_first._asdict(), "second": found.keys_second._asdict()},
        "by_column": found.by_column(),
        "columns_only_first": found.columns_only_first,
        "columns_only_second": found.columns_only_second,
        "rows": [difference._asdict() for difference in found.differences()],
    }


def show_profile(found: TableProfile) -> None:
    keys = "; ".join(", ".join(key) for key in found.candidate_keys) or _("none")
    title = _("%(table)s: %(rows)s rows, candidate keys: %(keys)s")
    headings = (_("Column"), _("Type"), _("Blank"), _("Distinct"), _("From"), _("To"), _("Suspected faults"))
    grid = grid_of(title % {"table": found.table, "rows": found.rows, "keys": keys}, headings)
    for each in found.columns:
        blank, ends = str(each.nulls + each.blanks), (each.minimum or "", each.maximum or "")
        faults = "\n".join(fault_words(fault) for fault in each.faults)
        grid.add_row(
            each.name, each.format or each.type, blank, str(each.distinct), *(end[:24] for end in ends), faults
        )
    Console().print(grid)
    for dependency in found.dependencies:
        text = _("%(left)s determines %(column)s in %(share)s of the rows; %(rows)s rows differ")
        left = " + ".join(dependency.determinant)
        share = f"{dependency.agreement:.1%}"
        click.echo(text % {"left": left, "column": dependency.column, "share": share, "rows": dependency.breaking})


def show_check(result: CheckResult) -> None:
    title = _("%(table)s: %(rows)s rows, score %(score)s") % {
        "table": result.table.name,
        "rows": result.table.rows,
        "score": f"{result.score:.2%}",
    }
    grid = grid_of(title, (_("Rule"), _("Severity"), _("Rows"), _("Score"), _("Meaning")))
    for each in result.rules:
        meaning = each.rule.message.get("zh" if language() == "zh_Hans" else "en", "")
        grid.add_row(each.rule.id, _severity(each.rule.severity), str(each.rows), f"{each.score:.2%}", meaning)
    Console().print(grid)
    first = grid_of(_("First findings"), (_("Row"), _("Key"), _("Rule"), _("Column"), _("Value")))
    for finding in result.findings(limit=SHOWN):
        first.add_row(str(finding.row), finding.key, finding.rule, finding.column, finding.value or "")
    if first.row_count:
        Console().print(first)


def _severity(name: str) -> str:
    return {"error": _("error"), "warning": _("warning")}[name]


def show_comparison(found: Comparison) -> None:
    click.echo(
        _("equal %(equal)s, missing %(missing)s, extra %(extra)s, changed %(changed)s")
        % {"equal": found.equal, "missing": found.missing, "extra": found.extra, "changed": found.changed}
    )
    for side, faults in (("A", found.keys_first), ("B", found.keys_second)):
        if any(faults):
            text = _("%(side)s: %(repeated)s rows repeat a key, %(blank)s rows have no key")
            click.echo(text % {"side": side, **faults._asdict()})
    by_column = found.by_column()
    if by_column:
        counts = ", ".join(f"{column} {count}" for column, count in by_column.items())
        click.echo(_("Changed by column: %(counts)s") % {"counts": counts})
    for side, names in (("A", found.columns_only_first), ("B", found.columns_only_second)):
        if names:
            click.echo(_("Only in %(side)s: %(columns)s") % {"side": side, "columns": ", ".join(names)})
    grid = grid_of(_("First differences"), (_("Outcome"), _("Key"), _("Column"), "A", "B"))
    outcomes = {"missing": _("missing"), "extra": _("extra"), "changed": _("changed")}
    for each in found.differences(limit=SHOWN):
        grid.add_row(outcomes[each.kind], each.key, each.column, each.first or "", each.second or "")
    if grid.row_count:
        Console().print(grid)
