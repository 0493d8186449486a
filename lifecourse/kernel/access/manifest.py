"""What access declares upward."""

from lifecourse.kernel.base.manifest import Manifest

from . import policy

MANIFEST = Manifest(
    app="access",
    title="Access",
    events={
        "access.user_created": "made an account",
        "access.user_left": "recorded a leaver",
        "access.circle_created": "made a circle",
        "access.roles_loaded": "loaded the roles",
        "access.membership_granted": "let somebody into a circle",
        "access.membership_ended": "ended a membership",
    },
    capabilities={
        policy.ADMINISTER: "Make accounts, circles and memberships",
        policy.BREAK_GLASS: "Open a circle in an emergency, for 60 minutes",
        policy.REVIEW: "Review every use of break-glass",
        policy.SEAL: "Seal a record, and say who may see it",
    },
)
