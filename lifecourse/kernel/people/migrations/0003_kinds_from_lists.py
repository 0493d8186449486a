"""Kinds of address, relationship and flag are of code lists, so they have the length of a code."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_search_keys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="address",
            name="kind",
            field=models.CharField(max_length=40),
        ),
        migrations.AlterField(
            model_name="flag",
            name="kind",
            field=models.CharField(max_length=40),
        ),
        migrations.AlterField(
            model_name="relationship",
            name="kind",
            field=models.CharField(max_length=40),
        ),
    ]
