"""A log to the file that its name asks for."""

from __future__ import annotations

from pathlib import Path

from golive.engines.mining.log import EventLog, LogError, write_parquet, write_store
from golive.engines.mining.write.table import write_csv
from golive.engines.mining.write.xes import write_xes

ENDINGS = (".parquet", ".xes", ".xes.gz", ".csv", "/")


def save_log(log: EventLog, path: Path | str) -> int:
    """.parquet, .xes, .xes.gz, .csv, or a directory for a store. Returns the rows written.

    A file appears whole or not at all. LogError unknown_format.
    """
    text, path = str(path), Path(path)
    if text.endswith("/") or path.is_dir() or not path.suffix:
        return write_store(log, path)
    name = path.name.lower()
    writers = {".xes.gz": write_xes, ".xes": write_xes, ".csv": write_csv, ".parquet": write_parquet}
    for ending, write in writers.items():
        if name.endswith(ending):
            part = path.with_name(f".{path.name}.part{ending if ending != '.xes.gz' else '.gz'}")
            try:
                rows = write(log, part)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
            return rows
    raise LogError("unknown_format", file=path.name)
