"""What the demo declares upward."""

from lifecourse.kernel.base.manifest import Manifest

MANIFEST = Manifest(app="demo", title="Demonstration", events={"demo.built": "built the demonstration"})
