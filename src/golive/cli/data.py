"""`golive data …`: legacy data in files and databases, no server needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table as Grid

from golive.cli import CONTEXT, Refused
from golive.cli.data_match import match_command
from golive.cli.data_sources import (
    SHOWN,
    Source,
    about,
    bar,
    chosen,
    columns,
    in_words,
    only,
    reading_options,
    say_json,
    take,
    warn,
)
from golive.cli.data_words import fault_words
from golive.cli.words import _, language
from golive.connectors.open_source import open_source
from golive.engines.migration.check import CheckResult, check
from golive.engines.migration.compare import Comparison, compare
from golive.engines.migration.profile import TableProfile, profile
from golive.engines.migration.rules import RuleSet, read_rules, write_rules
from golive.engines.migration.suggest import suggest
from golive.engines.migration.table import Table, Workbench


@click.group(help=_("Legacy data: profile, rules, comparison."), context_settings=CONTEXT)
def data() -> None:
    pass


data.add_command(match_command)


@data.command("profile", help=_("What is in every column of a file or database, which keys, which suspected faults."))
@click.argument("source")
@reading_options
def profile_command(source: str, table_name: str | None, as_json: bool, **reading: Any) -> None:
    with in_words(), Workbench() as bench, bar() as tick:
        opened = open_source(source, **reading)
        profiles = [profile(bench, take(bench, opened, info), tick(info.name)) for info in chosen(opened, table_name)]
    if as_json:
        say_json({**about(opened), "tables": [each.as_json() for each in profiles]})
        return
    warn(opened)
    for each in profiles:
        show_profile(each)


@data.command("check", help=_("Check rules; findings by rule and row. Fails if a row breaks a rule of severity error."))
@click.argument("source")
@click.option("--rules", "rules_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--suggest", "suggesting", is_flag=True, help=_("Propose rules from the profile, as YAML on stdout."))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=_("All findings as .parquet or .csv."))
@click.option("--key", help=_("Key columns, separated by commas."))
@reading_options
def check_command(
    source: str,
    rules_file: Path | None,
    suggesting: bool,
    out: Path | None,
    key: str | None,
    table_name: str | None,
    as_json: bool,
    **reading: Any,
) -> None:
    if (rules_file is None) is not suggesting:
        raise click.UsageError(_("Give either --rules FILE or --suggest."))
    with in_words(), Workbench(export_to=out.parent if out else None) as bench, bar() as tick:
        opened = open_source(source, **reading)
        if rules_file is None:
            suggest_rules(bench, opened, table_name, as_json, tick)
            return
        rules = read_rules(rules_file.read_text("utf-8"))
        result = check(bench, take_for(bench, opened, rules, table_name, columns(key)), rules, tick(rules.object))
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


@data.command("compare", help=_("Compare two files or databases by key: equal, missing, extra and changed rows."))
@click.argument("first")
@click.argument("second")
@click.option("--key", required=True, help=_("Key columns, separated by commas."))
@click.option("--second-table", help=_("Table or sheet of the second source, if its name differs."))
@reading_options
def compare_command(
    first: str, second: str, key: str, second_table: str | None, table_name: str | None, as_json: bool, **reading: Any
) -> None:
    with in_words(), Workbench() as bench:
        tables = []
        for side, location, name in (("A", first, table_name), ("B", second, second_table or table_name)):
            opened = open_source(location, **reading)
            tables.append(take(bench, opened, only(opened, name), columns(key), f"{side} {only(opened, name).name}"))
            warn(opened)
        found = compare(bench, *tables)
        if as_json:
            say_json(compare_document(found))
        else:
            show_comparison(found)


def take_for(bench: Workbench, source: Source, rules: RuleSet, table_name: str | None, key: tuple[str, ...]) -> Table:
    """The table that the rules are about, and those that they refer to."""
    objects = {info.name: info for info in source.describe()}
    info = only(source, table_name or (rules.object if rules.object in objects else None))
    table = take(bench, source, info, key)
    referred = {str(rule.parameters["object"]) for rule in rules.rules if rule.kind == "reference"}
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


def check_document(result: CheckResult) -> dict[str, Any]:
    scores = [
        {"id": each.rule.id, "kind": each.rule.kind, "severity": each.rule.severity, "owner": each.rule.owner}
        | {"message": dict(each.rule.message), "rows": each.rows, "score": each.score}
        for each in result.rules
    ]
    return {
        "table": result.table.name,
        "rows": result.table.rows,
        "rows_with_errors": result.rows_with_errors,
        "score": result.score,
        "rules": scores,
        "findings": [finding._asdict() for finding in result.findings()],
    }


def compare_document(found: Comparison) -> dict[str, Any]:
    return {
        "equal": found.equal,
        "missing": found.missing,
        "extra": found.extra,
        "changed": found.changed,
        "columns_only_first": found.columns_only_first,
        "columns_only_second": found.columns_only_second,
        "rows": [difference._asdict() for difference in found.differences()],
    }


def show_profile(found: TableProfile) -> None:
    keys = "; ".join(", ".join(key) for key in found.candidate_keys) or _("none")
    title = _("%(table)s: %(rows)s rows, candidate keys: %(keys)s")
    headings = (_("Column"), _("Type"), _("Blank"), _("Distinct"), _("From"), _("To"), _("Suspected faults"))
    grid = _grid(title % {"table": found.table, "rows": found.rows, "keys": keys}, headings)
    for each in found.columns:
        blank, ends = str(each.nulls + each.blanks), (each.minimum or "", each.maximum or "")
        faults = "\n".join(fault_words(fault) for fault in each.faults)
        grid.add_row(
            each.name, each.format or each.type, blank, str(each.distinct), *(end[:24] for end in ends), faults
        )
    Console().print(grid)


def show_check(result: CheckResult) -> None:
    title = _("%(table)s: %(rows)s rows, score %(score)s") % {
        "table": result.table.name,
        "rows": result.table.rows,
        "score": f"{result.score:.2%}",
    }
    grid = _grid(title, (_("Rule"), _("Severity"), _("Rows"), _("Score"), _("Meaning")))
    for each in result.rules:
        meaning = each.rule.message.get("zh" if language() == "zh_Hans" else "en", "")
        grid.add_row(each.rule.id, _severity(each.rule.severity), str(each.rows), f"{each.score:.2%}", meaning)
    Console().print(grid)
    first = _grid(_("First findings"), (_("Row"), _("Key"), _("Rule"), _("Column"), _("Value")))
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
    for side, names in (("A", found.columns_only_first), ("B", found.columns_only_second)):
        if names:
            click.echo(_("Only in %(side)s: %(columns)s") % {"side": side, "columns": ", ".join(names)})
    grid = _grid(_("First differences"), (_("Outcome"), _("Key"), _("Column"), "A", "B"))
    outcomes = {"missing": _("missing"), "extra": _("extra"), "changed": _("changed")}
    for each in found.differences(limit=SHOWN):
        grid.add_row(outcomes[each.kind], each.key, each.column, each.first or "", each.second or "")
    if grid.row_count:
        Console().print(grid)


def _grid(title: str, headings: tuple[str, ...]) -> Grid:
    grid = Grid(title=title, title_justify="left")
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    return grid
