"""Codes of sources and of the migration engine in words."""

from __future__ import annotations

from golive.cli.words import N_, _
from golive.connectors.files import Issue
from golive.connectors.protocol import SourceError
from golive.connectors.said import ISSUES, SOURCES
from golive.engines.migration.faults import Fault
from golive.engines.migration.match import MatchError
from golive.engines.migration.rules import RuleError
from golive.engines.migration.said import RULES, TABLES
from golive.engines.migration.table import TableError

MATCHES = {
    "not_yaml": N_("The match spec is not valid YAML: %(said)s"),
    "not_a_match_spec": N_("This is not a match spec: it must begin with format: %(expected)s."),
    "unknown_word": N_("The match spec has words that are not known: %(words)s."),
    "comparison_without_column_or_kind": N_("A comparison or key has no column or no kind: %(item)s"),
    "unknown_kind": N_("There is no kind %(kind)s to compare by. Known: %(known)s."),
    "wrong_number_of_columns": N_("A comparison of kind %(kind)s does not take %(columns)s columns."),
    "repeated_column": N_("A column is compared twice. Keep one of the comparisons."),
    "nothing_to_compare": N_(
        "No column was found by which records could be told apart. Name columns and kinds in a match spec (--spec)."
    ),
    "no_blocking": N_("The match spec does not say which records to compare. Add lines under blocking."),
    "block_of_no_comparison": N_("%(block)s is no part of a compared column. Compared: %(known)s."),
    "no_such_part": N_("%(block)s: there is no such part. Known: %(known)s."),
    "too_many_pairs": N_(
        "The line %(block)s would compare %(pairs)s pairs, at most %(most)s. Add another part to it. Nothing was compared."
    ),
    "wrong_threshold": N_("The threshold must lie between 0 and 1, not %(threshold)s."),
    "too_few_labels": N_(
        "%(labels)s labels of one kind cannot place a threshold. Label pairs that are one and pairs that are two."
    ),
    "precision_not_shown": N_(
        "A precision of %(wanted)s is not shown by %(labels)s labels, at most %(shown)s. Label more pairs."
    ),
    "no_common_column": N_(
        "The two sources have no common column: %(columns)s. Rename the columns or choose another --key."
    ),
    "labels_not_understood": N_("The label file needs the columns key_a, key_b and same (yes or no)."),
}
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
