"""The database itself refuses to change what was decided."""

from django.db import migrations

from golive.apps.governance.guards import DECISIONS, DELEGATIONS, GATE_REVIEWS


def protect(apps, schema_editor):
    for guard in (DECISIONS, DELEGATIONS, GATE_REVIEWS):
        guard.protect(schema_editor)


def release(apps, schema_editor):
    for guard in (DECISIONS, DELEGATIONS, GATE_REVIEWS):
        guard.release(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_actions_and_limits")]
    operations = [migrations.RunPython(protect, release)]
