"""What is asked about dossiers for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F
from django.utils.translation import gettext as _

from toantrinh.catalogue import once_only
from toantrinh.catalogue import rules as catalogue_rules
from toantrinh.catalogue.once_only import Provision
from toantrinh.catalogue.pack import Component, Pack
from toantrinh.catalogue.rules import FeeStatement, Need
from toantrinh.core import clock, sealing
from toantrinh.core.calendar import Limit
from toantrinh.forms.shape import Kind
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Role
from toantrinh.lists import queries as lists

from . import rules
from .handling import is_decided
from .holding import Holder as Holder
from .holding import holder as holder
from .knowing import facts, provisions
from .models import (
    OPEN,
    Attachment,
    Dossier,
    Invitation,
    InvitationState,
    OutsideHandling,
    Paper,
    PaperKind,
    Task,
)
from .states import WITHDRAWABLE

"""Papers that may come more than once, each of which goes on saying something."""
USUAL_DAYS = 90
FEWEST_FOR_USUAL = 5  # fewer would tell of somebody, and of chance


def of_account(account: Account) -> list[Dossier]:
    """The dossiers of the one who is signed in, as a citizen: the newest first. Those that one
    filing opened are on the page of the leading one."""
    if account.party_id is None:
        return []
    mine = Dossier.objects.filter(owner=account.party_id, leading=None)
    mine = mine.select_related("version", "agency")
    return list(
        mine.defer("version__definition", "version__found_by").order_by("-changed_at")[:200]
    )


def invitations_of(account: Account) -> list[Invitation]:
    """What others ask of the one who is signed in, the newest first: open, or answered by them."""
    rows = Invitation.objects.readable_by(account).filter(
        state__in=(*OPEN, InvitationState.FILLED, InvitationState.CONFIRMED)
    )
    rows = rows.select_related("dossier__version", "dossier__owner")
    rows = rows.defer("dossier__version__definition", "dossier__version__found_by")
    return list(rows.order_by("-invited_at")[:50])


def tracked(reference: str, phone_tail: str) -> tuple[Dossier | None, bool]:
    """The dossier of a code, and whether the last four digits of the phone fit it.

    The code is ours, or that of the portal it came from. Without the digits, or with wrong ones,
    only the status may be shown.
    """
    code = reference.strip().upper()
    rows = Dossier.objects.select_related("version", "agency", "owner")
    dossier = rows.filter(reference=code).first()
    if dossier is None and code:  # the code by which another portal calls it
        dossier = rows.filter(arrival__code=code).order_by("-pk").first()
    if dossier is None:
        return None, False
    index = sealing.blind_index(f"{dossier.uid}:{phone_tail}")
    known = dossier.phone_index is not None and bytes(dossier.phone_index) == index
    return dossier, known and len(phone_tail) == 4


@dataclass(frozen=True)
class ComponentState:
    """A component that is needed or may be, or for which something was given.

    ``provision`` is None for one that is not needed in this case. ``is_new``: the paper was still
    asked for when the draft was begun.
    """

    need: Need
    files: list[Attachment]
    provision: Provision | None
    is_missing: bool
    is_new: bool = False

    @property
    def component(self) -> Component:
        return self.need.component

    @property
    def is_asked(self) -> bool:
        return self.provision is not None and self.provision.takes_files


def components(dossier: Dossier) -> list[ComponentState]:
    """All components of the version with what is known of them now."""
    at = dossier.submitted_at or clock.now()
    told = facts(dossier, at=at)
    brought = provisions(dossier, told, at=at)
    by_key = {each.component.key: each for each in brought}
    begun = clock.local_day(dossier.begun_at)
    files: dict[str, list[Attachment]] = {}
    for attachment in dossier.attachments.present().select_related("file").order_by("added_at"):
        files.setdefault(attachment.component, []).append(attachment)
    missing = {component.key for component in once_only.missing(brought, files)}
    return [
        ComponentState(
            need=need,
            files=files.get(need.component.key, []),
            provision=(provision := by_key.get(need.component.key)),
            is_missing=need.component.key in missing,
            is_new=provision is not None and provision.is_new_since(begun),
        )
        for need in catalogue_rules.components(dossier.version.pack, told)
    ]


@dataclass(frozen=True)
class UsualTime:
    """How long the dossiers of a procedure really took, from acceptance to the result."""

    half: timedelta  # as many were quicker as slower
    nine_in_ten: timedelta
    count: int
    days: int  # over how many days back


def usual_time(code: str) -> UsualTime | None:
    """Over the last ``USUAL_DAYS``, of all agencies; None while there are too few to say."""
    since = clock.now() - timedelta(days=USUAL_DAYS)
    settled = Dossier.objects.filter(
        version__code=code, settled_at__gte=since, accepted_at__isnull=False
    )
    took = ExpressionWrapper(F("settled_at") - F("accepted_at"), DurationField())
    found = settled.annotate(took=took).aggregate(
        half=_Percentile("took", fraction=0.5),
        nine_in_ten=_Percentile("took", fraction=0.9),
        count=Count("pk"),
    )
    if found["count"] < FEWEST_FOR_USUAL:
        return None
    return UsualTime(**found, days=USUAL_DAYS)


class _Percentile(Aggregate):
    function = "PERCENTILE_DISC"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"


def form_files(dossier: Dossier) -> list[Attachment]:
    """Files that answer questions of the form, in the order they came. No query without such."""
    if not any(each.kind is Kind.FILE for each in dossier.version.form.field_by_key.values()):
        return []
    of_form = dossier.attachments.present().filter(component__startswith=rules.OF_FORM)
    return list(of_form.select_related("file", "dossier").order_by("added_at"))


def files_aside(dossier: Dossier) -> list[Attachment]:
    """Files that have no place under the version to which the draft was moved."""
    present = dossier.attachments.present().filter(component__startswith=rules.ASIDE)
    return list(present.select_related("file").order_by("added_at"))


def stack(dossier: Dossier) -> Attachment | None:
    """The scanned pages that belong to no paper yet."""
    waiting = dossier.attachments.present().filter(component=rules.STACK)
    return waiting.select_related("file", "dossier").first()


def signed_sheet(dossier: Dossier) -> Attachment | None:
    """The scanned declaration with the signature of the applicant. No query without an officer."""
    if dossier.assisted_by_id is None:
        return None
    return dossier.attachments.present().filter(component=rules.SIGNED).first()


def file_names(dossier: Dossier) -> dict[str, str]:
    """The names of those files, by the uid that stands in the answers."""
    return {str(each.uid): each.name for each in form_files(dossier)}


def fees(dossier: Dossier) -> FeeStatement:
    """What is owed as things stand, line by line with its ground."""
    return catalogue_rules.fees(
        dossier.version.pack, facts(dossier, at=dossier.submitted_at or clock.now())
    )


def answer_limit(pack: Pack, day: date) -> Limit:
    """Within what the agency answers what is filed on ``day``, by the rules of that day."""
    within = lists.current(day).time_rule("answer_within").limit
    return catalogue_rules.answer_limit(pack, within)


def waiting_for_applicant(dossier: Dossier) -> Task | None:
    """The step that waits for the applicant, if any."""
    return dossier.tasks.open().filter(role=Role.OWNER).first()


def is_withdrawable(dossier: Dossier) -> bool:
    """Whether the applicant may ask for it back now."""
    return dossier.state in WITHDRAWABLE and not is_decided(dossier)


@dataclass(frozen=True)
class Origin:
    """Where a result comes from."""

    number: str
    issuer: str
    day: date
    check_code: str


def origin(dossier: Dossier, paper: Paper) -> Origin:
    """Number, issuer and day of a result, issued here or elsewhere: by an agency, not by its
    software."""
    if paper.issued is not None:
        issued = paper.issued
        day = clock.local_day(issued.issued_at or paper.made_at)
        return Origin(issued.number, issued.agency_name, day, issued.code)
    handling = OutsideHandling.objects.get(dossier=dossier)
    day = handling.issued_on or clock.local_day(paper.made_at)
    issuer = dossier.agency.name if dossier.agency else _("The competent agency")
    return Origin(handling.number, issuer, day, "")


def papers(dossier: Dossier, account: Account) -> list[Paper]:
    """The papers ``account`` may open: each issued one, and the newest draft of the result while
    there is no result. A paper of every round is listed, such as form 02 the second time."""
    rows = Paper.objects.readable_by(account).filter(dossier=dossier).order_by("made_at", "id")
    found = list(rows.select_related("file", "issued"))
    drafts = [paper for paper in found if paper.kind == PaperKind.DRAFT]
    is_settled = any(paper.kind == PaperKind.RESULT for paper in found)
    superseded = drafts if is_settled else drafts[:-1]
    return [paper for paper in found if paper not in superseded]


def newest_draft(dossier: Dossier) -> Paper | None:
    drafts = dossier.papers.filter(kind=PaperKind.DRAFT).select_related("file", "issued")
    return drafts.order_by("-made_at", "-id").first()
