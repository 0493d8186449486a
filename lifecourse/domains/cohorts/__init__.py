"""Cohorts: who is on which agency's list and who on none that should have them, for an agreed purpose and a time.

Statute: Education Act 1996 s436A (children missing education), Children Act 2004 s10 and s11, Care Act 2014 s58
(transition); UK GDPR art. 5(1)(b) (purpose) and 5(1)(e) (time). Its words: docs/domains/cohorts.md.
"""
