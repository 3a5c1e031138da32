"""What an import does and why it stopped is kept as template and values, so that the page can say it in its reader's language."""

import json

from django.db import migrations, models


def quote(apps, schema_editor):
    runs = apps.get_model("imports", "ImportRun")
    for run in runs._base_manager.all().iterator():
        runs._base_manager.filter(pk=run.pk).update(doing=json.dumps(run.doing), trouble=json.dumps(run.trouble))


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.RunPython(quote, migrations.RunPython.noop),
        migrations.AlterField("importrun", "doing", models.JSONField(blank=True, default=str)),
        migrations.AlterField("importrun", "trouble", models.JSONField(blank=True, default=str)),
    ]
