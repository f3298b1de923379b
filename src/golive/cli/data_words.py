"""Codes of sources and of the migration engine in words."""

from __future__ import annotations

from golive.cli.words import N_, _
from golive.connectors.files import Issue
from golive.connectors.protocol import SourceError
from golive.engines.migration.faults import Fault
from golive.engines.migration.match import MatchError
from golive.engines.migration.rules import RuleError
from golive.engines.migration.table import TableError

SOURCES = {
    "file_missing": N_("There is no file %(file)s. Check the path and try again."),
    "file_empty": N_("%(file)s holds no text. Export it again from the old system."),
    "not_in_encoding": N_("The file is not in %(encoding)s (after line %(line)s). Give the right one with --encoding."),
    "quote_open": N_("A quotation mark is opened in line %(line)s and never closed. Close it and read the file again."),
    "csv_broken": N_("Line %(line)s cannot be read. Correct it and read the file again."),
    "too_many_columns": N_("%(table)s has %(columns)s columns; at most %(most)s are read. Remove the empty ones."),
    "zip_bomb": N_(
        "%(file)s would unpack into too much (%(what)s %(found)s, at most %(most)s). Save it as CSV instead."
    ),
    "zip_broken": N_("%(file)s is damaged or encrypted. Open it in a spreadsheet program and save it again."),
    "workbook_broken": N_("%(file)s is not a workbook that can be read. Save it again as XLSX or CSV."),
    "no_such_header_row": N_("%(table)s has no row %(row)s. Choose another --header-row."),
    "no_such_table": N_("There is no table %(table)s."),
    "no_such_column": N_("There is no column %(columns)s."),
    "which_table": N_("The source has several tables. Choose one with --table: %(tables)s"),
    "dump_without_tables": N_("%(file)s creates no table and inserts no row. Is it an SQL dump with data?"),
    "dump_row_width": N_("In line %(line)s of the dump a row has more or fewer values than columns. Export it again."),
    "dump_broken": N_("The SQL dump cannot be read from line %(line)s on. It may be cut off; export it again."),
    "url_not_understood": N_(
        "This is not a database address that can be opened, e.g. postgresql+psycopg://user@host/db."
    ),
    "database_error": N_("The database %(database)s answered: %(said)s"),
}
TABLES = {
    "no_such_column": N_("Table %(table)s has no column %(columns)s."),
    "no_such_table": N_("A rule refers to table %(table)s, which the source does not have."),
    "table_exists": N_("Table %(table)s was read already."),
    "reserved_column": N_("The column names %(columns)s are reserved. Rename them in the source."),
    "keys_differ": N_("Both sides need the same key columns."),
}
RULES = {
    "not_yaml": N_("The rule file is not valid YAML: %(said)s"),
    "not_a_rule_file": N_("This is not a rule file: it must begin with format: %(expected)s and have rules."),
    "rule_without_id_or_kind": N_("Rule %(rule)s has no id or no kind."),
    "unknown_kind": N_("Rule %(rule)s: there is no kind %(kind)s."),
    "wrong_parameters": N_("Rule %(rule)s: missing or unknown parameters: %(parameters)s."),
    "unknown_severity": N_("Rule %(rule)s: severity is error or warning, not %(severity)s."),
    "wrong_number_of_columns": N_("Rule %(rule)s: kind %(kind)s does not take %(columns)s columns."),
    "repeated_id": N_("Rule %(rule)s occurs twice."),
    "unknown_parameter_value": N_("Rule %(rule)s: %(value)s is not one of: %(known)s."),
    "pattern_not_understood": N_("Rule %(rule)s: the pattern is not a regular expression."),
    "expression_not_understood": N_("Rule %(rule)s: the expression is not one SQL expression: %(expression)s"),
    "cannot_be_asked": N_("Rule %(rule)s cannot be asked: %(said)s"),
}
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
ISSUES = {
    "ragged_rows": N_("%(table)s: %(rows)s rows have more or fewer cells than the header."),
    "ragged": N_("%(table)s, line %(line)s: %(found)s cells instead of %(expected)s."),
    "header_blank": N_("%(table)s: column %(column)s has no name."),
    "header_repeated": N_("%(table)s: the column name %(name)s occurs more than once."),
    "header_merged": N_("%(table)s: the header in row %(line)s has merged cells."),
    "rows_above_header": N_("%(table)s: %(rows)s rows above the header in row %(line)s were passed over."),
    "value_is_expression": N_("%(table)s, line %(line)s: a value is an SQL expression and was kept as text."),
    "insert_not_values": N_("%(table)s, line %(line)s: rows inserted by a query are not in the dump."),
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
    "cut_number": N_("long numbers cut by a spreadsheet"),
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
