"""A small storm, and that its judge sees what there is to see. ``make faults`` runs the whole one."""
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from tests.faults.plants import PLANTS, Plant
from tests.faults.storm import Outcome, Storm, run, scripts
from tests.faults.verdict import Row, Verdict, judge

SMALL = Storm(attempts=60, parallel=60, every=2.5, actions=(8, 16), patience=240.0)
ROW = Row("a", 1, "c", 3, 1, [2])
SAVED = {"event": "saved", "task": 0, "attempt": "a", "client_id": "c", "position": 3, "response": [2],
         "receipt": {"sequence": 1, "revision": 1}}
STARTED = {"event": "started", "task": 0, "ids": ["a"]}
ENDED = {"event": "ended", "task": 0, "left": 0}
WELL: list[dict[str, Any]] = [STARTED, SAVED, ENDED]
TEST = ("e", "A1-test", 1)

needs_node = pytest.mark.skipif(which("node") is None, reason="no node on this machine")


def is_sound(outcome: Outcome) -> None:
    found = outcome.verdict
    assert (found.lost, found.wrong, found.duplicates) == ([], [], 0)
    assert (found.attempts, outcome.kills > 0, found.acknowledged > 100) == (60, True, True)
    assert min(outcome.line[name] for name in ("dropped", "duplicated", "delayed")) > 20


@needs_node
def test_nothing_is_lost_where_servers_lines_and_tabs_die(tmp_path: Path, database_kind: str) -> None:
    with ThreadPoolExecutor(1) as thread:  # of its own: a browser test before it may have left its loop in this one
        is_sound(thread.submit(run, SMALL, tmp_path, f"sqlite:///{tmp_path}/tsunagu.db").result())


def verdict(events: list[dict[str, Any]], journal: list[Row]) -> Verdict:
    return judge(events, journal, [TEST])


def test_what_went_well_is_clean() -> None:
    assert verdict(WELL, [ROW]) == Verdict(attempts=1, acknowledged=1, stored=1)


@pytest.mark.parametrize(("events", "journal", "lost", "wrong"), [
    (WELL, [], 1, 1),  # a receipt for nothing, and the present answer is not the acknowledged one
    (WELL, [replace(ROW, response=[1])], 0, 1),
    (WELL, [replace(ROW, sequence=2)], 0, 1),
    (WELL, [ROW, replace(ROW, sequence=2, client_id="d", revision=2)], 0, 1),  # an answer that nobody acknowledged
    ([STARTED, SAVED], [ROW], 1, 0),
    ([*WELL, {**SAVED, "event": "vanished"}], [ROW], 1, 0),
    ([*WELL, {**SAVED, "event": "dishonest"}], [ROW], 0, 1),
    ([STARTED, SAVED, {**ENDED, "left": 1}], [ROW], 1, 0),
])
def test_each_loss_is_seen(events: list[dict[str, Any]], journal: list[Row], lost: int, wrong: int) -> None:
    found = verdict(events, journal)
    assert (len(found.lost), len(found.wrong), found.is_clean) == (lost, wrong, False)


def test_a_second_attempt_that_nobody_began_is_seen() -> None:
    assert judge(WELL, [ROW], [TEST, ("e", "A1-test", 2)]).duplicates == 1
    assert verdict([{**STARTED, "ids": ["a", "b"]}, SAVED, ENDED], [ROW]).duplicates == 1


@pytest.mark.parametrize("plant", [plant for plant in PLANTS.values() if plant.script])
def test_the_plants_fit_the_scripts(plant: Plant, tmp_path: Path) -> None:
    copy: Callable[..., Path] = scripts
    assert plant.new in (copy(tmp_path, plant) / plant.script).read_text()
