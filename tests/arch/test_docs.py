"""What people read is true: links lead somewhere, addresses exist, words stand so on the screen, duties are told as they are."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import polib
import pytest
from django.urls import Resolver404, resolve

from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.registry import connected
from tests.arch.source import ROOT, SRC

HANDBOOK = ROOT / "docs" / "handbook"
LANGUAGES = ("zh-CN", "en")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = sorted(HANDBOOK.rglob("*.md"))
# Taken from the running demo; the READMEs show them.
PICTURES = ("home-zh.png", "home-en.png", "gantt-zh.png", "gate-zh.png", "migration-zh.png", "phone-zh.png")
PARTIES = {
    "sponsor": "S",
    "project-manager": "M",
    "business": "B",
    "it": "I",
    "vendor": "V",
    "consultant": "C",
    "team": "T",
    "user": "E",
    "quality": "Q",
    "care": "A",
}
OWED = {"zh-CN": "## 您的职责", "en": "## Your duties"}
NOT_YET = {"zh-CN": "## 证据尚未接入的职责", "en": "## Duties whose evidence is not connected yet"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """The text without blocks of code."""
    return re.sub(r"^```.*?^```", "", path.read_text("utf8"), flags=re.S | re.M)


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    kept = (c for c in heading.strip().lower() if c in "-_ " or unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace(" ", "-")


@cache
def anchors(path: Path) -> set[str]:
    return {slug(h) for h in re.findall(r"^#+ (.+)$", prose(path), re.M)}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_leads_somewhere(page):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", prose(page)):
        link = "".join(target)
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        there = (page.parent / file).resolve() if file else page
        if there.name in PICTURES and there.parent == ROOT / "docs" / "images":
            continue  # asked for below
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            broken.append(link)
    assert broken == []


def test_the_pictures_of_the_readmes_are_there():
    assert [p for p in PICTURES if not (ROOT / "docs" / "images" / p).is_file()] == []


def test_both_languages_have_the_same_pages():
    zh, en = ({p.name for p in (HANDBOOK / language).glob("*.md")} for language in LANGUAGES)
    assert zh == en
    assert set(PARTIES) <= {p.removesuffix(".md") for p in zh}


@pytest.mark.parametrize("page", GUIDES, ids=name)
def test_every_address_is_a_page(page):
    found = re.findall(r"`(/[^`]*)`", prose(page))
    wrong = []
    for address in found:
        try:
            resolve(address.replace("<project>", "x").replace("<n>", "1"))
        except Resolver404:
            wrong.append(address)
    assert wrong == []


@cache
def screen_words(language: str) -> re.Pattern[str]:
    """Everything that the interface says in a language, its placeholders open; and the actions of the duties."""
    catalogue = polib.pofile(str(SRC / "locale/zh_Hans/LC_MESSAGES/django.po"))
    rows = [e for e in catalogue if not e.obsolete]
    said = {e.msgid if language == "en" else e.msgstr for e in rows}
    said |= {getattr(d.action, language[:2]) for d in DUTIES.values()}
    parts = [re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(s).replace("%%", "%")) for s in sorted(said) if 0 < len(s) < 80]
    return re.compile("|".join(f"(?:{p})" for p in parts if p.replace(".+", "").strip(" :：")))


@pytest.mark.parametrize("page", GUIDES, ids=name)
def test_bold_words_stand_so_on_the_screen(page):
    words = screen_words(page.parent.name)
    bold = [" ".join(b.split()) for b in re.findall(r"\*\*(.+?)\*\*", prose(page), re.S)]
    assert [b for b in bold if not words.fullmatch(b)] == [], "bold is kept for what the screen says, word for word"


def ids_below(page: Path, heading: str, letter: str) -> set[str]:
    text = page.read_text("utf8")
    assert heading in text, f"{name(page)} has no {heading!r}"
    part = text.split(heading, 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith(("| ", "- "))]
    starts = "\n".join(line.split("：")[0].split(": ")[0] if line.startswith("- ") else line[:6] for line in lines)
    return set(re.findall(rf"\b{letter}\d+\b", starts))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("guide", PARTIES)
def test_a_guide_says_which_duties_are_proved_and_which_are_not(language, guide):
    page, letter = HANDBOOK / language / f"{guide}.md", PARTIES[guide]
    mine = {d.id for d in DUTIES.values() if d.party == letter and d.id.startswith(letter)}
    proved = {d for d in mine if connected(d)}
    assert ids_below(page, OWED[language], letter) == proved
    assert ids_below(page, NOT_YET[language], letter) == mine - proved


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_counts_the_duties_as_they_are(page):
    here = sum(connected(d) for d in DUTIES)
    numbers = re.findall(r"(\d+) (?:of|/) (\d+)", (ROOT / page).read_text("utf8"))
    assert (str(here), str(len(DUTIES))) in numbers, f"{here} of {len(DUTIES)} duties are connected"


LEFT_OUT = {"src", "dist", "build", "node_modules", "test-results", "__pycache__"}


def test_the_map_names_every_folder_outside_the_source():
    """Folders at the top have a row; those of docs and tests stand in the row of their parent."""
    rows = {m[1]: m[0] for m in re.finditer(r"^\| `([\w./]+?)/?[`/].*$", (ROOT / "MAP.md").read_text("utf8"), re.M)}
    top = {p.name for p in ROOT.glob("*/") if p.is_dir() and not p.name.startswith((".", "golive-data"))} - LEFT_OUT
    assert {t for t in top if not any(row.split("/")[0] == t for row in rows)} == set()
    for parent in ("docs", "tests"):
        inner = {p.name for p in ROOT.glob(f"{parent}/*/") if p.is_dir()} - LEFT_OUT
        assert {i for i in inner if f"`{i}/`" not in rows[parent]} == set(), parent
