from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plan", "0009_budgets_and_shortfalls")]

    operations = [
        migrations.RenameField("link", "lag_minutes", "lag"),
        migrations.AlterField("link", "lag", models.IntegerField(default=0, verbose_name="lag")),
        migrations.AlterField(
            "link",
            "lag_kind",
            models.CharField(
                choices=[
                    ("working", "Working time"),
                    ("elapsed", "Calendar time"),
                    ("percent", "Per cent of the predecessor's duration"),
                    ("elapsed_percent", "Per cent of it, as calendar time"),
                ],
                default="working",
                max_length=15,
                verbose_name="lag counted in",
            ),
        ),
    ]
