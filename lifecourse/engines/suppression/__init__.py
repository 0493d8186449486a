"""Statistical disclosure control: which counts of a table are hidden so that none can be worked back. Pure Python."""

from .grid import Gap, Grid, Protected, protect, unsafe

__all__ = ["Gap", "Grid", "Protected", "protect", "unsafe"]
