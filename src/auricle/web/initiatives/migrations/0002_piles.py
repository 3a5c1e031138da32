from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_initial")]

    operations = [
        migrations.AddField("initiative", "pile", models.PositiveBigIntegerField(blank=True, null=True)),
    ]
