"""What the audit trail declares upward."""

from lifecourse.kernel.base.manifest import Manifest

MANIFEST = Manifest(
    app="audit",
    title="Audit trail",
    events={"audit.read": "read the audit trail"},
    capabilities={"audit.view": "See who looked at and changed the records of a circle"},
)
