"""What is wrong with a source or odd in it, where, and what to do, as English sentences for terminal and pages."""

from __future__ import annotations


def N_(text: str) -> str:
    """Marks a sentence for the catalogue of translations."""
    return text


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
    "workbook_encrypted": N_(
        "%(file)s is protected by a password. Save it without one, then try again; nothing was read."
    ),
    "sheet_too_large": N_(
        "Sheet %(table)s has cells out to row %(rows)s, column %(columns)s. Delete the empty rows and columns and save it again."
    ),
    "saved_as_web_page": N_(
        "%(file)s is a web page, though it is named like a workbook. Open it in a spreadsheet program and save it as XLSX."
    ),
    "not_a_table_file": N_("%(file)s is no table (%(found)s). Export the data as CSV or XLSX."),
    "encoding_mixed": N_(
        "%(file)s is UTF-8, but line %(line)s is not. Correct that line, or export the file again; nothing was read."
    ),
    "encoding_unknown": N_(
        "The encoding of %(file)s was not recognised (line %(line)s). Name it with --encoding, or export it as UTF-8."
    ),
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
    "target_not_understood": N_("The target's kind is tryton or sql, not %(kind)s."),
    "target_not_set_up": N_("There is no ERP to load into yet. To install it: golive erp up"),
    "database_error": N_("The database %(database)s answered: %(said)s"),
}
ISSUES = {
    "broken_signs": N_(
        "%(table)s, line %(line)s: some signs are broken and stand as �. Correct them in the old system."
    ),
    "ragged_rows": N_("%(table)s: %(rows)s rows have more or fewer cells than the header."),
    "ragged": N_("%(table)s, line %(line)s: %(found)s cells instead of %(expected)s."),
    "header_blank": N_("%(table)s: column %(column)s has no name."),
    "header_repeated": N_("%(table)s: the column name %(name)s occurs more than once."),
    "header_merged": N_("%(table)s: the header in row %(line)s has merged cells."),
    "rows_above_header": N_("%(table)s: %(rows)s rows above the header in row %(line)s were passed over."),
    "header_two_rows": N_("%(table)s: the header has two rows from row %(line)s on; their names were joined."),
    "total_row": N_("%(table)s, line %(line)s: looks like a total, not a record. Exclude it before loading."),
    "nul_removed": N_("%(table)s: NUL characters were removed from %(rows)s rows."),
    "sheet_hidden": N_("%(table)s: this sheet is hidden."),
    "named_like_workbook": N_("%(table)s: the file is named like a workbook but is text; it was read as text."),
    "formulas_uncomputed": N_(
        "%(table)s: %(cells)s formulas have no stored value and are blank. Open the file in a spreadsheet program and save it."
    ),
    "cell_error": N_("%(table)s, row %(line)s, column %(column)s: the formula gives %(found)s."),
    "value_is_expression": N_("%(table)s, line %(line)s: a value is an SQL expression and was kept as text."),
    "insert_not_values": N_("%(table)s, line %(line)s: rows inserted by a query are not in the dump."),
}
