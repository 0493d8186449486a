"""An index from which the soonest running clock of many records is read without their rows."""

from django.db import migrations, models

RUNNING = models.Q(met_at__isnull=True, stopped_at__isnull=True, paused_at__isnull=True)


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=RUNNING,
                fields=["subject_type", "subject_id", "due_at"],
                include=("circle",),
                name="clocks_next_due",
            ),
        ),
    ]
