"""SQL dumps: CREATE TABLE, INSERT and COPY read as data, each value as it was written; all else is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from golive.connectors.files.dump_lexer import Token, statements
from golive.connectors.files.grid import ISSUES_KEPT, Cell, Grid, Issue
from golive.connectors.protocol import SourceError

_NOT_COLUMNS = {"CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "KEY", "INDEX", "CHECK", "FULLTEXT", "SPATIAL", "EXCLUDE"}
_COUNTED = {"AUTOINCREMENT", "AUTO_INCREMENT", "SERIAL", "BIGSERIAL", "IDENTITY"}
_BEFORE_NAME = {"INSERT", "REPLACE", "INTO", "IGNORE", "OR"}
_KEYWORDS = {"NULL": None, "TRUE": "true", "FALSE": "false"}


@dataclass
class _Table:
    name: str
    columns: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    key: list[str] = field(default_factory=list)
    counted: str = ""  # the column that the database numbers by itself
    rows: list[list[Cell]] = field(default_factory=list)
    last: int = 0
    issues: list[Issue] = field(default_factory=list)


def read_dump(path: Path, encoding: str) -> list[Grid]:
    """Every table of the dump, in its order. A dump is held in memory while it is read."""
    try:
        text = path.read_text(encoding)
    except UnicodeDecodeError as error:
        raise SourceError("not_in_encoding", f"{path.name}: not {encoding}", line=0, encoding=encoding) from error
    tables: dict[str, _Table] = {}
    for tokens in statements(text):
        _statement(tokens, tables)
    if not tables:
        raise SourceError("dump_without_tables", f"{path.name}: no CREATE TABLE or INSERT found", file=path.name)
    return [_as_grid(table) for table in tables.values()]


def _as_grid(table: _Table) -> Grid:
    def rows() -> Iterator[list[Cell]]:
        return iter(table.rows)

    return Grid(
        table.name, tuple(table.columns), rows, len(table.rows), tuple(table.types), tuple(table.key), table.issues
    )


def _statement(tokens: list[Token], tables: dict[str, _Table]) -> None:
    words = [token.value.upper() if token.kind == "word" else "" for token in tokens[:6]]
    if words[0] == "CREATE" and "TABLE" in words[1:4]:
        _create(tokens, words.index("TABLE") + 1, tables)
    elif words[0] in ("INSERT", "REPLACE"):
        _insert(tokens, tables)
    elif words[0] == "COPY" and tokens[-1].kind == "copy":
        _copy(tokens, tables)


def _name(tokens: list[Token], at: int) -> tuple[str, int]:
    """A table's name without its schema, and the place behind it."""
    name = tokens[at].value
    while at + 2 < len(tokens) and tokens[at + 1].value == "." and tokens[at + 1].kind == "sign":
        at += 2
        name = tokens[at].value
    return name, at + 1


def _create(tokens: list[Token], at: int, tables: dict[str, _Table]) -> None:
    while tokens[at].kind == "word" and tokens[at].value.upper() in ("IF", "NOT", "EXISTS"):
        at += 1
    name, at = _name(tokens, at)
    if at >= len(tokens) or tokens[at].value != "(":
        return  # CREATE TABLE … AS SELECT holds no data
    table = tables[name.lower()] = _Table(name)
    for part in _split(_inside(tokens, at)[0]):
        words = [token.value.upper() if token.kind == "word" else "" for token in part]
        if words[0] in _NOT_COLUMNS:
            if words[0] == "PRIMARY" or (words[0] == "CONSTRAINT" and "PRIMARY" in words):
                place = next(i for i, token in enumerate(part) if token.value == "(" and "KEY" in words[:i])
                table.key = [piece[0].value for piece in _split(_inside(part, place)[0])]
            continue
        table.columns.append(part[0].value)
        table.types.append(" ".join(token.value for token in part[1:2]).lower())
        if "PRIMARY" in words[1:]:
            table.key = [part[0].value]
        if _COUNTED & set(words[1:]) or (words[1:4] == ["INTEGER", "PRIMARY", "KEY"]):
            table.counted = part[0].value


def _insert(tokens: list[Token], tables: dict[str, _Table]) -> None:
    at = next(i for i, token in enumerate(tokens) if token.value.upper() not in _BEFORE_NAME or token.kind != "word")
    name, at = _name(tokens, at)
    table = tables.setdefault(name.lower(), _Table(name))
    columns = table.columns
    if tokens[at].value == "(":
        inside, at = _inside(tokens, at)
        columns = [part[0].value for part in _split(inside)]
        table.columns = table.columns or list(columns)
    if tokens[at].value.upper() != "VALUES":
        _issue(table, "insert_not_values", tokens[0].line)
        return
    at += 1
    while at < len(tokens) and tokens[at].value == "(":
        line = tokens[at].line
        inside, at = _inside(tokens, at)
        _add(table, columns, [_literal(part, table) for part in _split(inside)], line)
        at += at < len(tokens) and tokens[at].value == ","
    if at < len(tokens) and tokens[at].value.upper() == "INSERT":  # SQL Server writes no semicolons
        _insert(tokens[at:], tables)


def _copy(tokens: list[Token], tables: dict[str, _Table]) -> None:
    name, at = _name(tokens, 1)
    table = tables.setdefault(name.lower(), _Table(name))
    columns = [part[0].value for part in _split(_inside(tokens, at)[0])] if tokens[at].value == "(" else table.columns
    table.columns = table.columns or list(columns)
    for line in tokens[-1].value.splitlines():
        _add(table, columns, [None if cell == r"\N" else _uncopy(cell) for cell in line.split("\t")], tokens[-1].line)


def _uncopy(cell: str) -> str:
    if "\\" not in cell:
        return cell
    for escape, sign in (("\\t", "\t"), ("\\n", "\n"), ("\\r", "\r")):
        cell = cell.replace(escape, sign)
    return cell.replace("\\\\", "\\")


def _add(table: _Table, columns: list[str], values: list[Cell], line: int) -> None:
    if not table.columns:
        table.columns = columns = [f"column_{place + 1}" for place in range(len(values))]
    if len(values) != len(columns):
        _issue(table, "ragged", line, expected=len(columns), found=len(values))
        raise SourceError(
            "dump_row_width", f"{table.name}, line {line}: {len(values)} values for {len(columns)} columns", line=line
        )
    given = {column.lower(): value for column, value in zip(columns, values, strict=True)}
    row = [given.get(column.lower()) for column in table.columns]
    if table.counted:
        place = table.columns.index(table.counted)
        number = row[place]
        table.last = int(number) if number is not None and number.isdigit() else table.last + 1
        row[place] = str(table.last) if number is None else number
    table.rows.append(row)


def _literal(part: list[Token], table: _Table) -> Cell:
    """A value as it was written; an expression (a function call, a sum) stays text and is reported."""
    if not part:
        return None
    first = part[0]
    casts = next((i for i, token in enumerate(part) if token.value == "::"), len(part))
    part = part[:casts]
    if len(part) == 1:
        return _KEYWORDS.get(first.value.upper(), first.value) if first.kind == "word" else first.value
    if len(part) == 2 and first.value in "+-" and part[1].kind == "number":
        return part[1].value if first.value == "+" else "-" + part[1].value
    if len(part) == 2 and first.kind == "word" and part[1].kind == "text":
        return part[1].value  # DATE '2026-01-01', _utf8 'text'
    _issue(table, "value_is_expression", first.line)
    return " ".join(token.value for token in part)


def _issue(table: _Table, code: str, line: int, **params: object) -> None:
    if len(table.issues) < ISSUES_KEPT:
        table.issues.append(Issue(code, table.name, line, tuple(params.items())))


def _inside(tokens: list[Token], at: int) -> tuple[list[Token], int]:
    """The tokens within the bracket that opens at `at`, and the place behind the closing one."""
    depth = 0
    for place in range(at, len(tokens)):
        token = tokens[place]
        if token.kind == "sign" and token.value in "()":
            depth += 1 if token.value == "(" else -1
            if depth == 0:
                return tokens[at + 1 : place], place + 1
    raise SourceError("dump_broken", f"bracket open from line {tokens[at].line}", line=tokens[at].line)


def _split(tokens: list[Token]) -> list[list[Token]]:
    """Divided at the commas outside brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.kind == "sign" and token.value in "()":
            depth += 1 if token.value == "(" else -1
        if token.kind == "sign" and token.value == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]
