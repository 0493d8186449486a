"""What annual reports declare upward: events and their sentences, capabilities, navigation, retention."""

from lifecourse.kernel.base.manifest import Manifest, NavigationItem

from . import policy

MANIFEST = Manifest(
    app="annual_report",
    title="Annual report",
    events={
        "annual_report.started": "started an annual report",
        "annual_report.section_written": "wrote a section of an annual report",
        "annual_report.section_given": "gave a section of an annual report to somebody",
        "annual_report.section_moved": "moved a section of an annual report on",
        "annual_report.commented": "commented on a section of an annual report",
        "annual_report.comment_settled": "saw to a comment on an annual report",
        "annual_report.reason_given": "wrote down why something in an annual report stays that does not add up",
        "annual_report.reason_taken_back": "took back a reason written down in an annual report",
        "annual_report.frozen": "froze an annual report",
        "annual_report.correction_started": "opened a final annual report for a correction",
        "annual_report.published": "published an annual report",
    },
    capabilities=policy.CAPABILITIES,
    code_lists=("suppression_threshold",),
    navigation=(
        NavigationItem(title="Annual report", url_name="annual_report:list", capability=policy.VIEW, order=60),
    ),
    retention_class="annual_report",
)
