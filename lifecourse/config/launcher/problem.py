"""What the launcher says when it cannot go on: one sentence, never a traceback."""


class Problem(Exception):
    """A plain sentence for the person at the terminal: what is wrong and what to do about it."""
