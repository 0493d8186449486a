"""What the scorecard declares upward: events and their sentences, capabilities, navigation, retention."""

from lifecourse.kernel.base.manifest import Manifest, NavigationItem

from . import policy

MANIFEST = Manifest(
    app="scorecard",
    title="Scorecard",
    events={
        "scorecard.register_loaded": "loaded the register of indicators, areas and neighbours",
        "scorecard.publication_loaded": "loaded a publication",
        "scorecard.report_typed": "loaded the retyped core data of a report",
        "scorecard.figure_typed": "typed a figure with its source",
        "scorecard.local_taken": "took working figures from our own records onto the scorecard",
        "scorecard.front_door_taken": "counted the front door’s year, and the one before, for the scorecard",
        "scorecard.narrated": "said what a figure of the scorecard means",
        "scorecard.owned": "became the owner of an indicator",
        "scorecard.action_asked": "asked for an action about a figure of the scorecard",
        "scorecard.local_seen": "saw working figures of our own on the scorecard",
        "scorecard.exported": "took the scorecard out as a file",
    },
    capabilities=policy.CAPABILITIES,
    navigation=(NavigationItem(title="Scorecard", url_name="scorecard:list", capability=policy.VIEW, order=60),),
    retention_class="scorecard",
)
