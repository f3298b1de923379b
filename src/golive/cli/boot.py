"""Bring Django up for the commands that run the product: settings from the environment, words in the reader's language."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from golive.cli.words import CHINESE, language


def boot() -> Any:
    """Django ready to use; gives its settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "golive.config.settings")
    import django
    from django.conf import settings
    from django.utils import translation

    from golive.locale import compile_all

    compile_all()
    django.setup()
    translation.activate("zh-hans" if language() == CHINESE else "en")
    return settings


def data_folder() -> Path:
    """Where settings will look, known before they are loaded (which makes the folder)."""
    return Path(os.environ.get("GOLIVE_DATA", "golive-data")).absolute()
