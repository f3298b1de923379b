"""Every word has its Chinese, and the Chinese is written as Chinese is."""

from __future__ import annotations

import ast
import re

import polib
import pytest

from tests.arch.source import SRC, calls, files, where
from tools.translations import missing

GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "N_", "words"}
CJK = r"[\u3400-\u9fff]"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>")
HALF_WIDTH = re.compile(rf"{CJK}\s?[,:;?!]|{CJK}\s?\(|\(\s?{CJK}|{CJK}\s?\)|\)\s?{CJK}")


def chinese() -> list[polib.POEntry]:
    return list(polib.pofile(str(SRC / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")))


def test_every_string_has_chinese():
    lost = [f"{text!r} in {', '.join(where)}" for text, where in missing().items()]
    assert lost == [], "add them with tools/translations.py add FILE.json"


def test_no_sentence_is_assembled_before_it_is_translated():
    found = []
    for path in files():
        for name, node in calls(path):
            if name not in GETTEXT or not node.args:
                continue
            first = node.args[0]
            formatted = isinstance(first, ast.Call) and ast.unparse(first.func).endswith(".format")
            if isinstance(first, ast.JoinedStr | ast.BinOp) or formatted:
                found.append(where(path, node))
    assert found == [], 'translate the pattern, then fill it: _("%(n)s rows") % {"n": n}'


@pytest.mark.parametrize("text, wrong", [("数量, 单位", True), ("状态（新）：%(n)s 行", False), ("金额(元)", True)])
def test_the_punctuation_rule_sees_what_it_should(text, wrong):
    assert bool(HALF_WIDTH.search(PLACEHOLDER.sub("x", text))) is wrong


def test_chinese_has_full_width_punctuation():
    found = [e.msgstr for e in chinese() if HALF_WIDTH.search(PLACEHOLDER.sub("x", e.msgstr))]
    assert found == [], "write ，：；？！（）"


def test_placeholders_survive_translation():
    wrong = []
    for entry in chinese():
        want, have = (set(re.findall(r"%\((\w+)\)", text)) for text in (entry.msgid, entry.msgstr))
        if entry.msgstr and want != have:
            wrong.append(entry.msgid)
    assert wrong == []
