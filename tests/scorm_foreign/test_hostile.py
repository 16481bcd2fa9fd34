"""Zips made to do harm are refused in words that name the entry, and nothing of them stays."""
import io
import os
import stat
import string
import time
from pathlib import Path
from zipfile import ZIP_BZIP2

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from scorm_export.foreign import names, services, words
from scorm_export.foreign.faults import Fault, Reason, Unfit
from scorm_export.foreign.unpacking import Limits, unpack
from tests.conftest import MORNING
from tests.scorm_foreign import samples
from tests.scorm_foreign.samples import manifest, with_entry, with_raw_name, zipped

DOCTYPE = '<!DOCTYPE manifest [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
RESOURCE = '<resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="{}"/>'


def with_href(href: str) -> bytes:
    return zipped({"imsmanifest.xml": manifest(resources=RESOURCE.format(href)), "index.html": ""})


def encrypted() -> bytes:
    made = bytearray(with_entry("secret.txt"))
    made[made.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


HOSTILE = {
    "an encrypted entry": (encrypted(), Reason.ENCRYPTED, "secret.txt"),
    "not a zip": (b"GIF89a, or so", Reason.NOT_A_ZIP, ""),
    "nothing": (b"", Reason.NOT_A_ZIP, ""),
    "cut off": (samples.package()[:-30], Reason.NOT_A_ZIP, ""),
    "an absolute path": (with_entry("/etc/cron.d/x"), Reason.ABSOLUTE, "/etc/cron.d/x"),
    "a path upwards": (with_entry("a/../../x"), Reason.UPWARD, "a/../../x"),
    "a path upwards, as Windows writes it": (with_entry("a\\..\\..\\x"), Reason.UPWARD, "a/../../x"),
    "a path upwards in full-width dots": (with_entry("a/\uff0e\uff0e/x"), Reason.UPWARD, "a/\uff0e\uff0e/x"),
    "a share of Windows": (with_entry("\\\\server\\x"), Reason.ABSOLUTE, "/server/x"),
    "a drive": (with_entry("C:\\x"), Reason.DRIVE, "C:/x"),
    "a stream of NTFS": (with_entry("index.html:x"), Reason.DRIVE, "index.html:x"),
    "a NUL": (with_raw_name(b"index.html\0.txt"), Reason.CONTROL, "index.html\0.txt"),
    "a line break": (with_entry("a\nb"), Reason.CONTROL, "a\nb"),
    "a device of Windows": (with_entry("media/Aux.html"), Reason.RESERVED, "media/Aux.html"),
    "a blank at the end": (with_entry("index.html "), Reason.BLANK_END, "index.html "),
    "folders without end": (with_entry("/".join("a" * 40)), Reason.DEEP, "/".join("a" * 40)),
    "a name without end": (with_entry("a" * 700), Reason.LONG, "a" * 700),
    "a clash by case": (with_entry("Index.HTML"), Reason.TWICE, "Index.HTML"),
    "the same name twice": (with_raw_name(b"index.html"), Reason.TWICE, "index.html"),
    "a clash by spelling": (zipped({"imsmanifest.xml": manifest(), "\u304c": "", "\u304b\u3099": ""}), Reason.TWICE, "\u304b\u3099"),
    "a clash by width": (with_entry("\uff49ndex.html"), Reason.TWICE, "\uff49ndex.html"),
    "a file where a folder must be": (with_entry("INDEX.html/a"), Reason.FILE_AND_FOLDER, "INDEX.html/a"),
    "a symbolic link": (with_entry("link", external_attr=(stat.S_IFLNK | 0o777) << 16), Reason.LINK, "link"),
    "a device": (with_entry("null", external_attr=(stat.S_IFCHR | 0o666) << 16), Reason.DEVICE, "null"),
    "a pipe": (with_entry("pipe", external_attr=(stat.S_IFIFO | 0o666) << 16), Reason.DEVICE, "pipe"),
    "a method that is not usual": (with_entry("b.bin", compress_type=ZIP_BZIP2), Reason.METHOD, "b.bin"),
    "a name in no known encoding": (with_raw_name(b"\x81\xff\xff.txt"), Reason.UNREADABLE_NAME, "ü\xa0\xa0.txt"),
    "entries that share bytes": (samples.overlapping(), Reason.OVERLAP, "one.bin"),
    "an entry larger than it says": (samples.lying(5000, 10), Reason.DAMAGED, "liar.bin"),
    "an entry smaller than it says": (samples.lying(10, 5000), Reason.DAMAGED, "liar.bin"),
    "bytes that were altered": (samples.package().replace(b"PK\x03\x04", b"PK\x03\x05", 1), Reason.DAMAGED, "imsmanifest.xml"),
    "no manifest": (zipped({"index.html": ""}), Reason.NO_MANIFEST, ""),
    "a manifest in capitals": (zipped({"IMSMANIFEST.XML": manifest(), "index.html": ""}), Reason.NO_MANIFEST, ""),
    "a manifest one folder deeper": (zipped({"course/imsmanifest.xml": manifest(), "course/index.html": ""}),
                                     Reason.MANIFEST_DEEPER, "course/imsmanifest.xml"),
    "a document type": (zipped({"imsmanifest.xml": manifest(head=DOCTYPE), "index.html": ""}), Reason.DOCTYPE, "imsmanifest.xml"),
    "a document type in UTF-16": (zipped({"imsmanifest.xml": manifest(head=DOCTYPE).replace("UTF-8", "UTF-16").encode("utf-16"),
                                          "index.html": ""}), Reason.DOCTYPE, "imsmanifest.xml"),
    "no XML": (zipped({"imsmanifest.xml": "<manifest>", "index.html": ""}), Reason.NOT_XML, "imsmanifest.xml"),
    "another standard": (zipped({"imsmanifest.xml": "<manifest/>", "index.html": ""}), Reason.NOT_SCORM, "imsmanifest.xml"),
    "nothing to play": (zipped({"imsmanifest.xml": manifest(resources="<resource identifier='r1'/>")}),
                        Reason.NOTHING_TO_PLAY, "imsmanifest.xml"),
    "content elsewhere": (with_href("https://evil.example/x.html"), Reason.ELSEWHERE, "https://evil.example/x.html"),
    "content elsewhere without a scheme": (with_href("//evil.example/x.html"), Reason.ELSEWHERE, "//evil.example/x.html"),
    "a script as address": (with_href("javascript:alert(1)"), Reason.ELSEWHERE, "javascript:alert(1)"),
    "content outside": (with_href("%2e%2e/index.html"), Reason.UPWARD, "%2e%2e/index.html"),
    "content that is not there": (with_href("other.html"), Reason.MISSING, "other.html"),
}


def refusal(content: bytes) -> list[tuple[Reason, str]]:
    """What is said of a package, entry by entry."""
    with pytest.raises(Unfit) as refused:
        services.take_in(io.BytesIO(content), None, "test", MORNING)
    return [(fault.reason, fault.entry) for fault in refused.value.faults]


def test_what_would_do_harm_is_refused_by_name_and_leaves_nothing_behind(in_app: Flask, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    for kind, (content, reason, entry) in HOSTILE.items():
        assert (reason, entry) in refusal(content), kind
        left = [path for path in sorted(tmp_path.rglob("*")) if path not in before and path != tmp_path / "foreign"]
        assert [*left, *services.packages()] == [], kind


def test_what_a_killed_process_left_is_removed_a_day_later(in_app: Flask, tmp_path: Path) -> None:
    for name, hours in (("old", 25), ("running", 23)):
        left = tmp_path / "foreign" / f"incoming-{name}"
        left.mkdir(parents=True)
        os.utime(left, (time.time() - hours * 3600,) * 2)
    services.take_in(io.BytesIO(samples.package()), None, "test", MORNING)
    assert [path.name for path in (tmp_path / "foreign").glob("incoming-*")] == ["incoming-running"]


SMALL = Limits(total=200_000, entries=10, listing=2_000, ratio=50, overall=40, free=20_000)


@pytest.mark.parametrize(("files", "reason"), [
    ({"zeros": b"\0" * 60_000}, Reason.SQUEEZED),
    ({f"{n}": b"\0" * 19_000 for n in range(9)}, Reason.SQUEEZED),
    ({"long": bytes(range(256)) * 1000, "noise": b"7" * 10}, Reason.SQUEEZED),
    ({f"{n}": "" for n in range(11)}, Reason.MANY),
    ({"n" * 500 + str(n): "" for n in range(5)}, Reason.MANY),
])
def test_a_bomb_goes_out_before_it_is_written(tmp_path: Path, files: dict[str, bytes | str], reason: Reason) -> None:
    with pytest.raises(Unfit) as refused:
        unpack(io.BytesIO(zipped(files)), tmp_path, SMALL)
    assert refused.value.faults[0].reason == reason
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 200_000


def test_real_bytes_are_counted_over_the_whole_package(tmp_path: Path) -> None:
    with pytest.raises(Unfit) as refused:
        unpack(io.BytesIO(zipped({"a": bytes(150_000), "b": bytes(51_000)}, 0)), tmp_path, SMALL)
    assert refused.value.faults == (Fault(Reason.LARGE, "b"),)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
@pytest.mark.parametrize("name", ["教材/表.txt", "ソフト一覧.html", "予定表", "ﾃｷｽﾄ.txt"])
def test_japanese_names_without_a_mark_are_read_as_they_were_meant(tmp_path: Path, name: str, encoding: str) -> None:
    """The last byte of 表 and ソ in CP932 is that of a backslash."""
    assert name in unpack(io.BytesIO(with_raw_name(name.encode(encoding))), tmp_path)
    assert (tmp_path / name).read_bytes() == b"x"


@given(st.text(alphabet="./\\:AaBb\u304c\u304b\u3099\uff0f\uff0e \0", max_size=12))
def test_no_name_that_is_let_through_leads_outside_of_its_folder(name: str) -> None:
    plain = names.plain(name)
    if names.fault_of(plain) is None:
        assert Path("/folder", plain).resolve().is_relative_to("/folder") and plain not in ("", ".")
        assert names.plain(plain) == plain
        assert not set(plain) & set("\\:\0")


@given(st.lists(st.text(alphabet="aA\uff41/\u304c\u304b\u3099", min_size=1, max_size=4).map(names.plain).filter(bool), max_size=5))
def test_names_without_a_clash_are_different_files_wherever_they_are_written(found: list[str]) -> None:
    if not list(names.clashes(found)):
        folded = [names.key(name) for name in found]
        assert len(set(folded)) == len(found)
        assert not any(one != other and other.startswith(f"{one}/") for one in folded for other in folded)


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_a_package_or_are_refused(content: bytes) -> None:
    with pytest.raises(Unfit):
        unpack(io.BytesIO(b"PK\x03\x04" + content + b"PK\x05\x06" + content), Path("/nowhere"))


def test_every_reason_has_words_and_every_name_can_be_shown() -> None:
    assert set(words.REASONS) == set(Reason)
    assert words.visible("a\0b\ud800" + "c" * 300) == "a\\u0000b\\ud800" + "c" * 185 + "…"
    assert set(words.visible("\u202e")) <= set(string.printable)
