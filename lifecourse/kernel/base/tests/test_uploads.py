"""An upload without end is not written to the disk without end."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

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
