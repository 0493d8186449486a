"""The front door (MASH): concerns about children and adults, from first word to recorded decision and feedback."""
