"""Who gets in, what they see, and how they get out."""
