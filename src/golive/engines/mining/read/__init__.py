"""Files of all kinds to event logs; nothing is lost silently: `log.account` says what was read, kept and dropped."""

from golive.engines.mining.read.delimited import read_delimited
from golive.engines.mining.read.open_log import read_log, sniff
from golive.engines.mining.read.propose import Proposal, propose_mapping
from golive.engines.mining.read.sheets import read_sheet
from golive.engines.mining.read.xes import read_xes

__all__ = ["Proposal", "propose_mapping", "read_delimited", "read_log", "read_sheet", "read_xes", "sniff"]
