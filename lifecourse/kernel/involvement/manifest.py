"""What involvement declares upward."""

from lifecourse.kernel.base.manifest import Held, Manifest, NavigationItem

from . import policy, queries

MANIFEST = Manifest(
    app="involvement",
    title="Involvement",
    events={
        "involvement.service_created": "added a service",
        "involvement.source_created": "set up an agency's list",
        "involvement.source_changed": "changed how an agency's list is kept",
        "involvement.list_received": "sent a file of an agency's list",
        "involvement.columns_matched": "matched the columns of an agency's list",
        "involvement.list_checked": "checked a file of an agency's list",
        "involvement.load_queued": "asked for a checked list to be loaded",
        "involvement.list_loaded": "loaded an agency's list",
        "involvement.list_refused": "had a file of an agency's list refused",
        "involvement.list_abandoned": "threw away a file of an agency's list",
        "involvement.report_downloaded": "downloaded the rejected rows of an agency's list",
        "involvement.recorded": "wrote down that a service works with the person",
        "involvement.ended": "wrote down that a service no longer works with the person",
        "involvement.parted": "said that a row of a list is not about the person",
        "involvement.linking_on": "agreed that the engine links rows of lists to people",
        "involvement.linking_off": "ended the agreement that the engine links rows of lists to people",
        "involvement.linked_by_rule": "linked a row of a list to the person, by the agreed rule",
        "involvement.facts_told": "took up new facts about the person from a list",
        "involvement.shown": "was shown which services work with the person",
        "involvement.seen": "saw which services work with the person, in detail",
        "involvement.leads_seen": "looked up the person's lead professionals",
    },
    capabilities=policy.CAPABILITIES,
    timeline=queries.timeline,
    held=(Held(title="Spells with services", count=queries.held_about, columns=("involvement.involvement.person",)),),
    at_stake=queries.at_stake,
    navigation=(NavigationItem(title="Lists", url_name="involvement:lists", capability=policy.SEE_LISTS, order=60),),
)
