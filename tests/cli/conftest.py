"""The words of the commands are chosen at import: these tests read English, whatever the terminal speaks."""

import os

_before = os.environ.get("LANGUAGE")
os.environ["LANGUAGE"] = "en"

import golive.cli.words  # noqa: E402, F401

if _before is None:
    del os.environ["LANGUAGE"]
else:
    os.environ["LANGUAGE"] = _before
