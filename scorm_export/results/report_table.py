"""A report that an LMS exports as CSV: which column is what, and what each row says. Pure."""
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from scorm_export.results.outcome import Outcome

MOST_ROWS = 5000
TOKYO = timezone(timedelta(hours=9))
LEARNER, LECTURE, COMPLETED, PASS, SCORE, TIME, AT = FIELDS = ("learner", "lecture", "completed", "passed", "score", "time", "at")
NONE = -1

# What the systems call their columns; the first that is found is proposed. Folded: lower case, without spaces and marks. What
# ``wide_table`` has made of a gradebook begins with a star.
HEADINGS: Mapping[str, tuple[str, ...]] = {  # not translated
    "learner": ("学習者id", "learnerid", "studentid", "sisloginid", "loginid", "username", "ユーザ名", "ユーザー名", "userid", "sisuserid",
                "idnumber", "idナンバー", "emailaddress", "email", "メールアドレス", "登録id", "learner"),
    "lecture": ("*lecture", "講義", "lecture", "sco", "activity", "coursetitle", "scotitle", "活動", "コンテンツ", "title"),
    "completed": ("*completed", "完了", "completion", "completionstatus", "cmi.core.lessonstatus", "lessonstatus", "status",
                  "ステータス", "状態", "progress", "registrationcompletion"),
    "passed": ("合否", "合格", "success", "successstatus", "passed", "registrationsuccess", "result"),
    "score": ("*score", "得点", "スコア", "評点", "score", "scoreraw", "grade", "finalgrade", "registrationscore", "percent", "点数"),
    "time": ("学習時間", "所要時間", "timespent", "totaltime", "time", "duration", "totalsecondstracked"),
    "at": ("*at", "完了日時", "終了日時", "lastaccess", "lastaccessed", "lastaccessedon", "最終アクセス日時", "finishedon",
           "completeddate", "completiondate", "submitted", "completed", "date", "日時"),
}
# Moodle's words for an activity that is done and graded, whose brackets say more than who set it.
DONE_PASSED = frozenset({"completedachievedpassgrade", "完了合格点到達"})  # not translated
DONE_FAILED = frozenset({"completeddidnotachievepassgrade", "完了合格点未到達"})  # not translated
PASSED = DONE_PASSED | {"passed", "pass", "合格", "satisfied"}  # not translated
FAILED = DONE_FAILED | {"failed", "fail", "不合格"}  # not translated
YES = PASSED | DONE_FAILED | {  # not translated
    "completed", "complete", "yes", "true", "1", "100", "100%", "完了", "修了", "済", "はい", "○", "〇"}
SILENT = frozenset({"", "-", "unknown"})
NO = SILENT | FAILED - DONE_FAILED | {  # not translated
    "incomplete", "notattempted", "notcompleted", "no", "false", "0", "0%", "未完了", "未修了", "未", "いいえ", "×",
    "inprogress", "browsed", "notstarted", "suspended", "未受験", "閲覧済み", "中断"}
NEVER = frozenset({"", "-", "Never", "なし"})  # not translated
DAYS = (  # not translated
    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d",
    "%Y年%m月%d日 %H:%M", "%Y年%m月%d日", "%d %B %Y, %I:%M %p", "%A, %d %B %Y, %I:%M %p", "%b %d, %Y %I:%M %p")


HOURS_IN_WORDS = (  # not translated
    r"(?:(\d+)\s*(?:時間|h|hours?))?\s*(?:(\d+)\s*(?:分|m|min|minutes?))?\s*(?:(\d+)\s*(?:秒|s|sec|seconds?))?")
TIMES = (  # hours, minutes, seconds
    r"-?()()()", r"(?:(\d+):)?(\d{1,4}):(\d{2})(?:\.\d+)?", r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?",
    r"()()(\d{1,7})(?:\.\d+)?", HOURS_IN_WORDS)
MARKS = re.compile(r"[\s_\-()（）:：/・]+")  # not translated
WEEKDAY = re.compile(r"\s*\([^)]*\)\s*")  # not translated
MONTH = re.compile(r"(?<=[年月])\s+")  # not translated
SET_BY = re.compile(r"[（(].*")  # not translated
POINTS = re.compile(r"(\d+(?:\.\d+)?)(?:%|/(\d+(?:\.\d+)?))?点?")  # not translated


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` are as long as the ``header``; ``lines``: the line of the file on which each begins, the first being 1."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


class Unreadable(ValueError):
    """Why a table or a row cannot be read, as a message id."""


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


def folded(text: str) -> str:
    return MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


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

    completed, success = _status(cell(COMPLETED), cell(PASS))
    learner, lecture = _learner(cell(LEARNER)), reading.fixed or _lecture(cell(LECTURE), reading.lectures)
    score = _score(cell(SCORE))
    if success is None and is_scaled(cell(SCORE)):
        success = _judged(score, reading.passing.get(lecture))
    return Outcome(
        learner, lecture, _moment(cell(AT), reading.now), completed=completed, success=success, score=score, seconds=_seconds(cell(TIME)))


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


def _status(completed: str, passed: str) -> tuple[bool, bool | None]:
    """One column may say both, as the status of SCORM 1.2 does."""
    done, well = _word(completed), _word(passed)
    if {done, well} & PASSED or well in YES:
        return done in YES, True
    return done in YES, False if {done, well} & FAILED or well not in SILENT else None


def _word(text: str) -> str:
    """Who set it, in brackets, is left out."""
    for name in (folded(text), folded(SET_BY.sub("", text))):
        if name in YES | NO:
            return name
    raise Unreadable("完了や合否の書き方が分かりません。")


def is_status(text: str) -> bool:
    try:
        return _word(text) != ""
    except Unreadable:
        return False


def _judged(score: float | None, passing: float | None) -> bool | None:
    """Points alone tell whether the test was passed. No points may mean that it was never taken."""
    if score is None or passing is None or score == 0:
        return None
    return score >= passing - 1e-9


def is_score(text: str) -> bool:
    return POINTS.fullmatch(_points(text)) is not None


def is_scaled(text: str) -> bool:
    """Whether the points say out of how many: a bare 1 may be one of a hundred, or all."""
    found = POINTS.fullmatch(_points(text))
    return found is not None and (found[0] != found[1] or float(found[1]) > 1)


def _points(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def _score(text: str) -> float | None:
    """``80``, ``80%``, ``80 / 100`` and ``0.8`` are the same."""
    plain = _points(text)
    if plain in ("", "-"):
        return None
    found = POINTS.fullmatch(plain)
    if not found:
        raise Unreadable("得点が読めません。")
    value, whole = float(found[1]), float(found[2] or 100)
    if value <= 1 and plain == found[1]:
        return value
    if not whole or value > whole:
        raise Unreadable("得点が満点を超えています。")
    return value / whole


def _seconds(text: str) -> int:
    """``1:02:03``, ``PT1H2M3S``, ``0000:05:07.00``, ``62分`` or seconds."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for form in TIMES:
        if found := re.fullmatch(form, plain, re.I):
            return sum(int(part or 0) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True))
    raise Unreadable("学習時間が読めません。")


def _moment(text: str, now: datetime) -> datetime:
    """Civil time of Tokyo unless the cell says otherwise; the day of the upload where there is none."""
    plain = WEEKDAY.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    plain = MONTH.sub("", plain)
    if plain in NEVER:
        return now
    try:
        exact = datetime.fromisoformat(plain)
        return exact if exact.tzinfo else exact.replace(tzinfo=TOKYO)
    except ValueError:
        pass
    for form in DAYS:
        try:
            return datetime.strptime(plain, form).replace(tzinfo=TOKYO)
        except ValueError:
            continue
    raise Unreadable("日時が読めません。")


def is_moment(text: str) -> bool:
    try:
        return text.strip() not in NEVER and bool(_moment(text, datetime.min.replace(tzinfo=TOKYO)))
    except Unreadable:
        return False
