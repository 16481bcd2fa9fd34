"""A table of questionnaire results as CSV: lecture, day, question, and how many answered 1 to 5. Pure."""
import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HEADER = ("講義", "実施日", "設問", "1", "2", "3", "4", "5")  # not translated
MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """``counts``: how many answered 1, 2, 3, 4 and 5."""

    lecture: str
    day: date
    question: str
    counts: tuple[int, ...]


def read(text: str, lectures: Sequence[str]) -> tuple[list[Row], dict[int, str]]:
    """The rows, and messages by line (the header is 1)."""
    try:
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), strict=True) if any(cell.strip() for cell in line)]
    except csv.Error:
        return [], {1: "CSVとして読めません。引用符の閉じ忘れがないかを確かめてください。"}
    if not lines or tuple(unicodedata.normalize("NFKC", cell).strip() for cell in lines[0]) != HEADER:
        return [], {1: "1行目は「講義,実施日,設問,1,2,3,4,5」にしてください。"}
    if not 1 < len(lines) <= MOST_ROWS + 1:
        return [], {1: "2行目から、1,000行までで書いてください。"}
    read_rows = {number: _row(cells, lectures) for number, cells in enumerate(lines[1:], 2)}
    return ([row for row in read_rows.values() if isinstance(row, Row)],
            {number: found for number, found in read_rows.items() if isinstance(found, str)})


def _row(cells: Sequence[str], lectures: Sequence[str]) -> Row | str:
    """The row, or what is wrong with it."""
    if len(cells) != len(HEADER):
        return "列の数が1行目と違います。"
    lecture, when, question, *counts = (unicodedata.normalize("NFKC", cell).strip() for cell in cells)
    if lecture not in lectures:
        return "渡されている講義の番号ではありません。"
    found = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", when)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        return "実施日は 2027-06-10 のように書いてください。"
    if not 0 < len(question) <= 200:
        return "設問を、200文字以内で書いてください。"
    if not all(re.fullmatch(r"\d{1,6}", count) for count in counts):
        return "人数は数字で書いてください。"
    return Row(lecture, day, question, tuple(map(int, counts)))
