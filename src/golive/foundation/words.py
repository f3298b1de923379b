"""A sentence kept in a row and read in the reader's language: the English msgid and its facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override


@dataclass(frozen=True, slots=True)
class Words:
    """`msgid` is the English text with %(fact)s in it, marked for translation where it is written.

    `params` are JSON types. A param may itself be Words (in JSON: {"msgid": …, "params": …}), which is
    rendered in the same language, so that a title can carry a translated noun.
    """

    msgid: str
    params: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, text: Any, **params: Any) -> Words:
        """Words from what is at hand: Words as they are, a lazy translation (its English is kept), or plain
        text; without params plain text is a name that needs no translation, such as a record's own title."""
        if isinstance(text, Words):
            return text
        if isinstance(text, Promise):
            with override(None):  # without a language, gettext answers with the msgid
                text = str(text)
        elif text and not params:
            return cls("%(text)s", {"text": text})
        return cls(text, params if "%(" in text else {})

    def render(self) -> str:
        """The sentence in the language that is active now."""
        text = gettext(self.msgid) if self.msgid else ""
        if not self.params:
            return text
        return text % {key: _plain(value) for key, value in self.params.items()}

    def to_json(self) -> dict[str, Any]:
        return {"msgid": self.msgid, "params": {k: _json(v) for k, v in self.params.items()}}

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> Words:
        value = value or {}
        return cls(value.get("msgid", ""), dict(value.get("params", {})))

    def __str__(self) -> str:
        return self.render()


def words(msgid: str, **params: Any) -> Words:
    """The short way to write one: words("%(name)s is not signed", name="REQ-7")."""
    return Words(msgid, params)


def as_words(text: Words | str) -> Words:
    return Words.of(text)


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return value.render()
    if isinstance(value, dict) and "msgid" in value:
        return Words.from_json(value).render()
    if isinstance(value, dict) and "zh" in value and "en" in value:  # a text that is data in both languages
        return value["zh" if (get_language() or "zh").startswith("zh") else "en"]
    return value


def _json(value: Any) -> Any:
    if isinstance(value, Words):
        return value.to_json()
    return value if value is None or isinstance(value, bool | int | float | dict) else str(value)
