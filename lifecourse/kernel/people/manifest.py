"""What people declare upward."""

from lifecourse.kernel.base.manifest import Manifest

from . import policy

MANIFEST = Manifest(
    app="people",
    title="People",
    events={
        "people.searched": "searched the index of people",
        "people.shown": "was shown this person in a list of results",
        "people.opened": "opened the record",
        "people.added": "added the person",
    },
    capabilities=policy.CAPABILITIES,
)
