"""What access declares upward."""

from lifecourse.kernel.base.manifest import Manifest, NavigationItem

from . import policy, worklist

MANIFEST = Manifest(
    app="access",
    title="Access",
    events={
        "access.user_created": "made an account",
        "access.user_invited": "sent an invitation to set a password",
        "access.user_left": "recorded a leaver",
        "access.password_changed": "set a new password",
        "access.second_factor_reset": "removed somebody's second factors",
        "access.circle_created": "made a circle",
        "access.circle_sealed": "made a sealed circle",
        "access.roles_loaded": "loaded the roles",
        "access.membership_granted": "let somebody into a circle",
        "access.membership_ended": "ended a membership",
        "access.membership_confirmed": "confirmed that a membership is still needed",
        "access.glass_broken": "opened a circle in an emergency",
        "access.glass_ended": "ended an emergency opening",
        "access.glass_reviewed": "reviewed an emergency opening",
        "access.glass_escalated": "escalated an emergency opening that nobody reviewed in time",
        "access.glass_alerted": "sent word of an emergency opening",
        "access.signed_in": "signed in",
        "access.signed_out": "signed out, or was signed out",
        "access.sign_in_failed": "failed to sign in",
        "access.locked_out": "was locked out for a while",
        "access.reset_asked": "asked for a link to set a new password",
        "access.second_factor_changed": "changed their second factors",
        "access.sessions_ended": "signed out elsewhere",
    },
    capabilities={
        policy.ADMINISTER: "Make accounts, circles and memberships",
        policy.BREAK_GLASS: "Open a circle in an emergency, for 60 minutes",
        policy.REVIEW: "Review every use of break-glass",
        policy.SEAL: "Seal a record, and say who may see it",
    },
    code_lists=("break_glass_reason",),
    navigation=(
        NavigationItem(title="Users and circles", url_name="access:users", capability=policy.ADMINISTER, order=90),
        NavigationItem(title="Emergency reviews", url_name="access:glass", capability=policy.REVIEW, order=91),
        NavigationItem(
            title="Emergency access", url_name="access:break_glass", capability=policy.BREAK_GLASS, order=95
        ),
        NavigationItem(title="Trail", url_name="access:trail", capability="audit.view", order=92),
    ),
    worklist=worklist.items,
)
