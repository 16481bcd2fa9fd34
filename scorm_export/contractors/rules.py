"""When a qualification holds, how learners are called, and what a file of learner ids says. Pure."""
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.rosters.rules import NO_TEXT, plain_cell, records_of

SOON = timedelta(days=60)  # before its last day: time enough to renew a qualification
REFERENCE_LENGTH = 254
NAME_LENGTH = 200
WORDS_LENGTH = 2000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # lines may break, nothing else
CASE_STUDY = "case-study"  # what is taught besides modules and lectures: R092 asks more of its lecturers

ROW_LIMIT = 1000  # of a file of learner ids: a transaction, in which nobody else can write
COLUMNS = {"reference": ("学習者id", "learner_id"), "email": ("メールアドレス", "email")}  # not translated
# A file to fill in: the first line, and one that shows how.
EXAMPLE = (("学習者ID", "メールアドレス"), ("yamada01", "hanako@city.example.jp"))  # not translated
NOT_TAUGHT = "この委託先が担当する期の受講者ではありません。"


class Currency(StrEnum):
    """Whether a qualification holds on a day."""

    CURRENT = "current"
    ENDS_SOON = "ends-soon"
    OVERDUE = "overdue"


def currency(last_day: date, today: date) -> Currency:
    """It holds until the end of its last day (R091)."""
    if last_day < today:
        return Currency.OVERDUE
    return Currency.ENDS_SOON if last_day - today <= SOON else Currency.CURRENT


@dataclass(frozen=True, slots=True)
class CaseStudyFitness:
    """What R092 asks of those who lead case studies, beside the qualification itself."""

    insight: bool
    experience: bool

    @property
    def fit(self) -> bool:
        return self.insight and self.experience


def case_study_fitness(subjects: Sequence[str], insight: str, experience: str) -> CaseStudyFitness | None:
    """None for those who lead no case studies: nothing more is asked of them."""
    return CaseStudyFitness(bool(insight), bool(experience)) if CASE_STUDY in subjects else None


def problem_of_name(name: str, empty: str) -> str | None:
    """A message id where this cannot be a name; ``empty`` is the one for none at all."""
    if not 0 < len(name) <= NAME_LENGTH:
        return empty
    return "使えない文字が含まれています。" if CONTROL.search(name) else None


def problem_of_words(words: str) -> str | None:
    """A message id where these lines cannot be kept."""
    if len(words) > WORDS_LENGTH:
        return "2000字以内で入力してください。"
    return "使えない文字が含まれています。" if CONTROL.search(words) else None


# Learners ------------------------------------------------------------------------------------------------

def folded_reference(text: str) -> str:
    """One learner, one spelling: width, letter case and the spaces around make no difference. Empty where nothing is left."""
    return re.sub(r"[\x00-\x1f\x7f]", "", unicodedata.normalize("NFKC", text)).strip().casefold()[:REFERENCE_LENGTH]


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One line of a file of learner ids, as written; ``line`` is its line in the file, the header being 1."""

    line: int
    reference: str
    email: str


def learner_rows(text: str) -> tuple[list[LearnerRow], dict[int, str]]:
    """The rows of a file, and the errors by line. Where the header is wrong there are no rows."""
    if NO_TEXT.search(text):
        return [], {1: "使えない文字が含まれています。CSVとして保存し直してください。"}
    lines, broken = records_of(text)
    if broken:
        return [], {broken: "CSVとして読めません。引用符の閉じ忘れや、使えない文字がないかを確かめてください。"}
    places = _places(lines[0][1]) if lines else {}
    if len(places) < len(COLUMNS):
        return [], {1: "1行目に「学習者ID」と「メールアドレス」の項目がありません。見本の1行目と比べてください。"}
    rows = [_row(number, cells, places) for number, cells in lines[1:]]
    if not 0 < len(rows) <= ROW_LIMIT:
        return [], {1: "2行目から、1行に1名を書いてください。一度に登録できるのは1000行までです。"}
    return rows, _problems(rows)


def _places(header: Sequence[str]) -> dict[str, int]:
    cells = [plain_cell(cell) for cell in header]
    return {key: cells.index(name) for key, names in COLUMNS.items() for name in names if name in cells}


def _row(line: int, cells: Sequence[str], places: Mapping[str, int]) -> LearnerRow:
    def cell(key: str) -> str:
        return cells[places[key]].strip() if places[key] < len(cells) else ""

    return LearnerRow(line, cell("reference"), plain_cell(cell("email")))


def _problems(rows: Sequence[LearnerRow]) -> dict[int, str]:
    """By line; that one id means two people can be seen in the second of its lines only."""
    errors: dict[int, str] = {}
    meant: dict[str, str] = {}
    for row in rows:
        problem = problem_of_reference(row.reference)
        if not problem and meant.setdefault(folded_reference(row.reference), row.email) != row.email:
            problem = "同じ学習者IDが、前の行では別の方になっています。"
        if problem:
            errors[row.line] = problem
    return errors


def problem_of_reference(text: str) -> str | None:
    """A message id where this cannot be a learner id."""
    if not folded_reference(text):
        return "学習者IDを入力してください。"
    return "学習者IDは、254字以内で入力してください。" if len(text.strip()) > REFERENCE_LENGTH else None
