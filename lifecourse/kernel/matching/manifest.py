"""What matching declares upward."""

from lifecourse.kernel.base.manifest import Held, Manifest, NavigationItem

from . import policy, queries

MANIFEST = Manifest(
    app="matching",
    title="Matching",
    events={
        "matching.decided_same": "decided that two records are one person",
        "matching.decided_different": "decided that two records are different people",
        "matching.left_unsure": "was not sure whether two records are one person",
        "matching.verdict_given": "gave a verdict on two records that may be one person",
        "matching.pairs_shown": "was shown the list of possible duplicates",
        "matching.quality_seen": "looked at how good the matching of people is",
        "matching.pairs_proposed": "put pairs of records into the review queue",
        "matching.pairs_weighed": "looked anew at what is at stake in the pairs that wait",
    },
    capabilities=policy.CAPABILITIES,
    worklist=queries.worklist,
    held=(
        Held(
            title="Pairs of the review queue",
            count=queries.pairs_about,
            columns=("matching.pair.person", "matching.pair.other"),
        ),
    ),
    navigation=(
        # First: the room's own list, where its work waits.
        NavigationItem(title="Possible duplicates", url_name="matching:queue", capability=policy.REVIEW, order=62),
        NavigationItem(title="Find a person", url_name="web:search", capability="people.search", order=30),
        NavigationItem(title="Data quality", url_name="matching:quality", capability=policy.SEE_QUALITY, order=64),
    ),
)
