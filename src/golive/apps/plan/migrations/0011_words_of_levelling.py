from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plan", "0010_lags_in_per_cent")]

    operations = [
        migrations.AlterField("levelling", "taken", models.JSONField(default=list, verbose_name="moves accepted")),
        migrations.AlterField("levelling", "staffed", models.JSONField(default=list, verbose_name="people accepted")),
    ]
