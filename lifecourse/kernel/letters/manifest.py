"""What letters declares upward."""

from lifecourse.kernel.base.manifest import Manifest, NavigationItem

from . import policy, queries

MANIFEST = Manifest(
    app="letters",
    title="Letters",
    events={
        "letters.queued": "queued a letter",
        "letters.sending": "took a letter to send it",
        "letters.sent": "sent a letter",
        "letters.failed": "could not send a letter yet",
        "letters.undeliverable": "found that a letter cannot be delivered",
        "letters.resent": "sent a letter again",
        "letters.told_by_phone": "told somebody by telephone",
        "letters.requeued": "queued again a letter whose job was lost",
        "letters.moved": "moved letters with the record they tell of",
        "letters.break_glass_told": "wrote to the reviewers of emergency access",
        "letters.opened": "read a letter",
        "letters.listed": "looked at the list of letters",
    },
    capabilities={
        policy.VIEW: "Read the letters of a circle, and to whom they went",
        policy.SEND: "Send letters from a circle, send them again, and tell people by telephone",
    },
    navigation=(NavigationItem(title="Letters", url_name="letters:list", capability=policy.VIEW, order=80),),
    worklist=queries.worklist,
)
