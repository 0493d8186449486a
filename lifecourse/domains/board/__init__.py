"""Board: the partnership's money, by financial year: who gives what, what it is spent on, and what is left.

Guidance: Working Together to Safeguard Children (the yearly report says what was spent, who gave it, and what for);
Care Act 2014 Schedule 2 (an adults' board's funds). Its words: docs/domains/board.md.
"""
