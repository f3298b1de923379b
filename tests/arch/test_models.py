"""Tables: keys point downwards, migrations are complete."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.arch.source import app_order


def ranked() -> dict[str, int]:
    """Foundation lies below every app; apps in the order of their import contract."""
    ranks = {name: n + 1 for n, name in enumerate(app_order())}
    return {c.label: ranks.get(c.label, 0) for c in apps.get_app_configs() if c.name.startswith("golive.")}


def test_foreign_keys_across_apps_point_downwards():
    rank = ranked()
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        own = rank.get(model._meta.app_label)
        for field in model._meta.get_fields():
            there = getattr(field, "remote_field", None) and getattr(field.remote_field, "model", None)
            if own is None or there is None or field.auto_created:
                continue
            if there._meta.app_label != model._meta.app_label and rank.get(there._meta.app_label, -1) > own:
                wrong.append(f"{model._meta.label}.{field.name} → {there._meta.label}")
    assert wrong == [], "an import contract cannot see keys written as strings; they obey the same order"


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
