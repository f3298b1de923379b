"""A small language for values that no single column holds: arithmetic, text, conditions. It cannot reach anything.

    round(数量 * 单价 * (1 - num(折扣)), 2)
    left(科目, 4)                      col("Unit Price")            a or b        (the first that is not blank)
    "CN" if country == "China" else "" when(状态 == "已关闭", "x", "y")     date(下单日期) < date("2026-01-01")

Names are columns of the row. Text in arithmetic is read as a number ("1,234.5"); blank stays blank through a
calculation, so that a missing figure never becomes nought by itself. Python's grammar is parsed, nothing of Python runs:
only the nodes and functions below exist, and text, numbers and nesting are bounded.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from datetime import date as Date
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache
from typing import Any

Row = Mapping[str, str | None]
Code = Callable[[Row], Any]
LONGEST, DEEPEST, WIDEST = 1000, 30, 10_000

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})")


class ExpressionError(Exception):
    """An expression that cannot be used (code: expression_*) or that fails on a row (code: not_a_number …)."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


class Expression:
    """A parsed expression. `reads`: the columns it names."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise ExpressionError("expression_too_long", f"{len(text)} > {LONGEST}")
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise ExpressionError("expression_malformed", str(error)) from error
        self.text = text
        self.reads: set[str] = set()
        self._code = self._compiled(tree.body, 0)

    def __call__(self, row: Row) -> Any:
        """text, Decimal, bool, date, or None for blank. Raises ExpressionError."""
        try:
            found = self._code(row)
        except (InvalidOperation, DivisionByZero, Overflow, ZeroDivisionError, OverflowError) as error:
            raise ExpressionError("not_computable", f"{type(error).__name__}") from error
        return None if isinstance(found, str) and not found.strip() else found

    def _compiled(self, node: ast.expr, depth: int) -> Code:
        if depth > DEEPEST:
            raise ExpressionError("expression_too_deep", self.text)

        def inner(child: ast.expr) -> Code:
            return self._compiled(child, depth + 1)

        if isinstance(node, ast.Constant):
            return _constant(node.value)
        if isinstance(node, ast.Name):
            return self._column(node.id)
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            return _binary(type(node.op), inner(node.left), inner(node.right))
        if isinstance(node, ast.UnaryOp):
            return _unary(node.op, inner(node.operand))
        if isinstance(node, ast.BoolOp):
            return _either(isinstance(node.op, ast.Or), [inner(value) for value in node.values])
        if isinstance(node, ast.IfExp):
            test, yes, no = inner(node.test), inner(node.body), inner(node.orelse)
            return lambda row: yes(row) if _true(test(row)) else no(row)
        if isinstance(node, ast.Compare) and all(
            type(op) in _COMPARE or isinstance(op, (ast.In, ast.NotIn)) for op in node.ops
        ):
            return self._comparison(node, inner)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return self._call(node.func.id, node.args, inner)
        raise ExpressionError("expression_not_allowed", ast.unparse(node))

    def _column(self, name: str) -> Code:
        self.reads.add(name)
        return lambda row: row.get(name)

    def _comparison(self, node: ast.Compare, inner: Callable[[ast.expr], Code]) -> Code:
        if len(node.ops) != 1:
            raise ExpressionError("expression_not_allowed", ast.unparse(node))
        op, left, other = node.ops[0], inner(node.left), node.comparators[0]
        if isinstance(op, (ast.In, ast.NotIn)):
            if not isinstance(other, (ast.Tuple, ast.List)):
                raise ExpressionError("expression_not_allowed", ast.unparse(node))
            choices = [inner(each) for each in other.elts]
            wanted = isinstance(op, ast.In)
            return lambda row: any(_equal(left(row), each(row)) for each in choices) is wanted
        right, compare = inner(other), _COMPARE[type(op)]
        return lambda row: compare(left(row), right(row))

    def _call(self, name: str, arguments: list[ast.expr], inner: Callable[[ast.expr], Code]) -> Code:
        if name == "col":
            if len(arguments) != 1 or not isinstance(arguments[0], ast.Constant):
                raise ExpressionError("expression_not_allowed", 'col("name of a column")')
            return self._column(str(arguments[0].value))
        if name not in FUNCTIONS:
            raise ExpressionError("expression_unknown_function", name)
        function, least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise ExpressionError("expression_wrong_number", f"{name}: {least}–{most}")
        given = [inner(each) for each in arguments]
        if name == "when":
            return lambda row: given[1](row) if _true(given[0](row)) else given[2](row)
        return lambda row: _bounded(function(*(each(row) for each in given)))


@lru_cache(maxsize=2000)
def expression(text: str) -> Expression:
    """The parsed expression, remembered. Raises ExpressionError."""
    return Expression(text)


def _constant(value: object) -> Code:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return lambda row: value
    if isinstance(value, (int, float)) and abs(value) < 10**20:
        number = Decimal(repr(value))
        return lambda row: number
    raise ExpressionError("expression_not_allowed", repr(value)[:40])


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _true(value: object) -> bool:
    return bool(value) and not _blank(value)


def number(value: object) -> Decimal | None:
    """A figure from text as people write it; blank is None. Raises ExpressionError("not_a_number")."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value
    if _blank(value):
        return None
    try:
        found = Decimal(str(value).strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ExpressionError("not_a_number", str(value)[:80]) from None
    if not found.is_finite():
        raise ExpressionError("not_a_number", str(value)[:80])
    return found


def day(value: object) -> Date | None:
    """A date from text in the usual styles; blank is None. Raises ExpressionError("not_a_date")."""
    if isinstance(value, Date) or value is None:
        return value
    if _blank(value):
        return None
    match = _DATE.fullmatch(str(value).strip())
    try:
        year, month, of_month = (int(part) for part in (match.groups() if match else ()) if part is not None)
        return Date(year, month, of_month)
    except ValueError:
        raise ExpressionError("not_a_date", str(value)[:80]) from None


def _binary(kind: type[ast.operator], left: Code, right: Code) -> Code:
    compute = _ARITHMETIC[kind]

    def run(row: Row) -> Any:
        a, b = left(row), right(row)
        if kind is ast.Add and isinstance(a, str) and isinstance(b, str) and not (_numeric(a) and _numeric(b)):
            return _bounded(a + b)
        if isinstance(a, Date) or isinstance(b, Date):
            return _dates(kind, a, b)
        first, second = number(a), number(b)
        return None if first is None or second is None else compute(first, second)

    return run


def _numeric(text: str) -> bool:
    try:
        return number(text) is not None
    except ExpressionError:
        return False


def _dates(kind: type[ast.operator], a: Any, b: Any) -> Any:
    if isinstance(a, Date) and isinstance(b, Date) and kind is ast.Sub:
        return Decimal((a - b).days)
    if isinstance(a, Date) and kind in (ast.Add, ast.Sub) and not isinstance(b, Date):
        days = number(b)
        return None if days is None else a + timedelta(days=int(days if kind is ast.Add else -days))
    raise ExpressionError("not_computable", f"{a} {kind.__name__} {b}"[:80])


def _unary(op: ast.unaryop, operand: Code) -> Code:
    if isinstance(op, ast.Not):
        return lambda row: not _true(operand(row))
    if isinstance(op, (ast.USub, ast.UAdd)):
        negative = isinstance(op, ast.USub)

        def run(row: Row) -> Decimal | None:
            found = number(operand(row))
            return found if found is None or not negative else -found

        return run
    raise ExpressionError("expression_not_allowed", type(op).__name__)


def _either(first: bool, values: list[Code]) -> Code:
    """or: the first value that is not blank and not false; and: the last one unless one before it is."""

    def run(row: Row) -> Any:
        found = None
        for each in values:
            found = each(row)
            if _true(found) is first:
                return found
        return found

    return run


def _pair(a: Any, b: Any) -> tuple[Any, Any]:
    """The two in one type: numbers when either is one, dates when either is one, else text."""
    if isinstance(a, Date) or isinstance(b, Date):
        return day(a), day(b)
    if isinstance(a, (Decimal, bool)) or isinstance(b, (Decimal, bool)):
        return number(a), number(b)
    return ("" if _blank(a) else str(a).strip()), ("" if _blank(b) else str(b).strip())


def _equal(a: Any, b: Any) -> bool:
    try:
        one, other = _pair(a, b)
    except ExpressionError:
        return False
    return bool(one == other)


def _ordered(compare: Callable[[Any, Any], Any]) -> Callable[[Any, Any], bool]:
    def run(a: Any, b: Any) -> bool:
        one, other = _pair(a, b)
        return one is not None and other is not None and bool(compare(one, other))

    return run


_ARITHMETIC: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: _equal,
    ast.NotEq: lambda a, b: not _equal(a, b),
    ast.Lt: _ordered(operator.lt),
    ast.LtE: _ordered(operator.le),
    ast.Gt: _ordered(operator.gt),
    ast.GtE: _ordered(operator.ge),
}


def _bounded(value: Any) -> Any:
    if isinstance(value, str) and len(value) > WIDEST:
        raise ExpressionError("not_computable", f"text longer than {WIDEST}")
    return value


def _text(value: object) -> str:
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _whole(value: object) -> int:
    found = number(value)
    if found is None or abs(found) > WIDEST:
        raise ExpressionError("not_a_number", str(value)[:80])
    return int(found)


def _round(value: object, digits: object = Decimal(0)) -> Decimal | None:
    found = number(value)
    return None if found is None else found.quantize(Decimal(1).scaleb(-min(_whole(digits), 12)), ROUND_HALF_UP)


def _part(text: object, separator: object, place: object) -> str:
    parts = _text(text).split(_text(separator) or " ")
    position = _whole(place) - 1
    return parts[position].strip() if 0 <= position < len(parts) else ""


def _least(*values: object) -> Decimal | None:
    return min((found for value in values if (found := number(value)) is not None), default=None)


def _most(*values: object) -> Decimal | None:
    return max((found for value in values if (found := number(value)) is not None), default=None)


def _absolute(value: object) -> Decimal | None:
    found = number(value)
    return None if found is None else abs(found)


FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {
    "when": (lambda test, yes, no: None, 3, 3),  # lazily, see _call
    "num": (number, 1, 1),
    "date": (day, 1, 1),
    "text": (_text, 1, 1),
    "blank": (_blank, 1, 1),
    "round": (_round, 1, 2),
    "abs": (_absolute, 1, 1),
    "least": (_least, 1, 9),
    "most": (_most, 1, 9),
    "trim": (lambda text: _text(text).strip(), 1, 1),
    "upper": (lambda text: _text(text).upper(), 1, 1),
    "lower": (lambda text: _text(text).lower(), 1, 1),
    "left": (lambda text, n: _text(text)[: max(_whole(n), 0)], 2, 2),
    "right": (lambda text, n: _text(text)[-_whole(n) :] if _whole(n) > 0 else "", 2, 2),
    "mid": (lambda text, start, n: _text(text)[max(_whole(start) - 1, 0) :][: max(_whole(n), 0)], 3, 3),
    "length": (lambda text: Decimal(len(_text(text))), 1, 1),
    "replace": (
        lambda text, old, new: _text(text).replace(_text(old), _text(new)) if _text(old) else _text(text),
        3,
        3,
    ),
    "contains": (lambda text, part: _text(part) in _text(text), 2, 2),
    "starts": (lambda text, part: _text(text).startswith(_text(part)), 2, 2),
    "join": (lambda separator, *parts: _text(separator).join(_text(p).strip() for p in parts if not _blank(p)), 2, 9),
    "part": (_part, 3, 3),
    "pad": (lambda text, n, sign="0": _text(text).rjust(min(_whole(n), 100), (_text(sign) or "0")[0]), 2, 3),
}
