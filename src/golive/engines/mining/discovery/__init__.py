"""Discovery: the inductive miner, from variants or from the directly-follows graph alone to a process tree."""

from golive.engines.mining.discovery.miner import discover
from golive.engines.mining.discovery.miner_graph import discover_from_graph
from golive.engines.mining.discovery.traces import Follows, Traces

__all__ = ["Follows", "Traces", "discover", "discover_from_graph"]
