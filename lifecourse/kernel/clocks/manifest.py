"""What the clocks declare upward."""

from lifecourse.kernel.base.manifest import Manifest

MANIFEST = Manifest(
    app="clocks",
    title="Clocks",
    events={
        "clocks.calendar_loaded": "loaded the calendar",
        "clocks.rules_loaded": "loaded the rules of the clocks",
        "clocks.started": "started a clock",
        "clocks.met": "met a clock",
        "clocks.stopped": "stopped a clock",
        "clocks.all_stopped": "stopped the clocks of a record",
        "clocks.paused": "paused a clock",
        "clocks.resumed": "let a clock run on",
        "clocks.restarted": "replaced a clock by another",
        "clocks.moved": "moved the clocks of a record to another circle",
        "clocks.reason_given": "said why a time limit was not kept",
        "clocks.overdue": "found a clock overdue",
        "clocks.swept": "looked for overdue clocks",
    },
    code_lists=("breach_reason",),
)
