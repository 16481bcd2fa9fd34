"""The secret that signs forms is made once, kept whole, and never empty."""
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from lms.settings import Settings, kept_secret


def test_the_secret_is_kept_and_read_by_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    first = kept_secret(path)
    assert len(first) >= 43
    assert kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["secret"]


def test_workers_that_start_together_agree(tmp_path: Path) -> None:
    together = Barrier(8)

    def start(_: int) -> str:
        together.wait()
        return kept_secret(tmp_path / "secret")

    for _ in range(20):
        (tmp_path / "secret").unlink(missing_ok=True)
        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(start, range(8)))) == 1


@pytest.mark.parametrize("left", ["", " \n"])
def test_an_empty_secret_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str) -> None:
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))
    monkeypatch.delenv("LMS_SECRET_KEY", raising=False)
    (tmp_path / "secret").write_text(left)
    with pytest.raises(ValueError, match="secret"):
        Settings.from_environment()
