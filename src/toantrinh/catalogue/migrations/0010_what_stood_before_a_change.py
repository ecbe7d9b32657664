from typing import Any

from django.db import migrations, models


def keep_of_open(apps: Any, schema_editor: object) -> None:
    """Of what still waits the inventory has not changed since; of the rest nothing is known."""
    changes = apps.get_model("catalogue", "InventoryChange")
    procedures = apps.get_model("catalogue", "InternalProcedure")
    for change in changes.objects.filter(state="proposed"):
        there = procedures.objects.filter(code__in=[each["code"] for each in change.what])
        change.before = list(there.order_by("code").values_list("what", flat=True))
        change.save(update_fields=["before"])


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0009_internal_procedures"),
    ]

    operations = [
        migrations.AddField(
            model_name="inventorychange",
            name="before",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.RunPython(keep_of_open, migrations.RunPython.noop),
    ]
