"""Codes of sources and of the migration engine in words."""

from __future__ import annotations

from golive.cli.words import N_, _
from golive.connectors.files import Issue
from golive.connectors.protocol import SourceError
from golive.connectors.said import ISSUES, SOURCES
from golive.engines.migration.faults import Fault
from golive.engines.migration.match import MatchError
from golive.engines.migration.rules import RuleError
from golive.engines.migration.said import MATCHES, RULES, TABLES
from golive.engines.migration.table import TableError

FAULTS = {
    "edge_blanks": N_("blanks at the ends"),
    "inner_blanks": N_("blanks between Chinese characters"),
    "full_width": N_("full-width letters or digits"),
    "control_characters": N_("invisible characters"),
    "broken_encoding": N_("broken characters"),
    "spreadsheet_error": N_("error of a spreadsheet"),
    "null_like": N_("words that mean nothing"),
    "unit_in_number": N_("numbers with a unit"),
    "thousands_separator": N_("numbers with thousands separators"),
    "spreadsheet_date": N_("texts that a spreadsheet took for dates"),
    "cut_number": N_("long numbers cut by a spreadsheet"),
    "traditional": N_("traditional characters"),
    "no_such_region": N_("addresses without a known province, city or district"),
    "not_of_type": N_("values of another type"),
    "no_such_date": N_("dates that do not exist"),
    "date_as_number": N_("dates as spreadsheet numbers"),
    "mixed_date_styles": N_("dates in several styles"),
    "written_differently": N_("the same written differently"),
    "not_uscc": N_("not a unified social credit code"),
    "not_phone_cn": N_("not a telephone number"),
    "not_email": N_("not an e-mail address"),
}


def source_words(error: SourceError) -> str:
    sentence = SOURCES.get(error.code)
    if sentence is None:
        return error.text
    file = error.params.get("file", "")
    return _(sentence) % {**error.params, "file": file}


def table_words(error: TableError) -> str:
    sentence = TABLES.get(error.code)
    return _(sentence) % error.params if sentence else str(error)


def rule_words(error: RuleError) -> str:
    sentence = RULES.get(error.code)
    known = {"rule": error.rule, "value": "", "known": "", "parameters": "", "said": "", **error.params}
    return _(sentence) % known if sentence else str(error)


def match_words(error: MatchError) -> str:
    sentence = MATCHES.get(error.code)
    return _(sentence) % error.params if sentence else str(error)


def issue_words(issue: Issue) -> str:
    sentence = ISSUES.get(issue.code)
    known = {"table": issue.table, "line": issue.line, **dict(issue.params)}
    return _(sentence) % known if sentence else f"{issue.table}, {issue.line}: {issue.code}"


def fault_words(fault: Fault) -> str:
    what = _(FAULTS[fault.code]) if fault.code in FAULTS else fault.code
    examples = ", ".join(f"“{text[:16]}”" for text in fault.examples[:2])
    return f"{what}: {fault.count} {examples}".strip()
