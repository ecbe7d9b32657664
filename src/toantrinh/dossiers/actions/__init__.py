"""What can be done to a dossier. One function, one use case, one transaction, one event.

Every action: names its actor (``by``), checks the permission first, locks the row, refuses with
a ``Refusal``, changes, records, returns what it changed. No request, no template, no network: slow
or outside work is a reaction to the event. ``at`` is the moment by ``core.clock``; a caller that
already read the clock hands it on.
"""

from .answering import attach_correction, correct, detach_correction, send_supplement
from .arriving import arrive
from .asking import approve_supplement, ask_supplement, refuse_supplement
from .assigning import (
    accept_handover,
    assign,
    claim,
    decline_handover,
    hand_over,
    pass_to_head,
    release,
    take_back_handover,
)
from .batching import (
    begin_now,
    check_next,
    confirm_batch,
    finish_batch,
    finish_check,
    look_at_draft,
    make_batch,
    put_aside,
    recall_batch,
    work_next,
)
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
from .reminding import remind_officers, urge
from .renewing import renew
from .returning import hand_over_outside, record_outside_result, return_result
from .sharing import (
    assign_by_rule,
    keep_unsent,
    remove_filter,
    save_filter,
    set_sharing,
)
from .uploading import begin_upload, finish_upload
from .working import answer_received, complete_task, confirm_draft, send_back, take_silence

__all__ = [
    "accept",
    "accept_handover",
    "answer_received",
    "apply_calendar",
    "apply_to_given",
    "approve",
    "approve_supplement",
    "arrive",
    "ask_payment",
    "ask_supplement",
    "ask_withdrawal",
    "assign",
    "assign_by_rule",
    "attach",
    "attach_correction",
    "begin",
    "begin_now",
    "begin_upload",
    "check_next",
    "choose_agency",
    "claim",
    "complete_task",
    "confirm_batch",
    "confirm_draft",
    "confirm_part",
    "correct",
    "decline_handover",
    "decline_part",
    "detach",
    "detach_correction",
    "discard",
    "draft_extension",
    "drop_withdrawal",
    "expire_invitation",
    "extend",
    "file_paper",
    "finish_batch",
    "finish_check",
    "finish_upload",
    "forward",
    "hand_over",
    "hand_over_outside",
    "invite",
    "keep_unsent",
    "look_at_draft",
    "make_batch",
    "meet_payment",
    "open_part",
    "paper_signed",
    "pass_to_head",
    "propose_extension",
    "propose_negative",
    "put_aside",
    "read_book",
    "read_content",
    "read_control_slip",
    "read_file",
    "read_part",
    "recall_batch",
    "record_outside_result",
    "record_part_at_desk",
    "refuse",
    "refuse_extension",
    "refuse_supplement",
    "release",
    "remind",
    "remind_officers",
    "remove_filter",
    "renew",
    "reserve_result",
    "return_result",
    "save_answers",
    "save_filter",
    "save_part",
    "seal",
    "sealed",
    "send_back",
    "send_supplement",
    "set_sharing",
    "settle_disputes",
    "sign_paper_again",
    "signature_lost",
    "signed",
    "start_process",
    "stop",
    "submit",
    "take_back_handover",
    "take_silence",
    "urge",
    "withdraw_invitation",
    "work_next",
]
