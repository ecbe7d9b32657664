"""Other bodies on the pages of the desk: whom to ask, how they stand, with what a step ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from toantrinh.core import clock
from toantrinh.core.vietnamese import alphabetical
from toantrinh.dossiers import bodies, linked
from toantrinh.dossiers.models import Dossier, Task
from toantrinh.identity.models import Account, Agency, AgencyQuerySet, Post
from toantrinh.identity.permissions import Permission, Role, may

PREFIX: Final = "co-quan-"


@dataclass(frozen=True)
class Choosing:
    """Whom an officer may choose for a later step. ``ground``: why, as it was typed."""

    step: str
    groups: list[tuple[str, list[dict[str, Any]]]]
    ground: str
    is_open: bool  # something is chosen already


def choosing(task: Task, typed: Mapping[str, str]) -> Choosing | None:
    """What the page of the step offers; None for a step in which nobody is chosen."""
    steps = bodies.chosen_in(task.dossier, task.key)
    if not steps or steps[0].body is None:
        return None
    possible = bodies.choosable(task.dossier, steps[0].body, clock.today())
    before = {row.agency_id: row.ground for row in task.dossier.chosen_bodies.all()}
    manned = _manned(possible)
    in_order = sorted(possible, key=lambda each: alphabetical(each.name))
    lines = [_line(agency, typed, before, agency.pk in manned) for agency in in_order]
    here = task.dossier.settling_agency.administrative_code
    groups = [
        [line for line in lines if (line["agency"].administrative_code == here) == is_here]
        for is_here in (False, True)
    ]
    ground = typed.get("can-cu") or next(iter(before.values()), "")
    chosen = any(line["checked"] for line in lines)
    return Choosing(
        steps[0].action,
        [(name, group) for name, group in zip(("province", "unit"), groups, strict=True) if group],
        ground,
        chosen or bool(typed),
    )


def _manned(agencies: AgencyQuerySet) -> set[int]:
    """Keys of those at which somebody answers today; to the others one has to write on paper."""
    posts = Post.objects.held_on(clock.today()).filter(role=Role.SPECIALIST)
    return set(posts.filter(agency__in=agencies.order_by()).values_list("agency", flat=True))


def _line(
    agency: Agency, typed: Mapping[str, str], before: Mapping[int, str], is_manned: bool
) -> dict[str, Any]:
    name = f"{PREFIX}{agency.code}"
    checked = name in typed if typed else agency.pk in before
    return {"agency": agency, "name": name, "checked": checked, "is_manned": is_manned}


def chosen(typed: Mapping[str, str]) -> list[Agency]:
    """The bodies that were ticked; a code that is none of ours is left out."""
    codes = [name.removeprefix(PREFIX) for name in typed if name.startswith(PREFIX)]
    return list(Agency.objects.filter(code__in=codes).order_by("code")) if codes else []


def shown(opened: Dossier, task: Task | None, by: Account, typed: Mapping[str, str]) -> Any:
    """What the page of a dossier says of other bodies and of linked dossiers."""
    told = bodies.standings(opened)
    may_go_on = may(by, Permission.DOSSIER_PROCESS, on=opened)
    now = clock.now()
    grounds = {each.ground for each in told}
    return {
        "asked_because": grounds.pop() if len(grounds) == 1 else "",
        "outcomes": bodies.outcomes(task) if task else [],
        "said": typed.get("ket-qua", ""),
        "choosing": choosing(task, typed) if task else None,
        "opinions": told,
        "overdue": [each for each in told if may_go_on and each.is_overdue(now)],
        "members": linked.members(opened),
        "may_go_on": may_go_on,
        "to_answer": [each for each in bodies.of_account(opened, by) if each.is_waiting]
        if told
        else [],
    }
