"""What changes people, posts and agencies."""

from .agencies import create_agency, load_agencies, merge_agencies, party_of
from .people import (
    change_password,
    close_account,
    confirm_number,
    look_up,
    note_failed_sign_in,
    note_sign_in,
    open_account,
    register,
    register_party,
)
from .posts import end_post, give_post

__all__ = [
    "change_password",
    "close_account",
    "confirm_number",
    "create_agency",
    "end_post",
    "give_post",
    "load_agencies",
    "look_up",
    "merge_agencies",
    "note_failed_sign_in",
    "note_sign_in",
    "open_account",
    "party_of",
    "register",
    "register_party",
]
