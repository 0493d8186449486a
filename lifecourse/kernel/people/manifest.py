"""What people declare upward."""

from lifecourse.kernel.base.manifest import Manifest

from . import policy, queries

MANIFEST = Manifest(
    app="people",
    title="People",
    events={
        "people.searched": "searched the index of people",
        "people.shown": "was shown this person in a list of results",
        "people.opened": "opened the record",
        "people.added": "added the person",
        "people.name_added": "added a name",
        "people.details_corrected": "corrected the details",
        "people.birth_recorded": "recorded the birth",
        "people.death_recorded": "recorded the death",
        "people.identifier_added": "added a number",
        "people.address_added": "added an address",
        "people.address_protected": "changed whether an address may be told",
        "people.contact_added": "added a telephone number or e-mail address",
        "people.fact_ended": "ended a fact",
        "people.relationship_added": "added a relationship",
        "people.relationship_ended": "ended a relationship",
        "people.flag_raised": "raised a flag",
        "people.flag_ended": "ended a flag",
        "people.compared": "compared the record with another",
        "people.compared_as": "decided about two records",
        "people.comparison_withdrawn": "withdrew a decision about two records",
        "people.merged": "joined the record to another",
        "people.unmerged": "undid a merge",
        "people.separated": "took the record out of those it was joined to",
        "people.sealed": "sealed the record",
        "people.unsealed": "unsealed the record",
        "people.identity_protected": "protected a new identity",
    },
    capabilities=policy.CAPABILITIES,
    code_lists=("address_kind", "ethnicity", "flag_kind", "relationship"),
    timeline=queries.timeline,
    held=queries.HELD,
)
