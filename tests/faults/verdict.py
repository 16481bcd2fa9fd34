"""What the browsers were told against what the server has. Pure: rows and events in, findings out."""
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the journal."""

    attempt: str
    sequence: int
    client_id: str
    position: int
    revision: int
    response: Any


@dataclass(slots=True)
class Verdict:
    """``lost``: called saved or kept, and not there. ``wrong``: there, and not as it was told."""

    attempts: int = 0
    acknowledged: int = 0
    stored: int = 0
    told: int = 0
    duplicates: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.wrong or self.duplicates)


def judge(events: Iterable[Event], journal: Iterable[Row], attempts: Iterable[tuple[str, str, int]]) -> Verdict:
    """``attempts``: enrollment, activity and number of each attempt that the server has; one of each was begun."""
    heard, rows = by_name(events), list(journal)
    begun = {name for event in heard["started"] for name in event["ids"]}
    tests = Counter((enrollment, activity) for enrollment, activity, _number in attempts)
    acknowledged = {(event["attempt"], event["client_id"]) for event in heard["saved"]}
    verdict = Verdict(len(begun), len(acknowledged), len(rows), len(heard["told"]))
    verdict.duplicates = sum(count - 1 for count in tests.values()) + sum(len(e["ids"]) > 1 for e in heard["started"])
    receipts(verdict, heard["saved"], rows)
    present(verdict, heard["saved"], rows)
    devices(verdict, heard)
    return verdict


def by_name(events: Iterable[Event]) -> dict[str, list[Event]]:
    heard: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        heard[event["event"]].append(event)
    return heard


def receipts(verdict: Verdict, saved: list[Event], rows: list[Row]) -> None:
    """Every line that was called saved is in the journal, as it was."""
    by_client = {(row.attempt, row.client_id): row for row in rows}
    by_revision = {(row.attempt, row.position, row.revision): row for row in rows}
    for event in saved:
        receipt = event["receipt"]
        place = (event["attempt"], event["position"], receipt["revision"])
        row = by_revision.get(place) if receipt.get("already") else by_client.get((event["attempt"], event["client_id"]))
        if row is None:
            verdict.lost.append(f"no line for {event}")
        elif (row.attempt, row.position, row.revision) != place or row.response != event["response"]:
            verdict.wrong.append(f"{event} is {row}")
        elif receipt.get("sequence") not in (None, row.sequence):
            verdict.wrong.append(f"another number: {event} is {row}")


def present(verdict: Verdict, saved: list[Event], rows: list[Row]) -> None:
    """The present answer of each question is the last one that was acknowledged."""
    last: dict[tuple[str, int], int] = {}
    for event in saved:
        place = (event["attempt"], event["position"])
        last[place] = max(last.get(place, 0), event["receipt"]["revision"])
    there = {(row.attempt, row.position): row.revision for row in sorted(rows, key=lambda row: row.revision)}
    for place in there.keys() | last.keys():
        if there.get(place, 0) != last.get(place, 0):
            verdict.wrong.append(f"{place}: acknowledged revision {last.get(place, 0)}, present {there.get(place, 0)}")


def devices(verdict: Verdict, heard: Mapping[str, list[Event]]) -> None:
    """Nothing that was kept has left a device without a reason, and nothing is left on one."""
    verdict.lost += [f"left the device: {event}" for event in heard["vanished"]]
    verdict.lost += [f"still on the device: {event}" for event in heard["ended"] if event["left"]]
    verdict.wrong += [f"said saved too early: {event}" for event in heard["dishonest"]]
    unended = {e["task"] for e in heard["started"]} - {e["task"] for e in heard["ended"]}
    verdict.lost += [f"attempt of task {task} never came to its end" for task in sorted(unended)]
