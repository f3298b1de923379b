"""GoLive 上线: every party to an ERP project does what it owes, provably."""

__version__ = "0.1.0"
