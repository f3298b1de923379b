"""How an indicator is reckoned: a formula of figures that people enter and counts that the ERP answers.

    100 * matched / counted                                                     two figures, asked for at each measurement
    100 * count("sale.sale", "state = done") / count("sale.sale")                     counts of records in the ERP
    average("purchase.purchase", "untaxed_amount", "purchase_date >= today-90")          of a field; total(…) likewise

A condition is "field operator value", joined by " and "; a day may be written as today-90.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

FUNCTIONS = {"count": (1, 2), "total": (2, 3), "average": (2, 3)}  # least and most words in the brackets
OTHERS = {"round", "num", "when", "abs", "min", "max"}
RECORD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
FIELD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
SHUT = ("ir.", "res.")  # the ERP's own people, rights and settings are nobody's indicator
CONDITION = re.compile(r"\s*(?P<field>[a-z0-9_.]+)\s*(?P<op>!=|<=|>=|=|<|>)\s*(?P<value>.*?)\s*")
TODAY = re.compile(r"today(?:\s*([-+])\s*(\d{1,4}))?")


class FormulaError(ValueError):
    """What cannot be read; `part` is the place."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Question:
    """One figure that the ERP is asked for."""

    name: str
    function: str
    record: str
    field: str
    condition: str

    def domain(self, today: date) -> list[list[Any]]:
        """As the ERP reads it: field, operator, value."""
        return [_clause(part, today) for part in self.condition.split(" and ")] if self.condition.strip() else []


@dataclass(frozen=True, slots=True)
class Formula:
    """`rest` is plain arithmetic over the names in `inputs` and those of `questions`."""

    rest: str
    inputs: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def read(text: str) -> Formula:
    """Raises FormulaError."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(text[:80]) from error
    asked = _Asked()
    rest = ast.unparse(asked.visit(tree.body))
    return Formula(rest, asked.inputs, asked.questions)


class _Asked(ast.NodeTransformer):
    """Takes each question to the ERP out of the arithmetic and leaves a name in its place."""

    def __init__(self) -> None:
        self.inputs: list[str] = []
        self.questions: list[Question] = []

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.inputs:
            self.inputs.append(node.id)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in FUNCTIONS:
            question = self._question(name, node)
            self.questions.append(question)
            return ast.Name(question.name)
        if name not in OTHERS or node.keywords:
            raise FormulaError(ast.unparse(node))
        node.args = [self.visit(a) for a in node.args]
        return node

    def _question(self, function: str, node: ast.Call) -> Question:
        said = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        least, most = FUNCTIONS[function]
        if node.keywords or len(said) != len(node.args) or not least <= len(said) <= most:
            raise FormulaError(ast.unparse(node))
        record, of = said[0], "" if function == "count" else said[1]
        question = Question(
            f"erp{len(self.questions) + 1}", function, record, of, said[-1] if len(said) == most else ""
        )
        if not RECORD.fullmatch(record) or record.startswith(SHUT) or (of and not FIELD.fullmatch(of)):
            raise FormulaError(ast.unparse(node))
        question.domain(date(2026, 1, 1))  # a condition that cannot be read is said now, not when it is asked
        return question


def _clause(text: str, today: date) -> list[Any]:
    found = CONDITION.fullmatch(text)
    if found is None or not FIELD.fullmatch(found["field"]) or not found["value"]:
        raise FormulaError(text)
    return [found["field"], found["op"], _value(found["value"], today)]


def _value(text: str, today: date) -> Any:
    if day := TODAY.fullmatch(text):
        days = int(day[2] or 0) * (-1 if day[1] == "-" else 1)
        return today + timedelta(days=days)
    if text in ("true", "false"):
        return text == "true"
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if number == number.to_integral_value() else number
