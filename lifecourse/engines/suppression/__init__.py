"""Statistical disclosure control: which counts of a table are hidden so that none can be worked back. Pure Python."""

from .grid import Gap, Grid, Protected, protect, unsafe
from .linked import Adds, can_be_worked_back, protect_linked

__all__ = ["Adds", "Gap", "Grid", "Protected", "can_be_worked_back", "protect", "protect_linked", "unsafe"]
