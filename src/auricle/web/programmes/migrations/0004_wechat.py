from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0003_sms"),
    ]

    operations = [
        migrations.AlterField(
            model_name="programme",
            name="channel",
            field=models.CharField(
                choices=[
                    ("email", "E-mail"),
                    ("sms", "SMS"),
                    ("wechat", "WeChat"),
                    ("webhook", "A program of yours"),
                ],
                default="email",
                max_length=10,
            ),
        ),
    ]
