"""What cohorts declare upward: events and their sentences, capabilities, navigation, code lists, retention."""

from lifecourse.kernel.base.manifest import Held, Manifest, NavigationItem

from . import policy, queries

MANIFEST = Manifest(
    app="cohorts",
    title="Cohorts",
    events={
        "cohorts.started": "started a cohort",
        "cohorts.changed": "wrote a new version of the cohort",
        "cohorts.agreed": "agreed the cohort",
        "cohorts.ended": "ended the cohort",
        "cohorts.run_asked": "asked for a run of the cohort",
        "cohorts.run_begun": "began a run of the cohort",
        "cohorts.run_done": "ran the cohort",
        "cohorts.run_failed": "could not run the cohort",
        "cohorts.run_opened": "looked at the counts of a run",
        "cohorts.counts_exported": "took out the published counts as a file",
        "cohorts.members_listed": "was shown who is in the cohort",
        "cohorts.member_shown": "was shown this person in a cohort",
        "cohorts.member_opened": "opened this person in a cohort",
        "cohorts.adult_shown": "was shown this person as an adult of the household of somebody in a cohort",
        "cohorts.member_decided": "decided about this person in a cohort",
        "cohorts.member_moved": "moved this person from a cohort into a concern",
        "cohorts.published": "published the cohort’s counts",
    },
    capabilities=policy.CAPABILITIES,
    code_lists=(
        "cohort_explanation",
        "lawful_basis_art6",
        "lawful_condition_art9",
        "list_kind",
        "suppression_threshold",
    ),
    navigation=(NavigationItem(title="Cohorts", url_name="cohorts:list", capability=policy.VIEW, order=55),),
    held=(Held(title="Places in cohorts", count=queries.held_about, columns=("cohorts.member.person",)),),
    retention_class="cohort",
)
