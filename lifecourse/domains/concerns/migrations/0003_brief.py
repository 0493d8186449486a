"""What the agencies that are to act are told: one brief a decision."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0002_coming_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="brief",
            field=models.TextField(
                blank=True, help_text="what the agencies that are to act must know, and all they are told"
            ),
        ),
    ]
