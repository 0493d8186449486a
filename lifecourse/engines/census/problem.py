"""The one error of the census engine that a person can mend."""


class BadInput(Exception):
    """A file or an option cannot be used; the text is one sentence that says what was found and what is wanted."""
