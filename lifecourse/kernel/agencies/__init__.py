"""Agencies: organisations, their teams, places, posts, desks and verified ways to reach them.

The partnership's own directory. Nothing here is about a child or an adult we worry about, so nothing has a circle; but
who may be written to decides where letters go, so every row is guarded and changed by commands alone.
"""
