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
    },
    capabilities=policy.CAPABILITIES,
    navigation=(NavigationItem(title="Scorecard", url_name="scorecard:list", capability=policy.VIEW, order=60),),
    retention_class="scorecard",
)
