"""As of which day a report's figures are: what is published later leaves an old draft as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annual_report", "0001_annual_report"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="figures_as_of",
            field=models.DateField(blank=True, null=True),
        ),
    ]
