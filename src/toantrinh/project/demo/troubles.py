"""What does not go smoothly on the invented morning: papers missing, wishes, refusals, time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from toantrinh.catalogue.pack import Pack
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import grounds
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Role

Staff = Mapping[Role, Account]
Trouble = Callable[[Dossier, Staff], object]


def make_troubles(
    handled: Sequence[Dossier],
    waiting: Sequence[Dossier],
    staff: Staff,
    before: Callable[[float], datetime],
) -> None:
    """One of each kind, some minutes before now.

    Args:
        handled: accepted, and not examined yet. waiting: filed, and not accepted yet.
        before: the moment so many minutes of work before now.
    """
    lists = ((IN_HANDLING, handled, State.PROCESSING), (AT_RECEIPT, waiting, State.FILED))
    for deeds, found, state in lists:
        fresh = [Dossier.objects.get(pk=each.pk) for each in found]
        ready = [each for each in fresh if each.state == state]
        for number, (deed, dossier) in enumerate(zip(deeds, ready, strict=False)):
            with clock.set_to(before(12 - number)):
                deed(dossier, staff)


def _ask_for_a_paper(dossier: Dossier, by: Account) -> None:
    pack: Pack = dossier.version.pack
    given = dossier.attachments.present().values_list("component", flat=True)
    component = next(c for c in pack.components if c.defects and c.may_be_uploaded)
    target = next((key for key in given if grounds.defects(pack, key)), component.key)
    item = {"target": target, "defect": grounds.defects(pack, target)[0].key}
    dossiers.ask_supplement(dossier=dossier, items=[item], by=by)


def _ask(dossier: Dossier, staff: Staff) -> None:
    _ask_for_a_paper(dossier, staff[Role.SPECIALIST])


def _ask_at_receipt(dossier: Dossier, staff: Staff) -> None:
    _ask_for_a_paper(dossier, staff[Role.ONE_STOP])


def _want_more_time(dossier: Dossier, staff: Staff) -> None:
    dossiers.propose_extension(
        dossier=dossier,
        amount=1,
        reason="Phải tra cứu sổ hộ tịch giấy của xã cũ trước khi sáp nhập (tình huống giả định).",
        by=staff[Role.SPECIALIST],
    )


def _withdraw(dossier: Dossier, staff: Staff) -> None:
    by = Account.objects.get(party=dossier.owner)
    dossiers.ask_withdrawal(dossier=dossier, by=by, note="Tôi nộp nhầm nơi (tình huống giả định).")


def _refuse(dossier: Dossier, staff: Staff) -> None:
    ground = dossier.version.pack.refusal_grounds[0].key
    dossiers.refuse(dossier=dossier, grounds_named=[ground], by=staff[Role.ONE_STOP])


IN_HANDLING: tuple[Trouble, ...] = (_ask, _want_more_time, _withdraw)
AT_RECEIPT: tuple[Trouble, ...] = (_ask_at_receipt, _refuse)
