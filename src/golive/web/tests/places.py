"""Where the files under test lie."""

from pathlib import Path

WEB = Path(__file__).parents[1]
STATIC = WEB / "static"
TEMPLATES = WEB / "templates"
ROOT = WEB.parents[2]
