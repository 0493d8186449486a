"""Stops an upload that is larger than any list may be, before it fills the disk."""

from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

MOST = 300 * 1024 * 1024


class Bounded(TemporaryFileUploadHandler):
    """Writes uploads to temporary files, and stops at `MOST` bytes of one request, whatever its headers claim.

    Django has no such limit of its own (`DATA_UPLOAD_MAX_MEMORY_SIZE` leaves files out), and the whole body is read
    before any view runs, for the form's key is looked for in it. What was too large is missing from `request.FILES`;
    the request then carries `upload_too_large`, so that the page can say why.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._taken += len(raw_data)
        if self._taken > MOST:
            self.file.close()
            if self.request is not None:
                self.request.upload_too_large = True  # type: ignore[attr-defined]
            # Read on without keeping anything: a connection cut off would show the sender no page at all. Not
            # `StopUpload`, after which Django reads line by line: a gigabyte without a line break would be one line.
            raise SkipFile
        super().receive_data_chunk(raw_data, start)
