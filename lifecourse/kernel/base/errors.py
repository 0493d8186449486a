"""The few ways in which Lifecourse says no, each carrying one sentence for a person."""


class Refused(ValueError):
    """What was asked cannot be done; `str()` is one clear sentence that may be shown.

    `field` names the form field at fault, where there is one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NotPermitted(Refused):
    """The actor may not do this. Shown only where the actor already sees the record; otherwise use `NotFound`."""


class NotFound(LookupError):
    """There is no such record, or the viewer may not know of it: the two are never told apart."""


class StaleRecord(Refused):
    """Somebody else changed the record since the page was shown; nothing was written."""
