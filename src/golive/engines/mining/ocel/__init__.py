"""Object-centric logs (OCEL 1.0 and 2.0; JSON, XML, SQLite, Parquet): read, written, flattened to cases; no row lost.

ocel = read_ocel(path)             # ocel.counts(), ocel.notes
log = flatten(ocel, "Purchase Order")
"""

from golive.engines.mining.ocel.files import is_ocel, open_log, read_ocel, write_ocel
from golive.engines.mining.ocel.flatten import case_type, flatten
from golive.engines.mining.ocel.model import Ocel

__all__ = ["Ocel", "case_type", "flatten", "is_ocel", "open_log", "read_ocel", "write_ocel"]
