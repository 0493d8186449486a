"""The front door (MASH): concerns about children and adults, from first word to recorded decision and feedback.

Statute and guidance: Children Act 1989 ss. 17 and 47, Children Act 2004 ss. 10, 11 and 16, Care Act 2014 s. 42;
Working Together (a decision on next steps within one working day of a referral).

Words: a **concern** is what somebody told us (a contact); a **referral** is what a service accepts from us. A
**subject** is somebody or something the concern is about, as told; a **person** is a record of the index. A
**background check** asks agencies whether somebody is known or open to them. A **decision** says the level of need and
one or more **outcomes**. **Feedback** is what the reporter may be told.
"""
