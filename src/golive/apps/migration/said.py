"""Codes of sources, mappings and comparisons in the reader's words: what is wrong, where, and what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.connectors.said import ISSUES, SOURCES
from golive.engines.migration.said import DIFFERENCES, MAPPINGS, MATCHES, REFUSALS, RULES, TABLES

# Where the terminal names an option, the page names its field.
HERE = {
    "not_in_encoding": _(
        "The file is not in %(encoding)s (after line %(line)s). Choose the right encoding on this page."
    ),
    "encoding_unknown": _(
        "The encoding of the file was not recognised (line %(line)s is neither UTF-8 nor GB18030). Choose the encoding on "
        "this page, or export the file again as UTF-8. Nothing was taken."
    ),
    "no_such_header_row": _("%(table)s has no row %(row)s. Give another row of the column names."),
    "unreadable": _(
        "The source could not be read (%(said)s). Nothing was taken from it; check the file, its encoding or the "
        "connection."
    ),
    "which_table": _("The source has several tables: %(tables)s. Choose one."),
}

HERE_MATCHES = {
    "nothing_to_compare": _("no column holds names, codes, telephone numbers or addresses by which records could be told apart"),
}  # fmt: skip


def source_sentence(code: str) -> Any:
    """The lazy sentence of a source's fault, None if the code has none."""
    return HERE.get(code) or (_(SOURCES[code]) if code in SOURCES else None)


def odd_sentence(code: str) -> Any:
    return source_sentence(code) or (_(ISSUES[code]) if code in ISSUES else None)


def mapping_said(error: Any) -> str:
    """What is wrong with a mapping (MappingError)."""
    sentence = MAPPINGS.get(error.code)
    return str(_(sentence)) % {"place": error.place, **error.params} if sentence else str(error)


def rule_said(error: Any) -> str:
    """What is wrong with a set of rules (RuleError)."""
    sentence = RULES.get(error.code)
    known = {"rule": error.rule, "value": "", "known": "", "parameters": "", "said": "", **error.params}
    return str(_(sentence)) % known if sentence else str(error)


def table_said(code: str, params: dict[str, Any]) -> str:
    """Why a table cannot be asked (TableError)."""
    sentence = TABLES.get(code)
    return str(_(sentence)) % params if sentence else code


def match_said(error: Any) -> str:
    """Why duplicates cannot be looked for (MatchError, TableError)."""
    sentence = HERE_MATCHES.get(error.code) or MATCHES.get(error.code)
    return str(_(sentence)) % error.params if sentence else table_said(error.code, error.params)


def unasked_said(why: dict[str, Any]) -> str:
    """Why a rule was not asked, as the object keeps it."""
    if why["code"] in RULES:
        return str(_(RULES[why["code"]])) % {"value": "", "known": "", "parameters": "", "said": "", **why["params"]}
    return table_said(why["code"], why["params"])


def refusal_said(code: str, text: str) -> str:
    """Why a record was refused: what the mapping says of a value, or the ERP's own words."""
    sentence = REFUSALS.get(code)
    if sentence is None:
        return text or code
    return f"{text}：{_(sentence)}" if text else str(_(sentence))


def difference_said(found: dict[str, Any]) -> str:
    """A difference of a statement, as the row keeps it."""
    sentence = DIFFERENCES.get(found["code"])
    facts = {"field": "", "expected": "", "found": "", **found}
    return str(_(sentence)) % facts if sentence else found["code"]
