"""What people and systems write in a cell of a report: a status, points, a time, a day. Pure."""
import re
import unicodedata
from datetime import datetime, timedelta, timezone

TOKYO = timezone(timedelta(hours=9))
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


class Unreadable(ValueError):
    """Why a table or a row cannot be read, as a message id."""


def folded(text: str) -> str:
    return MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def status(completed: str, passed: str) -> tuple[bool, bool | None]:
    """Completion and success; None where nothing is said. One column may say both, as the status of SCORM 1.2 does."""
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


def judged(score: float | None, passing: float | None) -> bool | None:
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


def score(text: str) -> float | None:
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


def seconds(text: str) -> int:
    """``1:02:03``, ``PT1H2M3S``, ``0000:05:07.00``, ``62分`` or seconds."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for form in TIMES:
        if found := re.fullmatch(form, plain, re.I):
            return sum(int(part or 0) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True))
    raise Unreadable("学習時間が読めません。")


def moment(text: str, now: datetime) -> datetime:
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
        return text.strip() not in NEVER and bool(moment(text, datetime.min.replace(tzinfo=TOKYO)))
    except Unreadable:
        return False
