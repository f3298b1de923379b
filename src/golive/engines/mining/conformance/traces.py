"""The variants of a log as the miner and the aligner want them: names of activities → cases, and how long those took."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from golive.engines.mining.log import EventLog
from golive.engines.mining.log.sql_text import literal
from golive.engines.mining.log.variants import sequences, use_case_variants, variant_key

Trace = tuple[str, ...]
_DAY_US = 86_400_000_000


def traces_of(log: EventLog) -> tuple[dict[Trace, int], dict[Trace, npt.NDArray[np.float64]]]:
    """(variant → cases, variant → durations of its cases in days), commonest first."""
    use_case_variants(log)
    rows = log.rows(
        "SELECT min(v.case_id), list(c.end_us - c.start_us ORDER BY v.case_id) FROM case_variant v "
        "JOIN cases c ON c.case_id = v.case_id GROUP BY v.variant"
    )
    names, found = log.activities, sequences(log, [case for case, _ in rows])
    spelled = {case: tuple(names[act] for act in trace) for case, trace in found.items()}
    rows.sort(key=lambda row: (-len(row[1]), spelled[row[0]]))
    durations = {spelled[case]: np.array(us, np.float64) / _DAY_US for case, us in rows}
    return {trace: len(us) for trace, us in durations.items()}, durations


def cases_sql(traces: tuple[Trace, ...]) -> str:
    """The cases that went one of these ways, once `use_case_variants` was called (as `traces_of` does)."""
    keys = ", ".join(literal(variant_key(trace)) for trace in traces) or "NULL"
    return f"SELECT case_id FROM case_variant WHERE variant IN ({keys})"


def cases_of(log: EventLog, traces: tuple[Trace, ...], limit: int = 100) -> list[str]:
    """Names of the first cases that went one of these ways."""
    use_case_variants(log)
    sql = f"SELECT case_key FROM cases WHERE case_id IN ({cases_sql(traces)}) ORDER BY case_id LIMIT {int(limit)}"
    return [str(key) for (key,) in log.rows(sql)]
