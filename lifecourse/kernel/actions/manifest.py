"""What actions declares upward."""

from lifecourse.kernel.base.manifest import Held, Manifest, NavigationItem

from . import policy, queries

MANIFEST = Manifest(
    app="actions",
    title="Actions",
    events={
        "actions.asked": "asked an agency to do something",
        "actions.accepted": "accepted an action",
        "actions.declined": "declined an action",
        "actions.result_recorded": "said what came of an action",
        "actions.evidenced": "said that an action is evidenced",
        "actions.withdrawn": "withdrew an action",
        "actions.given": "gave an action to somebody else",
        "actions.moved": "moved actions with the record they are about",
        "actions.opened": "opened an action",
        "actions.listed": "looked at the list of actions",
    },
    capabilities=policy.CAPABILITIES,
    navigation=(NavigationItem(title="Actions", url_name="actions:list", capability=policy.VIEW, order=40),),
    clocks=("safe_and_well_visit", "follow_up", "strategy_discussion"),
    timeline=queries.timeline,
    held=(
        Held(title="Actions", count=queries.held_about, columns=("actions.action.person",)),
        Held(title="Time limits of actions", count=queries.clocks_about),
    ),
    worklist=queries.worklist,
)
