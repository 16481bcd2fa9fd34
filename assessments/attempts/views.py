"""What the services answer with. Nothing here holds a key, but ``ResultView`` and what is in it."""
from dataclasses import dataclass
from datetime import datetime

from assessments.attempts.rules import Score
from assessments.items.answering import is_empty
from lms.programs.definition import Activity, Words


@dataclass(frozen=True, slots=True)
class Question:
    """One position of a form, counted from 1. ``order`` lists the written positions in the order shown."""

    position: int
    version: str
    kind: str
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as it may be seen before submission.

    ``choices`` in the order shown: choices, matches or steps; ``lines`` are what the matches belong to. ``response``
    as in ``assessments.items.answering``; empty without an answer. ``case`` is what it is about, with others.
    """

    position: int
    kind: str
    module: str | None
    case: Words | None
    stem: Words
    choices: tuple[Words, ...]
    lines: tuple[Words, ...]
    response: tuple[int, ...] | str
    revision: int
    is_flagged: bool

    @property
    def is_answered(self) -> bool:
        return not is_empty(self.response)


@dataclass(frozen=True, slots=True)
class AttemptView:
    """``saved_at``: when the last answer arrived. ``minutes``: the time limit, None without one."""

    id: str
    enrollment_id: str
    activity: str
    number: int
    started_at: datetime
    deadline: datetime
    minutes: int | None
    submitted_at: datetime | None
    sequence: int
    saved_at: datetime | None
    questions: tuple[QuestionView, ...]

    @property
    def answered(self) -> int:
        return sum(question.is_answered for question in self.questions)

    def question(self, position: int) -> QuestionView | None:
        return self.questions[position - 1] if 0 < position <= len(self.questions) else None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's word that an answer is stored: its number in the journal and the answer's revision."""

    sequence: int
    position: int
    revision: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class TimeView:
    """``seconds_left`` by the server's clock."""

    deadline: datetime
    seconds_left: int
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """``kind``, ``key`` and ``accepted`` as in ``assessments.attempts.corrections``; ``by`` is a person's id."""

    kind: str
    key: tuple[int, ...]
    accepted: tuple[str, ...]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CorrectionChange:
    """One attempt before and after a correction; ``marks`` are its points afterward, by question."""

    attempt: str
    enrollment_id: str
    person_id: str
    activity: str
    number: int
    before: Score
    after: Score
    marks: tuple[int, ...]

    @property
    def raised(self) -> bool:
        return self.after.raw > self.before.raw

    @property
    def passes_now(self) -> bool:
        return self.after.passed and not self.before.passed


@dataclass(frozen=True, slots=True)
class AccommodationView:
    """``percent`` of everybody's time in tests; ``by`` is a person's id."""

    percent: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One line of the history. ``score`` is None until submission."""

    id: str
    number: int
    started_at: datetime
    deadline: datetime
    submitted_at: datetime | None
    score: Score | None


@dataclass(frozen=True, slots=True)
class AttemptOf:
    """One line of everything a trainee has taken."""

    id: str
    activity: Activity
    number: int
    started_at: datetime
    submitted_at: datetime | None
    score: Score | None


@dataclass(frozen=True, slots=True)
class TestView:
    """A test before it begins. ``limit``: when a form begun now would end; ``running``: the attempt to go on with."""

    activity: str
    title: Words
    lecture: str | None
    items: int
    goal: int
    must_pass: bool
    minutes: int | None
    closes: datetime
    limit: datetime
    running: str | None
    history: tuple[AttemptLine, ...]

    @property
    def number(self) -> int:
        """Of the attempt that runs, or else of the next one, counted from 1."""
        return len(self.history) + (self.running is None)


@dataclass(frozen=True, slots=True)
class ChoiceResult:
    text: Words
    why: Words
    right: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """A question after submission, with its key and explanation.

    ``choices`` in the order shown, where one chooses; else ``given`` and ``expected`` say in lines what was answered and
    what is right. ``share``: what the answer is worth, 0 to 1. ``correction``: ``void`` or
    ``rekey`` where the item was found faulty later (ruling A17).
    """

    position: int
    kind: str
    lecture: str
    module: str | None
    section: str
    clause: Words
    case: Words | None
    stem: Words
    choices: tuple[ChoiceResult, ...]
    given: tuple[Words, ...]
    expected: tuple[Words, ...]
    explanation: Words
    share: float
    answered: bool
    correction: str = ""

    @property
    def right(self) -> bool:
        return self.share == 1


@dataclass(frozen=True, slots=True)
class ModuleResult:
    """``right`` in items; ``lectures``: those with a wrong answer, and the section of the first one."""

    module: str
    title: Words
    right: float
    items: int
    lectures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    id: str
    activity: str
    number: int
    submitted_at: datetime
    at_deadline: bool
    score: Score
    passed: bool
    answers: tuple[AnswerResult, ...]
    modules: tuple[ModuleResult, ...]
