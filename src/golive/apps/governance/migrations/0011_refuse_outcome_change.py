"""The database itself refuses to change what a decision is on record to have done."""

from django.db import migrations

from golive.apps.governance.guards import OUTCOMES


def protect(apps, schema_editor):
    OUTCOMES.protect(schema_editor)


def release(apps, schema_editor):
    OUTCOMES.release(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("governance", "0010_outcomes")]
    operations = [migrations.RunPython(protect, release)]
