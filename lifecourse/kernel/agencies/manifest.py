"""What agencies declares upward."""

from lifecourse.kernel.base.manifest import Manifest, NavigationItem

from . import policy

MANIFEST = Manifest(
    app="agencies",
    title="Agencies",
    events={
        "agencies.organisation_created": "added an organisation",
        "agencies.organisation_changed": "changed an organisation",
        "agencies.team_created": "added a team",
        "agencies.team_changed": "changed a team",
        "agencies.area_created": "added an area",
        "agencies.place_created": "added a place",
        "agencies.post_started": "recorded where somebody works",
        "agencies.post_ended": "recorded that somebody left a post",
        "agencies.contact_point_added": "added a contact point",
        "agencies.contact_point_verified": "verified a contact point",
        "agencies.contact_point_ended": "ended a contact point",
        "agencies.email_domain_added": "bound an e-mail domain to an organisation",
        "agencies.email_domain_ended": "unbound an e-mail domain",
    },
    capabilities={policy.ADMINISTER: "Keep the directory of organisations, teams and their verified addresses"},
    navigation=(NavigationItem(title="Agencies", url_name="agencies:list", capability=policy.ADMINISTER, order=93),),
    code_lists=("agency_type",),
)
