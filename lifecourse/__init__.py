"""Lifecourse: multi-agency safeguarding, for children and adults, across the life course."""
