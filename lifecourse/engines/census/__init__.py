"""Statutory returns about children in need: read, checked and counted, without the web application.

A return is read once, streaming, into tables of an in-process DuckDB (`store.py`); every rule and every indicator is
then a question in SQL over those tables that an analyst can read. Source: Department for Education, CIN census guides
and schemas 2018 to 2026.
"""
