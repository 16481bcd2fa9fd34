"""A report that an LMS exports as CSV: which column is what, and what each row says. Pure."""
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scorm_export.results.outcome import Outcome
from scorm_export.results.report_cells import Unreadable, folded, is_scaled, judged, moment, score, seconds, status

MOST_ROWS = 5000
LEARNER, LECTURE, COMPLETED, PASS, SCORE, TIME, AT = FIELDS = ("learner", "lecture", "completed", "passed", "score", "time", "at")
NONE = -1

# What the systems call their columns; the first that is found is proposed. Folded: lower case, without spaces and marks. What
# ``wide_table`` has made of a gradebook begins with a star.
HEADINGS: Mapping[str, tuple[str, ...]] = {  # not translated
    "learner": ("学習者id", "learnerid", "studentid", "sisloginid", "loginid", "username", "ユーザ名", "ユーザー名", "userid", "sisuserid",
                "idnumber", "idナンバー", "emailaddress", "email", "メールアドレス", "登録id", "learner"),
    "lecture": ("*lecture", "講義", "講義番号", "lecture", "sco", "activity", "coursetitle", "scotitle", "活動", "コンテンツ", "title"),
    "completed": ("*completed", "完了", "completion", "completionstatus", "cmi.core.lessonstatus", "lessonstatus", "status",
                  "ステータス", "状態", "progress", "registrationcompletion"),
    "passed": ("合否", "合格", "success", "successstatus", "passed", "registrationsuccess", "result"),
    "score": ("*score", "得点", "スコア", "評点", "score", "scoreraw", "grade", "finalgrade", "registrationscore", "percent", "点数"),
    "time": ("学習時間", "所要時間", "timespent", "totaltime", "time", "duration", "totalsecondstracked"),
    "at": ("*at", "完了日時", "終了日時", "lastaccess", "lastaccessed", "lastaccessedon", "最終アクセス日時", "finishedon",
           "completeddate", "completiondate", "submitted", "completed", "date", "日時"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` are as long as the ``header``; ``lines``: the line of the file on which each begins, the first being 1."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


def table(text: str) -> Table:
    """Comma or tab, whichever the first line has more of. Unreadable for no table, or one that is too long."""
    first = text.partition("\n")[0]
    try:
        cells = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if first.count("\t") > first.count(",") else ",", strict=True)
        lines = [(at, line) for at, line in _numbered(cells) if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise Unreadable("CSVとして読めません。引用符の閉じ忘れがないかを確かめてください。") from error
    if len(lines) < 2:
        raise Unreadable("1行目に項目名、2行目から学習者の行が必要です。")
    if len(lines) > MOST_ROWS + 1:
        raise Unreadable("一度に読めるのは5,000行までです。分けてください。")
    header, width = lines[0][1], len(lines[0][1])
    rows = tuple(tuple([*line, *[""] * width][:width]) for _at, line in lines[1:])
    return Table(tuple(header), rows, tuple(at for at, _line in lines[1:]))


def _numbered(cells: Any) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins: a cell may go over several."""
    begins = 1
    for row in cells:
        yield begins, row
        begins = cells.line_num + 1


def guessed(table: Table) -> dict[str, int]:
    """A column for each field, NONE where nothing fits. No column is proposed twice, and none that is empty all the way down."""
    filled = {n for n in range(len(table.header)) if not table.rows or any(row[n].strip() for row in table.rows)}
    names = [folded(name) if n in filled else "" for n, name in enumerate(table.header)]
    taken, found = set[int](), {}
    for field in FIELDS:
        wanted = [names.index(name) for name in HEADINGS[field] if name in names and names.index(name) not in taken]
        found[field] = wanted[0] if wanted else NONE
        taken.update(wanted[:1])
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table is read. ``columns`` by field; ``lectures``: codes by folded title or code; ``fixed``: the lecture of every row, or
    empty; ``passing``: the passing score (0 to 1) of each lecture's test; ``now``: when the table came."""

    columns: Mapping[str, int]
    lectures: Mapping[str, str]
    fixed: str
    passing: Mapping[str, float]
    now: datetime


def outcome(row: Sequence[str], reading: Reading) -> Outcome:
    """What a row says. Unreadable names the first cell that cannot be read: half of a row is worth less than none."""
    def cell(field: str) -> str:
        at = reading.columns.get(field, NONE)
        return row[at].strip() if 0 <= at < len(row) else ""

    completed, success = status(cell(COMPLETED), cell(PASS))
    learner, lecture = _learner(cell(LEARNER)), reading.fixed or _lecture(cell(LECTURE), reading.lectures)
    points = score(cell(SCORE))
    if success is None and is_scaled(cell(SCORE)):
        success = judged(points, reading.passing.get(lecture))
    return Outcome(
        learner, lecture, moment(cell(AT), reading.now), completed=completed, success=success, score=points, seconds=seconds(cell(TIME)))


def _learner(text: str) -> str:
    if not text:
        raise Unreadable("学習者IDが空です。")
    return text


def _lecture(text: str, lectures: Mapping[str, str]) -> str:
    name = folded(text)
    found = lectures.get(name) or next((code for title, code in lectures.items() if name.startswith(title) and name), None)
    if found is None:
        raise Unreadable("どの講義か分かりません。")
    return found
