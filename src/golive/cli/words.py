"""The words of the commands, in the language of the terminal, without Django: the same catalogue, read by the
standard library. Chinese where LANGUAGE, LC_ALL, LC_MESSAGES or LANG say zh, else English.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

CHINESE = "zh_Hans"
LOCALE = Path(__file__).parents[1] / "locale"


def language(environ: Mapping[str, str] = os.environ) -> str:
    """ "zh_Hans" or "en", by the first of the usual variables that is set."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return CHINESE if value.lower().startswith("zh") else "en"
    return "en"


def load(chosen: str) -> gettext.NullTranslations:
    """The catalogue of a language; English needs none. An unreadable catalogue must not stop a command."""
    if chosen != CHINESE:
        return gettext.NullTranslations()
    try:
        from golive.locale import compile_all

        compile_all()
    except OSError:
        pass  # installed read-only: the catalogue compiled at build time is used
    # click asks the default domain for its own words ("Usage:"); these variables are how it finds ours.
    gettext.bindtextdomain("django", str(LOCALE))
    gettext.textdomain("django")
    os.environ["LANGUAGE"] = CHINESE
    return gettext.translation("django", LOCALE, [CHINESE], fallback=True)


_ = load(language()).gettext


def N_(text: str) -> str:
    return text


# What click says in its own name.
OF_CLICK = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
    N_("Error: {message}"),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Missing command."),
    N_("Missing argument"),
    N_("{name} {filename!r} does not exist."),
    N_("File"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Try '{command} {option}' for help."),
)
