"""From a figure of a profile or a rule to the rows behind it, as a condition on the object's tables."""

from __future__ import annotations

import re

from golive.apps.migration.engine_io.snapshot import Snapshot
from golive.engines.migration.faults import PREDICATES, date_style_columns
from golive.engines.migration.formats import FORMATS
from golive.engines.migration.shapes import loose_sql
from golive.engines.migration.table import quoted

ALL = "true"


def condition(now: Snapshot, asked: dict[str, str]) -> tuple[str, list[object], str]:
    """(SQL of this program, its parameters, the table). Figures of the profile are of the extract as it came, all others
    of the corrected rows. What is not known selects all rows."""
    if asked["rule"] and now.findings:
        return f"_row IN (SELECT _row FROM {now.findings} WHERE rule = ?)", [asked["rule"]], now.rows
    if asked["q"]:
        columns = [f"contains(lower(coalesce({quoted(c)}, '')), lower(?))" for c in now.columns]
        return f"({' OR '.join(['_key = ?', *columns])})", [asked["q"], *([asked["q"]] * len(columns))], now.rows
    if asked["column"] not in now.columns:
        return ALL, [], now.rows
    column = quoted(asked["column"])
    where, parameters = _of_column(asked)
    return where.replace("{v}", column).replace("{t}", f"gl_text({column})"), parameters, now.extract


def _of_column(asked: dict[str, str]) -> tuple[str, list[object]]:
    what, _colon, code = asked["what"].partition(":")
    if what == "blank":
        return "{t} IS NULL", []
    if what == "filled":
        return "{t} IS NOT NULL", []
    if what == "value":
        return "{t} = gl_text(?)", [asked["value"]]
    if what == "pattern":
        return f"{loose_sql('TEXT').replace('TEXT', '{t}')} = ?", [asked["value"]]
    if what == "fault" and (test := fault_test(code, asked["value"])):
        return f"({test})", []
    return ALL, []


def fault_test(code: str, kind: str) -> str:
    """The predicate of a fault over {v} and {t}; "" where a value alone does not show it. `kind`: type of the column."""
    tests = dict(PREDICATES)
    tests |= {f"not_{form}": f"t IS NOT NULL AND NOT coalesce({test}, false)" for form, test in FORMATS.items()}
    reads = {"integer": "regexp_matches(t, '^[+-]?\\d{1,18}$')", "decimal": "gl_number(t) IS NOT NULL"}
    tests["not_of_type"] = f"t IS NOT NULL AND NOT coalesce({reads.get(kind, 'gl_date(t) IS NOT NULL')}, false)"
    tests["no_such_date"] = f"gl_date(t) IS NULL AND ({' OR '.join(date_style_columns().values())})"
    tests["date_as_number"] = "gl_number(t) BETWEEN 20000 AND 60000"
    test = tests.get(code, "")
    return _over_names(test)


def _over_names(test: str) -> str:
    """The engine's predicates name `v` and `t`; here they become the column itself."""
    parts = re.split(r"('(?:[^']|'')*')", test)  # text literals are left as they are
    return "".join(
        part if part.startswith("'") else re.sub(r"\bt\b", "{t}", re.sub(r"\bv\b", "{v}", part)) for part in parts
    )
