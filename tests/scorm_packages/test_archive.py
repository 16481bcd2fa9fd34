"""Zips of our own: every reader reads them, and the same content is the same bytes."""
import hashlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorm_export.packages import archive
from scorm_export.packages.archive import Entry

PATHS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="/\\:"), min_size=1, max_size=40)
CONTENTS = st.dictionaries(st.tuples(PATHS, st.sampled_from([".html", ".mp4", ".js"])).map("".join), st.binary(max_size=5000), max_size=12)


def entries(contents, folder=None):
    """From memory, or from files."""
    found = []
    for n, (path, content) in enumerate(contents.items()):
        if folder is None:
            found.append(Entry(path, content))
        else:
            (folder / str(n)).write_bytes(content)
            found.append(Entry(path, folder / str(n), hashlib.sha256(content).hexdigest()))
    return found


@settings(max_examples=60)
@given(CONTENTS)
def test_what_was_put_in_comes_out(contents):
    target = io.BytesIO()
    done = archive.write(entries(contents), target)
    with zipfile.ZipFile(target) as made:
        assert made.testzip() is None
        assert {name: made.read(name) for name in made.namelist()} == contents
        assert [info.date_time for info in made.infolist()] == [(1980, 1, 1, 0, 0, 0)] * len(contents)
        assert all(info.external_attr >> 16 == 0o100644 for info in made.infolist())
    assert done.digests == {path: hashlib.sha256(content).hexdigest() for path, content in contents.items()}


@pytest.mark.parametrize("contents", [
    {"a.html": b"<p>" * 900, "b/c.mp4": bytes(range(256)) * 40_000, "d.mp4": b""}, {"only.mp4": b"x"}, {}], ids=["several", "one", "none"])
def test_files_go_in_as_memory_does(tmp_path, contents):
    heard = []
    paths = [tmp_path / "one.zip", tmp_path / "two.zip", tmp_path / "memory.zip"]
    for path, made in zip(paths, (entries(contents, tmp_path), entries(contents, tmp_path), entries(contents)), strict=True):
        with path.open("wb") as file:
            archive.write(made, file, heard.append)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert sum(heard) == 3 * sum(map(len, contents.values()))
    with zipfile.ZipFile(paths[0]) as made:
        assert made.testzip() is None
        assert {name: made.read(name) for name in made.namelist()} == contents
        assert {info.compress_type for info in made.infolist() if info.filename.endswith(".mp4")} <= {zipfile.ZIP_STORED}


@pytest.mark.parametrize("limit", [10, 200, 5000])
def test_beyond_four_gigabytes_the_wide_fields_are_used(monkeypatch, tmp_path, limit):
    """With a low limit, since nobody wants to write four gigabytes: sizes, places and the directory itself pass it."""
    monkeypatch.setattr(archive, "LIMIT", limit)
    contents = {"a.mp4": b"a" * 300, "b.html": b"b" * 9000, "c.mp4": b"c" * 5}
    with (tmp_path / "wide.zip").open("wb") as file:
        archive.write(entries(contents, tmp_path), file)
    patched = wide(tmp_path / "wide.zip", limit)
    with zipfile.ZipFile(patched) as made:
        assert {name: made.read(name) for name in made.namelist()} == contents


def wide(path, limit):
    """As it would be written with the real limit: what says "see the wide field" has all its bits set."""
    return io.BytesIO(path.read_bytes().replace(limit.to_bytes(4, "little"), b"\xff\xff\xff\xff"))
