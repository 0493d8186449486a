"""The scorecard: the partnership's core data beside areas like ours, the region and England.

Statute: Children Act 2004 s16E to s16J and Working Together (the partners publish, at least yearly, what they did and
how effective it was). Figures are published by the Department for Education, worked out from our own records, or typed
with their source; the three are never mixed. Its words: docs/domains/scorecard.md.
"""
