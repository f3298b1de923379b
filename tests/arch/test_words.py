"""Every word has its Chinese, and the Chinese is written as Chinese is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import polib
import pytest

from tests.arch.source import SRC, calls, files, tree, where
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


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs while a module is imported: everything but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from at_import(child)


def test_no_word_is_fixed_while_a_module_is_imported():
    """Filling a lazy word asks for its language: at import that is the language of the start, not of the reader."""
    found = []
    for path in files():
        for node in at_import(tree(path)):
            filled = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Call)
            if filled and ast.unparse(node.left.func) in GETTEXT:
                found.append(where(path, node))
    assert found == [], "make it when it is shown: django.utils.functional.lazy"


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
