"""Organisations, their teams, places and desks, who works where, and how each is reached."""
