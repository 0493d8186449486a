"""Who is to do what by when, what came of it, and the evidence."""
