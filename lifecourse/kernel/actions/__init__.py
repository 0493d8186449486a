"""Actions: who does what by when, and how we know that it was done.

An action asked of another agency sits on that agency's desk, so that the hub and the agency see it and nobody else
does. A *community safe and well visit* is a visit to somebody worried about and known to nobody; it is not the police's
check of a child who was missing. "Done" is what the owner says; "evidenced" is what a second person has seen.
"""
