"""Kinds of files by their bytes, lengths by ffmpeg's report, and the end of an address."""
from datetime import UTC, datetime, timedelta

import pytest

from lms.media.rules import is_genuine, kind_of, length_of, link_end, signature

NOW = datetime(2027, 6, 10, 1, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(("head", "kind"), [
    (b"\x00\x00\x00\x20ftypisom", "video/mp4"), (b"\x1a\x45\xdf\xa3\x01", "video/webm"), (b"WEBVTT\n", "text/vtt"),
    (b"\xef\xbb\xbfWEBVTT", "text/vtt"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
    (b"<svg onload=alert(1)>", None), (b"<!doctype html>", None), (b"#EXTM3U\nhttp://x", None), (b"", None),
    (b"MZ\x90", None), (b"%PDF-1.7", None),
])
def test_a_file_is_what_its_bytes_say(head: bytes, kind: str | None) -> None:
    assert kind_of(head) == kind


@pytest.mark.parametrize(("report", "seconds"), [
    ("Duration: 00:01:02.50, start\n Stream #0:0: Video: h264", 62.5),
    ("Duration: 01:00:00.00, start\n Stream #0:0: Video: vp9", 3600.0),
    ("Duration: 00:00:03.00, start\n Stream #0:0: Audio: aac", None),
    ("Duration: N/A\n Stream #0:0: Video: h264", None),
    ("Duration: 00:00:00.00\n Video: h264", None),
    ("Invalid data found when processing input", None),
])
def test_a_video_has_a_picture_and_a_length(report: str, seconds: float | None) -> None:
    assert length_of(report) == seconds


def test_an_address_holds_for_half_a_day_and_never_beyond_the_window() -> None:
    assert timedelta(hours=12) <= link_end(NOW, None) - NOW <= timedelta(hours=13)
    closes = NOW + timedelta(minutes=5)
    assert link_end(NOW, closes) == closes
    assert link_end(NOW, None) == link_end(NOW + timedelta(minutes=39), None), "stays the same within the hour"


def test_a_signature_binds_file_person_and_end() -> None:
    ours = signature("k", "m", "p", 1)
    others = [signature("x", "m", "p", 1), signature("k", "x", "p", 1), signature("k", "m", "x", 1),
              signature("k", "m", "p", 2)]
    assert is_genuine(ours, ours)
    assert not any(is_genuine(other, ours) for other in [*others, "", "あ"])
