"""Excel in: read the workbook, find each row's record, say cell by cell what is wrong; nothing is written here."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.errors import Refused
from golive.foundation.registers.definition import Column, Definition
from golive.foundation.registers.forms import arguments
from golive.foundation.use_cases import may

MOST_ROWS = 2000
MOST_BYTES = 10 << 20
MOST_UNPACKED = 100 << 20
LANGUAGES = ("zh-hans", "en")


@dataclass
class Fault:
    row: int  # as Excel counts
    column: str
    value: str
    reason: str


@dataclass
class Row:
    number: int
    key: str
    state: str  # new, changed, unchanged, faulty
    record: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    changed: list[Any] = field(default_factory=list)  # labels of the cells that differ


@dataclass
class Plan:
    """What importing a workbook would do."""

    rows: list[Row]
    faults: list[Fault]
    ignored: list[str]  # headings that no form field answers to

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.state for row in self.rows)
        return {state: found[state] for state in ("new", "changed", "unchanged", "faulty")}

    @property
    def changes_anything(self) -> bool:
        return any(row.state in ("new", "changed") for row in self.rows)

    @classmethod
    def of(cls, register: Definition, actor: Any, project: Any, content: bytes) -> Plan:
        head, lines = read(content)
        return _Reader(register, actor, project, head).plan(lines)


def read(content: bytes) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    """Heading and filled lines (with Excel's line number) of the first sheet. Raises Refused for what is no workbook."""
    _measure(content)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        lines = sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise Refused(
            "not_a_workbook", _("This file could not be read as an Excel workbook. Nothing was imported.")
        ) from error
    if not lines or not any(lines[0]):
        raise Refused("no_heading", _("The first line of the first sheet must hold the headings of the columns."))
    if len(lines) - 1 > MOST_ROWS:
        raise Refused(
            "too_many_rows",
            _("%(n)s rows are too many for one import (at most %(most)s). Divide the workbook."),
            n=len(lines) - 1,
            most=MOST_ROWS,
        )
    filled = [(n, line) for n, line in enumerate(lines[1:], start=2) if any(v not in ("", None) for v in line)]
    return [str(v).strip() for v in lines[0]], filled


def _measure(content: bytes) -> None:
    """A workbook is a zip archive that may unpack into anything: look at what it states before opening it.

    The stated sizes are checked by really unpacking, because they may be lies."""
    too_big = Refused("workbook_too_big", _("The workbook is too big to be read safely. Nothing was imported."))
    if len(content) > MOST_BYTES:
        raise too_big
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            left = MOST_UNPACKED
            for entry in archive.infolist():
                with archive.open(entry) as stream:
                    while chunk := stream.read(1 << 20):
                        left -= len(chunk)
                        if left < 0:
                            raise too_big
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise Refused(
            "not_a_workbook", _("This file could not be read as an Excel workbook. Nothing was imported.")
        ) from error


class _Reader:
    def __init__(self, register: Definition, actor: Any, project: Any, head: list[str]):
        self.register, self.actor, self.project = register, actor, project
        self.people = [p.pk for p in access.people_as(project, *Party)]  # asked once, not for every row
        self.blank = self._form()
        self.columns = self._match(head)
        self.ignored = [h for place, h in enumerate(head) if h and place not in self.columns]
        if register.key not in {c.name for c in self.columns.values()}:
            raise Refused(
                "no_key_column",
                _(
                    "The workbook has no column “%(column)s”, by which rows are recognised. Export the list and fill that in."
                ),
                column=register.by_name[register.key].label,
            )
        # The columns that a form field answers to; the rest (numbers, counts, states) is only for reading.
        self.fields = {p: c for p, c in self.columns.items() if c.name in self.blank.fields}
        self.words = {name: _choices_by_word(f) for name, f in self.blank.fields.items()}
        self.records = {self._key_of(r): r for r in register.rows(actor, project)}
        self.faults: list[Fault] = []
        self.contents: dict[tuple[Any, ...], Any] | None = None

    def plan(self, lines: list[tuple[int, list[Any]]]) -> Plan:
        seen: dict[str, int] = {}
        rows = [self._row(number, line, seen) for number, line in lines]
        return Plan(rows, self.faults, self.ignored)

    def _form(self, data: dict[str, Any] | None = None, record: Any = None) -> Any:
        return self.register.form(data, project=self.project, actor=self.actor, instance=record, people=self.people)

    def _match(self, head: list[str]) -> dict[int, Column]:
        """Place in the sheet → column, by the heading in either language or the plain name."""
        known: dict[str, Column] = {c.name: c for c in self.register.columns}
        for language in LANGUAGES:
            with translation.override(language):
                known |= {str(c.label): c for c in self.register.columns}
        return {place: known[h] for place, h in enumerate(head) if h in known}

    def _key_of(self, record: Any) -> str:
        value = self.register.by_name[self.register.key].of(record)
        return "" if value is None else str(value)

    def _row(self, number: int, line: list[Any], seen: dict[str, int]) -> Row:
        cells = {c.name: plain(line[p]) if p < len(line) else "" for p, c in self.columns.items()}
        key = cells[self.register.key]
        record = self.records.get(key) if key else None
        before = len(self.faults)
        if key and key in seen:
            self._fault(number, self.register.key, key, _("The same as in row %(n)s.") % {"n": seen[key]})
        elif key:
            seen[key] = number
        if key and record is None and self.register.key not in self.blank.fields:
            reason = _("No such record here. Leave the cell empty to make a new one.")
            self._fault(number, self.register.key, key, reason)
        given = {c.name: self._given(number, c.name, cells[c.name]) for c in self.fields.values()}
        form = self._form(self._data(record, given), record)
        named = {str(fault.column) for fault in self.faults[before:]}  # the form would only repeat these
        for name, reasons in form.errors.items():
            if self._label(name) not in named:
                self._fault(number, name, cells.get(name, ""), " ".join(reasons))
        if len(self.faults) > before:
            return Row(number, key, "faulty", record)
        return self._judge(number, key, record, form)

    def _judge(self, number: int, key: str, record: Any, form: Any) -> Row:
        if record is None:
            record = None if key else self._same_content(form)
            return Row(number, key, "unchanged" if record else "new", record, arguments(form))
        changed = [self.blank.fields[n].label for n in form.changed_data if n in self.blank.fields]
        if changed and not (self.register.edit and may(self.register.edit, self.actor, record)):
            self._fault(number, self.register.key, key, _("You may not change this record."))
            return Row(number, key, "faulty", record)
        return Row(number, key, "changed" if changed else "unchanged", record, arguments(form), changed)

    def _given(self, number: int, name: str, text: str) -> str:
        """A cell as the form expects it: words of choices and names of people become their values."""
        words = self.words[name]
        if words is None or not text:
            return text
        if text in words:
            return words[text]
        self._fault(number, name, text, _("Not one of the known values, or not a clear one."))
        return ""

    def _data(self, record: Any, given: dict[str, str]) -> dict[str, Any]:
        """Form data: the record (or the defaults) as it stands, and the cells over it."""
        form = self.blank if record is None else self._form(None, record)
        stands = {name: form[name].value() for name in form.fields}
        data = {name: "" if value is None else value for name, value in stands.items()} | given
        for name in given:
            if isinstance(form.fields[name], forms.BooleanField):
                data[name] = data[name] not in ("", "False", "0")
        return data

    def _same_content(self, form: Any) -> Any:
        """A record without key in the sheet that is in the register already: the same sheet imported twice."""
        names = [c.name for c in self.fields.values()]
        if self.contents is None:
            self.contents = {tuple(_raw(getattr(r, n)) for n in names): r for r in self.records.values()}
        return self.contents.get(tuple(_raw(form.cleaned_data.get(n)) for n in names))

    def _fault(self, number: int, name: str, value: str, reason: str) -> None:
        self.faults.append(Fault(number, self._label(name), value, reason))

    def _label(self, name: str) -> str:
        column, form_field = self.register.by_name.get(name), self.blank.fields.get(name)
        return str(column.label if column else form_field.label if form_field else "")


def plain(value: Any) -> str:
    """A cell as text: whole numbers without .0, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        moment = (value + timedelta(milliseconds=500)).replace(microsecond=0)  # Excel counts in fractions of days
        return moment.isoformat() if moment.time() != time() else moment.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _choices_by_word(form_field: Any) -> dict[str, str] | None:
    """What people may write in the cell → what the form takes; None for free fields. A word of two meanings has none."""
    if not isinstance(form_field, forms.BooleanField) and not hasattr(form_field, "choices"):
        return None
    words: dict[str, str] = {}
    unclear = set()
    for language in LANGUAGES:
        with translation.override(language):
            for word, code in _options(form_field):
                if words.setdefault(word, code) != code:
                    unclear.add(word)
    return {word: code for word, code in words.items() if word not in unclear}


def _options(form_field: Any) -> list[tuple[str, str]]:
    if isinstance(form_field, forms.BooleanField):
        return [(_("Yes"), "True"), (_("No"), "False"), ("True", "True"), ("False", "False")]
    options = [(str(label), str(code)) for code, label in form_field.choices if code not in ("", None)]
    own = [] if isinstance(form_field, forms.ModelChoiceField) else [(code, code) for _label, code in options]
    return options + own


def _raw(value: Any) -> Any:
    return "" if value is None else getattr(value, "pk", value)
