"""Codes of dossiers from their end, by which people name them."""

from django.db import migrations, models
from django.db.models.functions import Collate, Reverse


class Migration(migrations.Migration):

    dependencies = [("dossiers", "0020_desk_page")]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                models.F("agency"),
                Collate(Reverse("reference"), "C"),
                condition=~models.Q(reference=""),
                name="dossiers_reference_end",
            ),
        ),
    ]
