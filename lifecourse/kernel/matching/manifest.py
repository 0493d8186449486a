"""What matching declares upward."""

from lifecourse.kernel.base.manifest import Manifest, NavigationItem

MANIFEST = Manifest(
    app="matching",
    title="Matching",
    events={
        "matching.decided_same": "decided that two records are one person",
        "matching.decided_different": "decided that two records are different people",
        "matching.left_unsure": "was not sure whether two records are one person",
        "matching.pairs_proposed": "put pairs of records into the review queue",
        "matching.pairs_weighed": "looked anew at what is at stake in the pairs that wait",
    },
    navigation=(NavigationItem(title="Find a person", url_name="web:search", capability="people.search", order=30),),
)
