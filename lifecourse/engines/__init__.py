"""Pure Python, no Django: usable alone."""
