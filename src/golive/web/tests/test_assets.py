"""Vendored files are what vendor.toml says; our own style sheets keep their promises."""

import gzip
import json
import re
import subprocess
import sys

import pytest
from django.core.management import call_command

from golive.web import sheets
from golive.web.tests.places import ROOT, STATIC, TEMPLATES

SHEETS = sorted((STATIC / "golive").glob("*.css"))
TOKENS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", (STATIC / "golive" / "tokens.css").read_text("utf8")))


def test_vendored_files_agree_with_the_list():
    done = subprocess.run(
        [sys.executable, "tools/vendor_assets.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    channels = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [(tone, f"{tone}-bg") for tone in ("pri", "bad", "warn", "ok", "wait", "idle")]
PAIRS += [(text, ground) for text in ("t1", "t2", "t3") for ground in ("surface", "sunken", "bg")]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable_on_its_ground(text, ground):
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize("sheet", ["components.css"])
def test_heat_cells_are_readable(sheet):
    css = (STATIC / "golive" / sheet).read_text("utf8")
    cells = re.findall(r"\.h-(\w+) \{ background: (#\w+) !important; color: (#\w+)", css)
    assert len(cells) >= 6
    for name, ground, text in cells:
        assert contrast(text, ground) >= 4.5, name


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheet_is_short_balanced_and_uses_known_tokens(sheet):
    css = sheet.read_text("utf8")
    assert css.count("{") == css.count("}")
    assert len(css.splitlines()) <= 400
    defined = set(re.findall(r"--([\w-]+):", (STATIC / "golive" / "tokens.css").read_text("utf8")))
    assert set(re.findall(r"var\(--([\w-]+)", css)) <= defined


def test_every_sheet_is_linked():
    assert sorted(sheets.SHEETS) == [f"golive/{path.name}" for path in SHEETS]


def test_served_hashed_the_sheets_are_one_packed_file(tmp_path, settings):
    settings.STATIC_ROOT, settings.HASHED = str(tmp_path), True
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "golive.web.sheets.HashedFiles"}}
    call_command("collectstatic", verbosity=0, interactive=False)
    (name,) = sheets.sheets()
    hashed = json.loads((tmp_path / "staticfiles.json").read_text())["paths"][name]
    whole = gzip.decompress((tmp_path / f"{hashed}.gz").read_bytes()).decode()
    places = [whole.find((STATIC / sheet).read_text("utf8").strip()) for sheet in sheets.SHEETS]
    assert places == sorted(places) and places[0] == 0


def test_no_template_runs_script_in_the_page():
    """The page policy is script-src 'self': inline scripts and handlers would silently do nothing."""
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"\s(on\w+|hx-on[\w:-]*)=", text), path
