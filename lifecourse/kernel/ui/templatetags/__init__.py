"""Template tags: one library, `ui`, built in to every template."""
