"""CSV with the column names that XES tools use, read by spreadsheet programs as well."""

from __future__ import annotations

from pathlib import Path

from golive.engines.mining.log import EventLog
from golive.engines.mining.log.sql_text import literal, quoted
from golive.engines.mining.log.store import flat_columns


def write_csv(log: EventLog, path: Path | str) -> int:
    """UTF-8, times in UTC with their offset; rows by case and time. Returns the number of rows.

    Of two attributes whose names differ in capitals only, the second gets a number at the end. An empty text and a value that is missing are told apart by quotation marks ("" and nothing).
    """
    names = flat_columns(log)
    begun = log.one("SELECT count(start) FROM step")[0]
    columns = [("k.case_key", "case:concept:name"), ("a.name", "concept:name"), (_iso("s.ts"), "time:timestamp")]
    columns += [(_iso("s.start"), "start_timestamp")] if begun else []
    columns += [("r.name", "org:resource")] if log.resources else []
    for attribute in log.attributes:
        column = f"{'e' if attribute.scope == 'event' else 'c'}.{quoted(attribute.column)}"
        moment = attribute.sql_type.startswith("TIMESTAMP")
        columns.append((_iso(f"epoch_us({column})") if moment else column, names[attribute]))
    selected = ", ".join(f"{expression} AS {quoted(name)}" for expression, name in columns)
    log.con.execute(
        f"COPY (SELECT {selected} FROM step s JOIN cases k ON k.case_id = s.case_id JOIN activity a ON a.act_id = s.act "
        "LEFT JOIN resource r ON r.res_id = s.res LEFT JOIN event_attr e ON e.seq = s.seq "
        f"LEFT JOIN case_attr c ON c.case_id = s.case_id ORDER BY s.case_id, s.pos) TO {literal(str(path))} (FORMAT csv, HEADER)"
    )
    return log.events


def _iso(us: str) -> str:
    return f"strftime(make_timestamp({us}), '%Y-%m-%dT%H:%M:%S.%f+00:00')"
