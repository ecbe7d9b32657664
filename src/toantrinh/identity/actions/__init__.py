"""What changes people, posts, agencies and the register of delegations."""

from .absences import call_off_absence, record_absence
from .agencies import create_agency, load_agencies, merge_agencies, party_of
from .delegations import (
    ActOfDelegation,
    Given,
    Scope,
    confirm_delegation,
    propose_delegation,
    refuse_delegation,
    revoke_delegation,
    withdraw_delegation,
)
from .people import (
    change_password,
    close_account,
    confirm_number,
    look_up,
    look_up_number,
    note_failed_sign_in,
    note_sign_in,
    open_account,
    register,
    register_party,
)
from .posts import end_post, give_post

__all__ = [
    "ActOfDelegation",
    "Given",
    "Scope",
    "call_off_absence",
    "change_password",
    "close_account",
    "confirm_delegation",
    "confirm_number",
    "create_agency",
    "end_post",
    "give_post",
    "load_agencies",
    "look_up",
    "look_up_number",
    "merge_agencies",
    "note_failed_sign_in",
    "note_sign_in",
    "open_account",
    "party_of",
    "propose_delegation",
    "record_absence",
    "refuse_delegation",
    "register",
    "register_party",
    "revoke_delegation",
    "withdraw_delegation",
]
