"""Steps of other bodies that ended without an answer, by their end: they may be answered late."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("dossiers", "0021_reference_end")]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["agency", "-done_at"],
                condition=models.Q(
                    elsewhere=True, state="done", outcome__in=["silence", "passed-over"]
                ),
                name="dossiers_task_unanswered",
            ),
        ),
    ]
