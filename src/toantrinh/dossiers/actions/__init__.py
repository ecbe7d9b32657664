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
from .assisting import (
    begin_for,
    confirm_by_code,
    confirm_by_signature,
    note_assistance,
    record_not_confirmed,
    send_code,
    take_in,
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
from .checking import check_components
from .closing import ask_withdrawal, drop_withdrawal, refuse, stop
from .consulting import give_late_opinion, go_on_without
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
from .exporting import (
    ask_export,
    collect_exports,
    drop_export,
    fetch_export,
    write_export,
)
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
from .internal import (
    begin_internal,
    pass_on_request,
    release_attached,
    retry_effect,
    take_effect,
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
from .keeping import return_original, take_original
from .linking import hear_linked, open_linked
from .meeting import (
    cancel_appointment,
    choose_appointment,
    propose_appointment,
    record_presence,
    remind_of_appointment,
    set_appointment,
)
from .owing import ask_payment, meet_payment
from .papering import file_paper
from .reading import (
    read_book,
    read_content,
    read_control_slip,
    read_file,
    read_handover,
    read_items,
    read_original,
    read_receipt,
    read_slip,
)
from .recalendaring import apply_calendar, apply_to_given
from .receiving import accept, forward, start_process
from .reminding import remind_officers, urge
from .renewing import renew
from .rerouting import end_rerouting, keep_where_it_is, order_rerouting, reroute
from .returning import hand_over_outside, record_outside_result, return_result
from .scanning import scan_stack, sort_stack
from .sharing import (
    assign_by_rule,
    keep_unsent,
    remove_filter,
    save_filter,
    set_sharing,
)
from .talking import mark_read, send_message, write_note
from .transferring import accept_item, keep_item, make_handover, miss_item
from .uploading import begin_upload, finish_upload
from .working import answer_received, complete_task, confirm_draft, send_back, take_silence

__all__ = [
    "accept",
    "accept_handover",
    "accept_item",
    "answer_received",
    "apply_calendar",
    "apply_to_given",
    "approve",
    "approve_supplement",
    "arrive",
    "ask_export",
    "ask_payment",
    "ask_supplement",
    "ask_withdrawal",
    "assign",
    "assign_by_rule",
    "attach",
    "attach_correction",
    "begin",
    "begin_for",
    "begin_internal",
    "begin_now",
    "begin_upload",
    "cancel_appointment",
    "check_components",
    "check_next",
    "choose_agency",
    "choose_appointment",
    "claim",
    "collect_exports",
    "complete_task",
    "confirm_batch",
    "confirm_by_code",
    "confirm_by_signature",
    "confirm_draft",
    "confirm_part",
    "correct",
    "decline_handover",
    "decline_part",
    "detach",
    "detach_correction",
    "discard",
    "draft_extension",
    "drop_export",
    "drop_withdrawal",
    "end_rerouting",
    "expire_invitation",
    "extend",
    "fetch_export",
    "file_paper",
    "finish_batch",
    "finish_check",
    "finish_upload",
    "forward",
    "give_late_opinion",
    "go_on_without",
    "hand_over",
    "hand_over_outside",
    "hear_linked",
    "invite",
    "keep_item",
    "keep_unsent",
    "keep_where_it_is",
    "look_at_draft",
    "make_batch",
    "make_handover",
    "mark_read",
    "meet_payment",
    "miss_item",
    "note_assistance",
    "open_linked",
    "open_part",
    "order_rerouting",
    "paper_signed",
    "pass_on_request",
    "pass_to_head",
    "propose_appointment",
    "propose_extension",
    "propose_negative",
    "put_aside",
    "read_book",
    "read_content",
    "read_control_slip",
    "read_file",
    "read_handover",
    "read_items",
    "read_original",
    "read_part",
    "read_receipt",
    "read_slip",
    "recall_batch",
    "record_not_confirmed",
    "record_outside_result",
    "record_part_at_desk",
    "record_presence",
    "refuse",
    "refuse_extension",
    "refuse_supplement",
    "release",
    "release_attached",
    "remind",
    "remind_of_appointment",
    "remind_officers",
    "remove_filter",
    "renew",
    "reroute",
    "reserve_result",
    "retry_effect",
    "return_original",
    "return_result",
    "save_answers",
    "save_filter",
    "save_part",
    "scan_stack",
    "seal",
    "sealed",
    "send_back",
    "send_code",
    "send_message",
    "send_supplement",
    "set_appointment",
    "set_sharing",
    "settle_disputes",
    "sign_paper_again",
    "signature_lost",
    "signed",
    "sort_stack",
    "start_process",
    "stop",
    "submit",
    "take_back_handover",
    "take_effect",
    "take_in",
    "take_original",
    "take_silence",
    "urge",
    "withdraw_invitation",
    "work_next",
    "write_export",
    "write_note",
]
