"""What matching declares upward."""

from lifecourse.kernel.base.manifest import Manifest, NavigationItem

MANIFEST = Manifest(
    app="matching",
    title="Matching",
    events={
        "matching.decided_same": "decided that two records are one person",
        "matching.decided_different": "decided that two records are different people",
        "matching.left_unsure": "was not sure whether two records are one person",
    },
    navigation=(NavigationItem(title="Find a person", url_name="web:search", capability="people.search", order=30),),
)
