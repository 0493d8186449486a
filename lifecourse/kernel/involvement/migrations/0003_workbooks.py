"""Which sheet of a workbook was read, and the headings of a file, so that its bad rows come back under them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("involvement", "0002_review_queue")]

    operations = [
        migrations.AddField(model_name="listload", name="headers", field=models.JSONField(blank=True, default=list)),
        migrations.AddField(model_name="listload", name="sheet", field=models.CharField(blank=True, max_length=40)),
    ]
