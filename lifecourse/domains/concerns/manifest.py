"""What the front door declares upward."""

from lifecourse.kernel.base.manifest import Manifest, NavigationItem

from . import policy, queries, rules

MANIFEST = Manifest(
    app="concerns",
    title="Concerns",
    events={
        "concerns.received": "sent a concern",
        "concerns.draft_saved": "saved a draft",
        "concerns.draft_opened": "opened their own draft",
        "concerns.drafts_listed": "looked at their own drafts",
        "concerns.draft_discarded": "threw away a draft",
        "concerns.opened": "opened the concern",
        "concerns.listed": "was shown the concern in a list",
        "concerns.screening_started": "began to screen the concern",
        "concerns.assigned": "gave the concern to somebody",
        "concerns.rated": "rated the concern",
        "concerns.subject_added": "added somebody the concern is about",
        "concerns.subject_matched": "said who the concern is about",
        "concerns.linked": "linked the concern to another",
        "concerns.unlinked": "undid the link to another concern",
        "concerns.note_added": "wrote a note",
        "concerns.note_struck": "struck out a note",
        "concerns.check_asked": "asked agencies",
        "concerns.check_answered": "answered the check",
        "concerns.check_declined": "declined to answer the check",
        "concerns.check_withdrawn": "withdrew the question",
        "concerns.decided": "decided the concern",
        "concerns.signed": "signed the decision",
        "concerns.decision_returned": "returned the decision to be made again",
        "concerns.feedback_given": "told the reporter",
        "concerns.new_fact_recorded": "said whether it was new to those already involved",
        "concerns.delay_explained": "said why a time limit was passed",
        "concerns.closed": "closed the concern",
        "concerns.reopened": "opened the concern again",
        "concerns.sealed": "sealed the concern",
    },
    capabilities=policy.CAPABILITIES,
    timeline=queries.timeline,
    worklist=queries.worklist_items,
    clocks=(
        rules.DECISION_CLOCK,
        *rules.RATING_CLOCK.values(),
        *rules.CHECK_CLOCK.values(),
        rules.SIGNATURE_CLOCK,
        rules.FEEDBACK_CLOCK,
    ),
    navigation=(
        NavigationItem(title="Concerns", url_name="concerns:worklist", capability=policy.VIEW, order=10),
        NavigationItem(title="Take a call", url_name="concerns:new", capability=policy.TAKE_IN, order=15),
        NavigationItem(title="Asked of us", url_name="concerns:desk", capability=policy.ANSWER, order=20),
        NavigationItem(title="Tell the hub", url_name="concerns:drafts", capability=policy.SEND, order=30),
        NavigationItem(title="Figures", url_name="concerns:figures", capability=policy.FIGURES, order=60),
    ),
)
