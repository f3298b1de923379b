"""Keep the words of the product complete.

    python tools/translations.py add FILE.json   add or change {"English": "中文"} pairs
    python tools/translations.py missing [PATH]  list strings in the code that have no Chinese
    python tools/translations.py prune           drop Chinese whose English is gone

The catalogue is kept sorted by msgid, so that two people who add words rarely meet in a merge.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import polib

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "golive"
PO = SRC / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CALLS = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "N_": 1,
    "Words": 1,
    "words": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
    "pgettext": -1,
}
IN_TEMPLATE = re.compile(r"""_\(\s*(?P<q>["'])(?P<text>.+?)(?P=q)\s*\)""")
TRANSLATE = re.compile(r"""{%\s*(?:translate|trans)\s+(?P<q>["'])(?P<text>.+?)(?P=q)[^%]*%}""")
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?(?P<args>[^%]*)%}(?P<body>.*?){%\s*endblocktrans(?:late)?\s*%}", re.S)
VARIABLE = re.compile(r"{{\s*([\w.]+)\s*}}")


@contextmanager
def locked():
    """One writer at a time, without a dependency: the lock is a folder."""
    lock = PO.with_suffix(".lock")
    for _ in range(600):
        try:
            os.mkdir(lock)
            break
        except FileExistsError:
            time.sleep(0.1)
    try:
        yield
    finally:
        os.rmdir(lock)


def strings_in_python(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        wanted = CALLS.get(name)
        if wanted is None:
            continue
        args = node.args[1:2] if wanted == -1 else node.args[:wanted]
        found |= {a.value for a in args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return found


def _block_text(args: str, body: str) -> list[str]:
    parts = re.split(r"{%\s*plural\s*%}", body)
    texts = [VARIABLE.sub(r"%(\1)s", part.replace("%", "%%")) for part in parts]  # as Django looks them up
    if "trimmed" in args:
        texts = [" ".join(line.strip() for line in t.strip().splitlines() if line.strip()) for t in texts]
    return texts


def strings_in_template(path: Path) -> set[str]:
    text = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", "", path.read_text("utf8"), flags=re.S)
    plain = [*TRANSLATE.finditer(text), *IN_TEMPLATE.finditer(text)]
    found = {m["text"].replace("%", "%%") for m in plain}
    for m in BLOCK.finditer(text):
        found.update(_block_text(m["args"], m["body"]))
    return found


def strings(root: Path = SRC) -> dict[str, list[str]]:
    """Every translatable string below `root`, with the files that use it."""
    where: dict[str, list[str]] = {}
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html"), *root.rglob("*.txt")]):
        if "/vendor/" in str(path) or "/tests/" in str(path):
            continue
        for text in (strings_in_python if path.suffix == ".py" else strings_in_template)(path):
            if text:
                where.setdefault(text, []).append(str(path.relative_to(ROOT)))
    return where


def translations() -> dict[str, str]:
    return {e.msgid: e.msgstr or (e.msgstr_plural or {}).get(0, "") for e in polib.pofile(str(PO))}


def missing(root: Path = SRC) -> dict[str, list[str]]:
    have = translations()
    return {s: files for s, files in strings(root).items() if not have.get(s)}


def _save(po: polib.POFile) -> None:
    po.sort(key=lambda e: e.msgid)
    part = PO.with_suffix(".part")
    po.save(str(part))
    part.replace(PO)


def add(pairs: dict[str, str]) -> None:
    with locked():
        po = polib.pofile(str(PO), wrapwidth=110)
        known = {e.msgid: e for e in po}
        for english, chinese in pairs.items():
            entry = known.get(english)
            if entry is None:
                entry = polib.POEntry(msgid=english)
                po.append(entry)
            entry.msgstr = chinese
            if "%(" in english and "python-format" not in entry.flags:
                entry.flags.append("python-format")
        _save(po)


def prune() -> int:
    with locked():
        po = polib.pofile(str(PO), wrapwidth=110)
        used = strings()
        gone = [e for e in po if e.msgid not in used]
        for entry in gone:
            po.remove(entry)
        _save(po)
    return len(gone)


def main(argv: list[str]) -> int:
    match argv:
        case ["add", file]:
            add(json.loads(Path(file).read_text("utf8")))
        case ["missing", *rest]:
            lost = missing(Path(rest[0]).resolve() if rest else SRC)
            for text, files in sorted(lost.items(), key=lambda kv: kv[1]):
                print(json.dumps(text, ensure_ascii=False), "<-", ", ".join(files))
            return 1 if lost else 0
        case ["prune"]:
            print(f"{prune()} strings dropped")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
