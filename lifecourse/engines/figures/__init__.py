"""Figures as people publish them: what is known, what is hidden, what was never there, and how a number is rounded."""
