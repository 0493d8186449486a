"""Vertical slices, all built to one plan (ARCHITECTURE.md)."""
