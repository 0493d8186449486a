"""Every write of access: accounts, circles and memberships, emergencies, and the trail of signing in."""

from .accounts import create_user, invite_user, record_leaver, reset_second_factor, set_password
from .circles import (
    confirm_membership,
    create_circle,
    create_sealed_circle,
    end_membership,
    grant_membership,
    grant_memberships,
    load_roles,
)
from .emergency import (
    break_glass,
    end_break_glass,
    escalate_break_glass,
    mark_break_glass_alerted,
    review_break_glass,
)
from .sign_in import (
    end_session,
    end_sessions_of,
    note_failed_sign_in,
    note_lock_out,
    note_reset_asked,
    note_second_factor,
    note_sign_in,
    note_sign_out,
)

__all__ = [
    "break_glass",
    "confirm_membership",
    "create_circle",
    "create_sealed_circle",
    "create_user",
    "end_break_glass",
    "end_membership",
    "end_session",
    "end_sessions_of",
    "escalate_break_glass",
    "grant_membership",
    "grant_memberships",
    "invite_user",
    "load_roles",
    "mark_break_glass_alerted",
    "note_failed_sign_in",
    "note_lock_out",
    "note_reset_asked",
    "note_second_factor",
    "note_sign_in",
    "note_sign_out",
    "record_leaver",
    "reset_second_factor",
    "review_break_glass",
    "set_password",
]
