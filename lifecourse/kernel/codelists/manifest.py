"""What the code lists declare upward."""

from lifecourse.kernel.base.manifest import Manifest

MANIFEST = Manifest(
    app="codelists",
    title="Code lists",
    events={"codelists.loaded": "loaded the code lists"},
)
