"""Letters: what we tell people outside Lifecourse, by which way, and whether it arrived.

A letter is one message to one recipient, by e-mail, telephone, post, or on an agency's desk. Its words are fixed and
dated (`wording`); an e-mail carries a reference and a link, never anything about a person. The row is the record; the
job queue only hurries it along, and the reconciler finds what the queue lost.
"""
