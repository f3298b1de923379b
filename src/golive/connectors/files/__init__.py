"""Files as sources: delimited text in any encoding, workbooks, SQL dumps. Nothing in a file is ever executed."""

from golive.connectors.files.encoding import Encoding, detect
from golive.connectors.files.grid import Issue
from golive.connectors.files.source import FileSource, file_hash

__all__ = ["Encoding", "FileSource", "Issue", "detect", "file_hash"]
