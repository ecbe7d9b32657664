"""How the warnings about a personal number are put to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .rules import NumberWarning

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NUMBER_WARNINGS: dict[NumberWarning, StrOrPromise] = {
    NumberWarning.LENGTH: _("A personal number has 12 digits."),
    NumberWarning.PLACE: _("The first three digits are no code of a province or a country."),
    NumberWarning.FUTURE: _("By this number the person would be born in the future."),
    NumberWarning.BIRTH_YEAR: _("The year of birth in this number is another one."),
    NumberWarning.SEX: _("The sex in this number is another one."),
}
