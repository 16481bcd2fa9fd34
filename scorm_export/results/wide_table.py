"""A gradebook: what stands in a column for each lecture becomes a row for each, so that it is read as any other report. Pure.

Moodle's report of completions has two columns for each activity (the second, without a heading, is the day), gradebooks have
one or more with points. A heading is the activity's name with something around it.
"""
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scorm_export.results.report_cells import SILENT, Unreadable, folded, is_moment, is_score, is_status
from scorm_export.results.report_table import AT, COMPLETED, LEARNER, LECTURE, MOST_ROWS, NONE, SCORE, Table, guessed

SHORTEST = 4  # characters of a title that is looked for inside of a heading
MADE = tuple(f"*{field}" for field in (LECTURE, COMPLETED, SCORE, AT))
DAYS = ("completiondate", "完了日")  # not translated


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lecture stands: its cells, and a column with the day, or NONE."""

    lecture: str
    cells: tuple[int, ...]
    day: int


def unfolded(table: Table, lectures: Mapping[str, str]) -> Table:
    """As it is where a column tells the lecture, or no heading names one. ``lectures``: codes by folded title, the longest first.

    A learner who has nothing in a lecture's column has no row for it; a row without a learner stays one row, and says so.
    Unreadable for more rows than are read at once.
    """
    fields = guessed(table)
    places = [] if fields[LECTURE] != NONE else _places(table.header, lectures)
    if not places:
        return table
    used = {n for place in places for n in (*place.cells, place.day)}
    kept = [n for n in range(len(table.header)) if n not in used]
    rows, lines = [], []
    for row, line in zip(table.rows, table.lines, strict=True):
        for said in _said(row, fields[LEARNER], places):
            rows.append((*(row[n] for n in kept), *said))
            lines.append(line)
    if len(rows) > MOST_ROWS:
        raise Unreadable("一度に読めるのは5,000行までです。分けてください。")
    return Table((*(table.header[n] for n in kept), *MADE), tuple(rows), tuple(lines))


def _places(header: Sequence[str], lectures: Mapping[str, str]) -> list[Place]:
    found: dict[str, list[int]] = {}
    for n, heading in enumerate(header):
        if code := _named(heading, lectures):
            found.setdefault(code, []).append(n)
    named = {n for cells in found.values() for n in cells}
    return [Place(code, tuple(cells), next((n + 1 for n in cells if n + 1 not in named and _is_day(header, n + 1)), NONE))
            for code, cells in found.items()]


def _named(heading: str, lectures: Mapping[str, str]) -> str | None:
    name, plain = folded(heading), unicodedata.normalize("NFKC", heading)
    for title, code in lectures.items():
        if len(title) >= SHORTEST and title in name:
            return code
    codes = {code for code in lectures.values() if re.search(rf"(?<![0-9A-Za-z]){re.escape(code)}(?![0-9A-Za-z])", plain)}
    return codes.pop() if len(codes) == 1 else None


def _is_day(header: Sequence[str], n: int) -> bool:
    """Moodle writes no heading there, or the day on which completion is expected."""
    if n >= len(header):
        return False
    name = folded(header[n])
    return not name or is_moment(header[n]) or any(word in name for word in DAYS)


def _said(row: Sequence[str], learner: int, places: Sequence[Place]) -> Iterator[tuple[str, ...]]:
    """What stands in the columns of ``MADE``, once for each lecture."""
    if learner != NONE and not row[learner].strip():
        yield ("",) * len(MADE)
        return
    for place in places:
        cells = [cell for n in place.cells if folded(cell := row[n].strip()) not in SILENT]
        points, words = [cell for cell in cells if is_score(cell)], [cell for cell in cells if not is_score(cell)]
        if cells:
            status = next(filter(is_status, words), "" if points else words[0])
            yield place.lecture, status, "".join(points[:1]), row[place.day] if place.day != NONE else ""
