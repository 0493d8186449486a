"""The annual report: its sections, written from figures that can be followed home; frozen, checked, published.

Statute: Children Act 2004 s16G(7) (safeguarding partners) and s14A (boards until 2019); Care Act 2014 Schedule 2
paragraph 4 (adults boards). Its words: docs/domains/annual_report.md.
"""
