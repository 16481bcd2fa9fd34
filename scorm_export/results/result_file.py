"""The result file that a package offers. Its checksum finds accidents; it proves nothing, for its recipe lies in the package. Pure."""
import hashlib
import json
import re
from datetime import datetime
from typing import Any

from scorm_export.results.outcome import Outcome
from scorm_export.results.statements import Malformed, moment

FORMAT, VERSION = "tsunagu-result", 1
LARGEST = 100_000  # bytes
CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")
TEXTS = {"learner": 254, "lectureVersion": 36, "at": 40, "checksum": 64}  # characters
NAMES = ("format", "formatVersion", "program", "lecture", "lectureVersion", "learner", "completed", "success", "score", "seconds", "at",
         "answers", "checksum")


class Unreadable(ValueError):
    """Why a file is no result, as a message id."""


def read(data: bytes) -> tuple[str, Outcome]:
    """The program and the outcome. Unreadable where the file is another one, or was damaged on its way."""
    found = _parsed(data)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Unreadable("講義の結果ファイルではありません。")
    if set(found) != set(NAMES) or found["formatVersion"] != VERSION:
        raise Unreadable("この版の結果ファイルは読めません。")
    if not _fits(found) or checksum(found) != found["checksum"]:
        raise Unreadable("途中で壊れたか、書き換えられています。もう一度保存してもらってください。")
    return found["program"], Outcome(
        found["learner"], found["lecture"], _moment(found["at"]), found["lectureVersion"], found["completed"], found["success"],
        found["score"], found["seconds"], found["answers"])


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data[:LARGEST].decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _fits(found: dict[str, Any]) -> bool:
    """Every part of its type: what is kept rests on it."""
    texts = all(isinstance(found[name], str) and found[name].isprintable() and len(found[name]) <= most for name, most in TEXTS.items())
    codes = all(isinstance(found[name], str) and CODE.fullmatch(found[name]) for name in ("program", "lecture"))
    truths = isinstance(found["completed"], bool) and (found["success"] is None or isinstance(found["success"], bool))
    return texts and codes and truths and _is_whole(found["seconds"]) and _is_share(found["score"]) and _are_answers(found["answers"])


def _is_share(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1)


def _are_answers(value: Any) -> bool:
    return isinstance(value, dict) and all(CODE.fullmatch(name) and isinstance(right, bool) for name, right in value.items())


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**7


def _moment(text: str) -> datetime:
    try:
        return moment(text)
    except Malformed as error:
        raise Unreadable("日時が読めません。") from error


def checksum(found: dict[str, Any]) -> str:
    """As ``resultfile.js`` makes it."""
    score = found["score"]
    answers = [list(each) for each in sorted(found["answers"].items())]
    points = None if score is None else int(score * 10000 + 0.5)
    said = [*(found[name] for name in NAMES[:8]), points, found["seconds"], found["at"], answers]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
