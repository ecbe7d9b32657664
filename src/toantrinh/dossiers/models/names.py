"""Names that have to be nobody else's, as far as this system knows them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .case import Dossier


class NameInUse(models.Model):
    """A name that a dossier asks for in a source, such as that of a household business.

    ``index`` is a blind index of the source, the commune and the letters of the name. Deliberately
    absent: the name itself, which may be that of a person, and what other systems know.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"index"})

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="names_in_use")
    index = models.BinaryField(db_index=True)

    def __str__(self) -> str:
        return f"{self.dossier_id}"
