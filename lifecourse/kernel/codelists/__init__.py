"""Dated lists that people choose from, read or count, with their source; entries are closed, never deleted."""
