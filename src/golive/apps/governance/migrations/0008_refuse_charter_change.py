"""The database itself refuses to change a charter that was issued."""

from django.db import migrations

from golive.apps.governance.guards import CHARTERS


def protect(apps, schema_editor):
    CHARTERS.protect(schema_editor)


def release(apps, schema_editor):
    CHARTERS.release(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("governance", "0007_charter")]
    operations = [migrations.RunPython(protect, release)]
