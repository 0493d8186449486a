"""Every write of annual reports: `@command`, keyword-only. May I, can it, change it, say so, give it back."""

from .freezing import correct_report, freeze_report, publish_edition
from .managing import give_reason, start_report, take_back_reason
from .writing import comment, give_section, move_section, settle_comment, write_section

__all__ = [
    "comment",
    "correct_report",
    "freeze_report",
    "give_reason",
    "give_section",
    "move_section",
    "publish_edition",
    "settle_comment",
    "start_report",
    "take_back_reason",
    "write_section",
]
