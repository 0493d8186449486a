"""An upload without end is not written to the disk without end."""

import io
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from lifecourse.kernel.base import uploads


@pytest.mark.parametrize(("size", "kept"), [(3_000_000, False), (900_000, True)])
def test_an_upload_stops_at_the_limit(
    size: int, kept: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings
) -> None:
    monkeypatch.setattr(uploads, "MOST", 1_000_000)
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    data = {"file": SimpleUploadedFile("list.csv", b"a" * size), "other": "word"}
    request = RequestFactory().post("/", data)
    request.upload_handlers = [uploads.Bounded(request)]
    assert ("file" in request.FILES) is kept
    assert getattr(request, "upload_too_large", False) is not kept
    if kept:
        assert request.FILES["file"].size == size
    assert sum(os.path.getsize(path) for path in tmp_path.iterdir()) <= 1_000_000
    request.close()


class Counted(io.BytesIO):
    """A body that remembers the most that was ever asked of it at once."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        got = super().read(size)
        self.most = max(self.most, len(got))
        return got

    def readline(self, size: int | None = -1, /) -> bytes:
        got = super().readline(size)
        self.most = max(self.most, len(got))
        return got


def test_what_is_too_large_is_read_in_small_pieces_to_its_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings
) -> None:
    monkeypatch.setattr(uploads, "MOST", 1_000_000)
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    file = SimpleUploadedFile("list.csv", b"\0" * 5_000_000)
    sent = encode_multipart(BOUNDARY, {"file": file, "other": "word"})
    request = RequestFactory().generic("POST", "/", sent, content_type=MULTIPART_CONTENT)
    body = request._stream = Counted(sent)
    request.upload_handlers = [uploads.Bounded(request)]
    assert "file" not in request.FILES
    assert request.POST["other"] == "word"
    assert body.tell() == len(sent)
    assert body.most <= 1_000_000, "a body without line breaks is never one line"
    request.close()
