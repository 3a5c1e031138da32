"""The database itself refuses to change what was published."""

from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER surveys_version_is_final BEFORE UPDATE OF document, number, survey_id, published_at
ON surveys_surveyversion BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
"""
POSTGRESQL = """
CREATE FUNCTION surveys_version_is_final() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a published version never changes'; END $$;
CREATE TRIGGER surveys_version_is_final BEFORE UPDATE OF document, number, survey_id, published_at
ON surveys_surveyversion FOR EACH ROW EXECUTE FUNCTION surveys_version_is_final();
"""


def guard(apps: Any, editor: Any) -> None:
    editor.execute(POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE)


class Migration(migrations.Migration):
    dependencies = (("surveys", "0001_initial"),)
    operations = (migrations.RunPython(guard),)
