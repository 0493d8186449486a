"""What stops a run of the command: one sentence for whoever typed it."""


class BadInput(Exception):
    """A file, a map or a model that cannot be used. Its text is one clear sentence that names the place."""
