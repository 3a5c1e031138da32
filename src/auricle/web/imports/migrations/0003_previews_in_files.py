"""Rows that are shown before an import are kept beside its files, and mended rows are tried again by the worker."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_sentences_in_any_language")]

    operations = [
        migrations.RemoveField("importrun", "preview"),
        migrations.AddField("importrun", "is_replay", models.BooleanField(default=False)),
    ]
