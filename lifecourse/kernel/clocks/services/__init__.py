"""Commands on clocks.

Those that start, meet, stop, pause, resume, restart and move clocks, and that give the reason for a delay, are called
by the commands of the rooms above, which have asked their own policy already: here `actor` is taken for the record, and
nobody's leave is asked again. No page may call them directly.
"""

from .breaches import give_breach_reason
from .loading import load_calendar, load_rules
from .running import (
    meet_clock,
    move_clocks,
    pause_clock,
    restart_clock,
    resume_clock,
    start_clock,
    stop_clock,
    stop_clocks,
)
from .sweeping import sweep_clocks

__all__ = [
    "give_breach_reason",
    "load_calendar",
    "load_rules",
    "meet_clock",
    "move_clocks",
    "pause_clock",
    "restart_clock",
    "resume_clock",
    "start_clock",
    "stop_clock",
    "stop_clocks",
    "sweep_clocks",
]
