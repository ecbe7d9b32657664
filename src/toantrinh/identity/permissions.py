"""Who may do what.

A permission is one thing one may do; a role is a set of permissions; an actor has roles on a
thing: the owner of a dossier, an officer through a post at its agency, the house in its own jobs.
"""

from __future__ import annotations

from enum import StrEnum, auto
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from toantrinh.core.actor import Actor
from toantrinh.core.errors import Refusal


class Permission(StrEnum):
    DOSSIER_READ = auto()
    DOSSIER_BEGIN = auto()
    DOSSIER_FILL = auto()
    DOSSIER_SUBMIT = auto()
    DOSSIER_ARRIVE = auto()
    DOSSIER_ACCEPT = auto()
    DOSSIER_PROCESS = auto()
    DOSSIER_DECIDE = auto()
    DOSSIER_NUMBER = auto()
    DOSSIER_RETURN = auto()
    DOSSIER_TAKE_IN = auto()
    RECEIPT_READ = auto()
    DOSSIER_CONFIRM_DRAFT = auto()
    DOSSIER_HAND_OVER = auto()
    DOSSIER_ADVANCE = auto()
    DOSSIER_REFUSE = auto()
    DOSSIER_WITHDRAW = auto()
    DOSSIER_STOP = auto()
    DOSSIER_RECALENDAR = auto()
    TASK_CLAIM = auto()
    TASK_ASSIGN = auto()
    BATCH_RUN = auto()
    BATCH_OVERSEE = auto()
    REMINDER_SEND = auto()
    DOSSIER_REROUTE = auto()
    DOSSIER_ASSIST = auto()
    INTERNAL_ASK = auto()
    COMPONENT_CHECK = auto()
    NOTE_WRITE = auto()
    MESSAGE_TO_AGENCY = auto()
    MESSAGE_TO_APPLICANT = auto()
    SUPPLEMENT_ASK = auto()
    SUPPLEMENT_APPROVE = auto()
    SUPPLEMENT_ANSWER = auto()
    EXTENSION_PROPOSE = auto()
    EXTENSION_DECIDE = auto()
    PART_INVITE = auto()
    PART_READ = auto()
    PART_FILL = auto()
    PART_ANSWER = auto()
    PART_RECORD = auto()
    PART_EXPIRE = auto()
    ORIGINAL_TAKE = auto()
    ORIGINAL_KEEP = auto()
    ORIGINAL_RETURN = auto()
    APPOINTMENT_SET = auto()
    APPOINTMENT_CHANGE = auto()
    PRESENCE_RECORD = auto()
    PAYMENT_OWE = auto()
    PAYMENT_ASK = auto()
    PAYMENT_RECORD = auto()
    NOTICE_SEND = auto()
    NOTICE_CONFIRM = auto()
    REGISTRY_ASK = auto()
    REGISTRY_ANSWER = auto()
    FILE_KEEP = auto()
    FILE_DEPOSIT = auto()
    RESULT_READ = auto()
    PAPER_ISSUE = auto()
    PAPER_REVOKE = auto()
    SIGNATURE_ASK = auto()
    SIGNATURE_RECORD = auto()
    CERTIFICATE_ISSUE = auto()
    PROCEDURE_DESIGN = auto()
    PROCEDURE_PUBLISH = auto()
    PARTY_REGISTER = auto()
    PARTY_CONFIRM = auto()
    ACCOUNT_USE = auto()
    ACCOUNT_MANAGE = auto()
    POST_MANAGE = auto()
    ABSENCE_RECORD = auto()
    DELEGATION_PROPOSE = auto()
    DELEGATION_CONFIRM = auto()
    DELEGATION_REVOKE = auto()
    AGENCY_MANAGE = auto()
    LIST_MANAGE = auto()
    TEMPLATE_MANAGE = auto()
    QUEUE_SERVE = auto()
    GUIDANCE_GIVE = auto()
    SITTING_KEEP = auto()
    DEVICE_MANAGE = auto()


class Role(StrEnum):
    """Roles on a thing. Officers have theirs through a ``Post``; see ``OFFICES``. ``RECEIVER`` is
    the one-stop officer of the centre that took a dossier in for another body."""

    OWNER = auto()
    HELPER = auto()
    PARTICIPANT = auto()
    RECEIVER = auto()
    CONSULTED = auto()
    SYSTEM = auto()
    ONE_STOP = auto()
    SPECIALIST = auto()
    HEAD = auto()
    CLERK = auto()
    DRAFTER = auto()
    CONTROLLER = auto()
    ADMINISTRATOR = auto()
    GUIDE = auto()


OFFICES = (
    Role.ONE_STOP,
    Role.SPECIALIST,
    Role.HEAD,
    Role.CLERK,
    Role.DRAFTER,
    Role.CONTROLLER,
    Role.ADMINISTRATOR,
    Role.GUIDE,
)

P = Permission
_APPLICANT = frozenset(
    {P.DOSSIER_READ, P.DOSSIER_BEGIN, P.DOSSIER_FILL, P.DOSSIER_SUBMIT, P.FILE_KEEP}
    | {P.PART_INVITE, P.APPOINTMENT_CHANGE, P.MESSAGE_TO_AGENCY}
)
_AT_THE_DESK = frozenset({P.PART_READ, P.PART_FILL, P.PART_RECORD})
_OFFICER = frozenset(
    {P.DOSSIER_READ, P.FILE_KEEP, P.BATCH_RUN, P.ORIGINAL_KEEP, P.INTERNAL_ASK, P.NOTE_WRITE}
)
_EXAMINER = frozenset({P.COMPONENT_CHECK, P.MESSAGE_TO_APPLICANT})

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _APPLICANT
    | {P.DOSSIER_CONFIRM_DRAFT, P.DOSSIER_WITHDRAW, P.SUPPLEMENT_ANSWER}
    | {P.RESULT_READ, P.ACCOUNT_USE, P.ABSENCE_RECORD},
    Role.HELPER: _APPLICANT | {P.SUPPLEMENT_ANSWER},
    Role.PARTICIPANT: frozenset({P.PART_READ, P.PART_FILL, P.PART_ANSWER}),
    Role.RECEIVER: frozenset({P.RECEIPT_READ, P.DOSSIER_ACCEPT, P.DOSSIER_RETURN}),
    Role.CONSULTED: frozenset({P.DOSSIER_READ}),
    Role.SYSTEM: frozenset(Permission),
    Role.ONE_STOP: _OFFICER
    | _EXAMINER
    | _AT_THE_DESK
    | {P.DOSSIER_ACCEPT, P.DOSSIER_REFUSE, P.DOSSIER_RETURN, P.DOSSIER_HAND_OVER}
    | {P.DOSSIER_TAKE_IN, P.RECEIPT_READ}
    | {P.SUPPLEMENT_ASK, P.EXTENSION_PROPOSE, P.PAYMENT_ASK, P.PAYMENT_RECORD}
    | {P.TASK_CLAIM, P.REMINDER_SEND, P.DOSSIER_ASSIST}
    | {P.ORIGINAL_TAKE, P.ORIGINAL_RETURN, P.APPOINTMENT_SET, P.PRESENCE_RECORD}
    | {P.PARTY_REGISTER, P.PARTY_CONFIRM, P.QUEUE_SERVE, P.GUIDANCE_GIVE},
    Role.SPECIALIST: _OFFICER
    | _EXAMINER
    | _AT_THE_DESK
    | {P.DOSSIER_PROCESS, P.DOSSIER_HAND_OVER, P.TASK_CLAIM}
    | {P.APPOINTMENT_SET, P.PRESENCE_RECORD}
    | {P.SUPPLEMENT_ASK, P.EXTENSION_PROPOSE, P.PAYMENT_ASK},
    Role.HEAD: _OFFICER
    | _EXAMINER
    | {P.DOSSIER_PROCESS, P.DOSSIER_DECIDE, P.DOSSIER_HAND_OVER, P.SIGNATURE_ASK}
    | {P.SUPPLEMENT_ASK, P.SUPPLEMENT_APPROVE, P.DOSSIER_STOP, P.DOSSIER_RECALENDAR}
    | {P.EXTENSION_PROPOSE, P.EXTENSION_DECIDE, P.TASK_CLAIM, P.TASK_ASSIGN}
    | {P.ABSENCE_RECORD, P.BATCH_OVERSEE, P.REMINDER_SEND, P.DOSSIER_REROUTE}
    | {P.DELEGATION_PROPOSE, P.DELEGATION_CONFIRM, P.DELEGATION_REVOKE},
    Role.CLERK: _OFFICER | {P.DOSSIER_NUMBER, P.SIGNATURE_ASK, P.TASK_CLAIM},
    Role.DRAFTER: frozenset({P.PROCEDURE_DESIGN, P.INTERNAL_ASK}),
    Role.CONTROLLER: frozenset(
        {P.PROCEDURE_DESIGN, P.PROCEDURE_PUBLISH, P.TEMPLATE_MANAGE, P.INTERNAL_ASK}
    ),
    Role.ADMINISTRATOR: frozenset(
        {P.PARTY_REGISTER, P.ACCOUNT_MANAGE, P.POST_MANAGE, P.AGENCY_MANAGE}
        | {P.LIST_MANAGE, P.CERTIFICATE_ISSUE, P.FILE_KEEP, P.DEVICE_MANAGE}
        | {P.DELEGATION_PROPOSE, P.DELEGATION_REVOKE, P.DOSSIER_REROUTE}
    ),
    Role.GUIDE: frozenset({P.GUIDANCE_GIVE, P.SITTING_KEEP}),
}


class Guarded(Protocol):
    """A thing on which actors have roles."""

    def roles_of(self, actor: Actor) -> frozenset[Role]: ...


class NotPermitted(Refusal):
    code = "not-permitted"
    message = _("You are not allowed to do this.")
    advice = _("If this is your task, choose the post in which you act, or ask your head of unit.")


def may(actor: Actor, permission: Permission, *, on: Guarded) -> bool:
    """For templates and lists: whether to show the button."""
    return any(permission in PERMISSIONS[role] for role in on.roles_of(actor))


def require(actor: Actor, permission: Permission, *, on: Guarded) -> None:
    """First line of every action: raise NotPermitted unless ``actor`` may."""
    if not may(actor, permission, on=on):
        raise NotPermitted(permission=permission)
