"""Where citizens file: here, or on the national portal."""

from __future__ import annotations

from django.conf import settings

from toantrinh.dossiers import gateways


def is_national() -> bool:
    """Whether filing begins on the national portal; everything else stays here.

    Legal source: Thông tư 11/2025/TT-BKHCN, Điều 5 khoản 3 (what citizens do in a procedure is done
    on the national portal).
    """
    return bool(settings.PORTAL == "national")


def national_form(code: str) -> str:
    """The address of the form of a procedure there; empty where it is filed here."""
    return gateways.current().national_form(code) if is_national() else ""
