"""What can be done to a dossier. One function, one use case, one transaction, one event.

Every action: names its actor (``by``), checks the permission first, locks the row, refuses with
a ``Refusal``, changes, records, returns what it changed. No request, no template, no network: slow
or outside work is a reaction to the event. ``at`` is the moment by ``core.clock``; a caller that
already read the clock hands it on.
"""

from .answering import attach_correction, correct, detach_correction, send_supplement
from .arriving import arrive
from .asking import approve_supplement, ask_supplement, refuse_supplement
from .checking import check_components
from .closing import ask_withdrawal, drop_withdrawal, refuse, stop
from .deciding import (
    approve,
    paper_signed,
    reserve_result,
    seal,
    sealed,
    sign_paper_again,
    signature_lost,
    signed,
)
from .denying import propose_negative
from .extending import draft_extension, extend, propose_extension, refuse_extension
from .filing import submit
from .filling import (
    attach,
    begin,
    choose_agency,
    detach,
    discard,
    save_answers,
    settle_disputes,
)
from .inviting import expire_invitation, invite, remind, withdraw_invitation
from .joining import (
    confirm_part,
    decline_part,
    open_part,
    read_part,
    record_part_at_desk,
    save_part,
)
from .owing import ask_payment, meet_payment
from .papering import file_paper
from .reading import read_book, read_content, read_control_slip, read_file
from .recalendaring import apply_calendar, apply_to_given
from .receiving import accept, forward, start_process
from .reminding import remind_officers
from .renewing import renew
from .returning import hand_over_outside, record_outside_result, return_result
from .talking import mark_read, send_message, write_note
from .uploading import begin_upload, finish_upload
from .working import answer_received, complete_task, confirm_draft, send_back, take_silence

__all__ = [
    "accept",
    "answer_received",
    "apply_calendar",
    "apply_to_given",
    "approve",
    "approve_supplement",
    "arrive",
    "ask_payment",
    "ask_supplement",
    "ask_withdrawal",
    "attach",
    "attach_correction",
    "begin",
    "begin_upload",
    "check_components",
    "choose_agency",
    "complete_task",
    "confirm_draft",
    "confirm_part",
    "correct",
    "decline_part",
    "detach",
    "detach_correction",
    "discard",
    "draft_extension",
    "drop_withdrawal",
    "expire_invitation",
    "extend",
    "file_paper",
    "finish_upload",
    "forward",
    "hand_over_outside",
    "invite",
    "mark_read",
    "meet_payment",
    "open_part",
    "paper_signed",
    "propose_extension",
    "propose_negative",
    "read_book",
    "read_content",
    "read_control_slip",
    "read_file",
    "read_part",
    "record_outside_result",
    "record_part_at_desk",
    "refuse",
    "refuse_extension",
    "refuse_supplement",
    "remind",
    "remind_officers",
    "renew",
    "reserve_result",
    "return_result",
    "save_answers",
    "save_part",
    "seal",
    "sealed",
    "send_back",
    "send_message",
    "send_supplement",
    "settle_disputes",
    "sign_paper_again",
    "signature_lost",
    "signed",
    "start_process",
    "stop",
    "submit",
    "take_silence",
    "withdraw_invitation",
    "write_note",
]
