"""Search in memory: versions say what they are found by, and the guide has a table.

Versions that are published already get ``found_by`` out of their definitions; the trigger that
keeps them as they are steps aside for that alone.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

TRIGGER = "catalogue_version_immutable"
OFF = f"ALTER TABLE catalogue_procedureversion DISABLE TRIGGER {TRIGGER}"
ON = f"ALTER TABLE catalogue_procedureversion ENABLE TRIGGER {TRIGGER}"


def tell(apps: Any, schema_editor: Any) -> None:
    for version in apps.get_model("catalogue", "ProcedureVersion").objects.iterator():
        procedure = version.definition["procedure"]
        events = procedure.get("life_events", ())
        version.found_by = {
            "called": [
                *procedure.get("synonyms", ()),
                *(vietnamese(event["name"]) for event in events),
            ],
            "gives": [vietnamese(result["name"]) for result in procedure["results"]],
            "body": vietnamese(procedure["competent_body"]["name"]),
            "service_level": procedure["service_level"]["level"],
            "free": not procedure["fees"],
        }
        version.save(update_fields=["found_by"])


def vietnamese(text: str | dict[str, str]) -> str:
    return text["vi"] if isinstance(text, dict) else text


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_immutable")]

    operations = [
        migrations.CreateModel(
            name="Guide",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("data", models.JSONField()),
                ("loaded_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveIndex(model_name="procedureversion", name="catalogue_version_search"),
        migrations.RemoveField(model_name="procedureversion", name="search"),
        migrations.DeleteModel(name="SearchWord"),
        migrations.AddField(
            model_name="procedureversion",
            name="found_by",
            field=models.JSONField(
                default=dict,
                help_text="What search needs to know beside the columns: see searching.",
            ),
        ),
        migrations.RunSQL(OFF, ON),
        migrations.RunPython(tell, migrations.RunPython.noop),
        migrations.RunSQL(ON, OFF),
    ]
