"""XES (IEEE 1849), packed or plain, as a stream: every attribute of log, trace and event is kept, nested ones too.

Peers lose rows or need minutes; this reader keeps text as it stands and lets the database convert whole columns.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from golive.engines.mining.log import Dropped, EventLog, LogError, Note
from golive.engines.mining.read.sparse import Cell, SparseRows
from golive.engines.mining.read.streams import parse_xml
from golive.engines.mining.read.xes_tables import make_log

PLAIN = frozenset(("string", "date", "int", "float", "boolean", "id"))
VALUED = PLAIN | {"list", "container"}
NESTED = "nested"  # the type we give to what lies below an attribute, as JSON [[type, key, value, below], …]
Below = list[Any]


@dataclass
class Document:
    """What a XES file holds. `events` have the column ("_trace", "int"): the number of their trace, from 0."""

    events: SparseRows = field(default_factory=SparseRows)
    traces: SparseRows = field(default_factory=SparseRows)
    log: Below = field(default_factory=list)
    extensions: list[dict[str, str]] = field(default_factory=list)
    classifiers: list[dict[str, str]] = field(default_factory=list)
    globals: dict[str, Below] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)  # of the element log
    open_events: int = 0
    is_log: bool = False


def read_xes(path: Path | str, tz: str = "UTC", activity: tuple[str, ...] | None = None) -> EventLog:
    """`activity`: the attributes that name the activity; None: concept:name, or the first classifier where events have none.

    LogError: file_missing, not_a_log, empty_log, damaged (nothing could be kept). A file that breaks off gives what
    came before, and says so in the account.
    """
    path = Path(path)
    document = Document()
    handlers = _Handlers(document)
    wrong = parse_xml(path, handlers.install)
    if handlers.trace is not None:  # the file breaks off inside a trace
        document.traces.add(handlers.trace)
    if not document.is_log:
        raise LogError("damaged" if wrong else "not_a_log", file=path.name, reason=wrong or "the root is not <log>")
    if not document.events.rows:
        raise LogError("damaged" if wrong else "empty_log", source=path.name, file=path.name, reason=wrong or "")
    dropped, notes = [], []
    if wrong:
        notes.append(Note("damaged", {"message": wrong, "kept": document.events.rows}))
        if document.open_events:
            dropped.append(Dropped("damaged", 1, ((document.events.rows + 1, wrong[:200]),)))
    for name, rows in (document.events.doubled | document.traces.doubled).items():
        notes.append(Note("duplicate_key", {"attribute": name, "rows": rows}))
    return make_log(document, path, tz, activity, dropped, notes)


class _Handlers:
    """The state between two tags: where we are and what the open element has gathered."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.cells: list[Cell] = []  # of the open event, or of the open trace
        self.trace: list[Cell] | None = None
        self.in_event = False
        self.scope = ""
        self.stack: list[Below] = []  # open attributes, each [type, key, value, below]

    def install(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end

    def start(self, name: str, given: dict[str, str]) -> None:
        name = name.rpartition(":")[2] if ":" in name else name
        if name in VALUED:
            self.stack.append([name, given.get("key", ""), given.get("value"), None])
        elif name == "event":
            self.in_event, self.cells = True, []
            self.document.open_events = 1
        elif name == "trace":
            self.trace = []
        elif name == "log":
            self.document.is_log = True
            self.document.attributes = dict(given)
        elif name == "global":
            self.scope = given.get("scope", "event")
        elif name == "extension":
            self.document.extensions.append(dict(given))
        elif name == "classifier":
            self.document.classifiers.append(dict(given))

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2] if ":" in name else name
        if name in VALUED:
            self._close(self.stack.pop())
        elif name == "event":
            self._event()
        elif name == "trace":
            self.document.traces.add(self.trace or [])
            self.trace = None
        elif name == "global":
            self.scope = ""

    def _close(self, done: Below) -> None:
        if self.stack:
            above = self.stack[-1]
            above[3] = [*(above[3] or []), done]
        elif self.in_event:
            self._gather(self.cells, done)
        elif self.trace is not None:
            self._gather(self.trace, done)
        elif self.scope:
            self.document.globals.setdefault(self.scope, []).append(done)
        else:
            self.document.log.append(done)

    def _gather(self, cells: list[Cell], done: Below) -> None:
        kind, key, value, below = done
        if kind in PLAIN:
            cells.append((key, kind, value or ""))
            if below:
                cells.append((key, NESTED, json.dumps(below, ensure_ascii=False)))
        else:
            cells.append((key, kind, json.dumps(below or [], ensure_ascii=False)))

    def _event(self) -> None:
        number = (
            str(self.document.traces.rows) if self.trace is not None else ""
        )  # an event may stand outside of traces
        self.cells.append(("_trace", "int", number))
        self.document.events.add(self.cells)
        self.in_event = False
        self.document.open_events = 0
