"""Synthetic returns: invented children whose stories hang together and which the Department's checks would take.

Each return has every awkward case of the counting rules in it (`stories.py`); nothing in it is about anybody.
"""
