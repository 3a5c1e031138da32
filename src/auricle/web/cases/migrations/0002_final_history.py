from django.conf import settings
from django.db import migrations

from auricle.web.cases.guard import guard, unguard


def place(apps, schema_editor):
    if settings.GUARDS_HISTORY:
        guard(schema_editor.connection)


def remove(apps, schema_editor):
    if settings.GUARDS_HISTORY:
        unguard(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(place, remove)]
