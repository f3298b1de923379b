"""Logs to files: XES, CSV, Parquet, a store; what was written is read back and compared where it matters."""

from golive.engines.mining.write.save_log import save_log
from golive.engines.mining.write.table import write_csv
from golive.engines.mining.write.xes import write_xes

__all__ = ["save_log", "write_csv", "write_xes"]
