"""The watch over contractors: what came home from them beside the agency's own trainees."""
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from sqlalchemy import select

from assessments.attempts import services as attempts
from assessments.attempts.services.sheets import SubmittedSheet
from assessments.items.answering import POINTS
from courses.publishing import services as publishing
from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.errors import Invalid, NotFound
from lms.periods import civil_day
from lms.programs.definition import Program
from scorm_export.contractors import services as contractors
from scorm_export.contractors.views import ContractorView
from scorm_export.packages import services as packages
from scorm_export.quality import figures, questionnaire, rules, watch
from scorm_export.quality.figures import Mean, Share
from scorm_export.quality.models import QuestionCount
from scorm_export.quality.questionnaire import Row
from scorm_export.quality.views import Agency, Quality
from scorm_export.results import services as results

PROGRAM = "fnsc-training"  # what contractors give lectures of


@dataclass(frozen=True, slots=True)
class Ground:
    """What all contractors are measured against, asked once."""

    agency: Agency
    program: Program | None
    newest: Mapping[str, str]


def overview(now: datetime) -> list[Quality]:
    """Every contractor that has not ended, those with the heaviest warnings first."""
    ground, order = _ground(), list(rules.Code)
    found = [_quality(each, ground, now) for each in contractors.contractors() if each.ended_at is None]
    return sorted(found, key=lambda each: (min((order.index(w.code) for w in each.warnings), default=len(order)), each.contractor.name))


def quality(contractor_id: str, now: datetime) -> Quality:
    return _quality(contractors.contractor(contractor_id), _ground(), now)


def agency_scores() -> Mapping[str, Mean]:
    """The mean score of the agency's own trainees in each lecture's test, by code."""
    return _ground().agency.scores


def _ground() -> Ground:
    try:
        program = packages.newest_program(PROGRAM)
    except NotFound:
        return Ground(Agency(None, {}, {}), None, {})
    return Ground(_agency(program), program, publishing.newest_of(PROGRAM))


def _quality(contractor: ContractorView, ground: Ground, now: datetime) -> Quality:
    outcomes = [each.outcome for each in results.results_of(contractor.id)]
    shares, lectures = figures.shares_by_learner(outcomes), figures.by_lecture(outcomes)
    items = figures.by_item(figures.shares_by_item(outcomes), ground.agency.items)
    drifts, questions = figures.drift(outcomes, ground.newest), question_means(contractor.id)
    alarm = watch.watched(shares, ground.agency.baseline) if ground.agency.baseline else None
    warnings = [
        *rules.of_alarm(alarm), *rules.of_items(items), *rules.of_lectures(lectures), *rules.of_drift(drifts),
        *rules.of_questions(questions),
        *rules.of_qualifications(contractors.qualifications(contractor.id), _modules(contractor, ground.program), civil_day(now))]
    return Quality(contractor, len(outcomes), len(shares), figures.mean_of(shares, 0, 1), tuple(lectures), tuple(items), tuple(drifts),
                   questions, tuple(rules.by_weight(warnings)))


def _modules(contractor: ContractorView, program: Program | None) -> dict[str, str]:
    """Module by code of each lecture that it may give."""
    if program is None:
        return {}
    return {a.id: a.module or "" for a in packages.lectures_of(program) if contractor.may_take(program.id, a.id)}


# The agency's own ---------------------------------------------------------------------------------------

def _agency(program: Program) -> Agency:
    """First attempts of the trainees of rounds that no contractor teaches. The number of queries does not grow with them."""
    taught = {cohort for each in contractors.contractors() for cohort in each.cohorts}
    own = {cohort.id for cohort in enrollments.cohorts()} - taught
    people: dict[str, list[float]] = defaultdict(list)
    items: Counter[tuple[str, bool]] = Counter()
    scores: dict[str, Mean] = {}
    for lecture, test in [(a, test) for a in packages.lectures_of(program) for test in program.closing_of(a.id) if own]:
        first = {sheet.person_id: sheet for sheet in reversed(attempts.submitted_sheets(test.id, own))}
        marks = {person: [mark / POINTS for mark in sheet.marks] for person, sheet in first.items()}
        _add(people, items, first.values(), marks)
        mean = figures.mean_of([fmean(each) for each in marks.values() if each], 0, 1)
        if mean:
            scores[lecture.id] = mean
    shares = [fmean(each) for each in people.values() if each]
    names = {name for name, _right in items}
    return Agency(watch.baseline(shares), {n: Share(items[n, True], items[n, True] + items[n, False]) for n in names}, scores)


def _add(
    people: dict[str, list[float]], items: Counter[tuple[str, bool]], sheets: Iterable[SubmittedSheet], marks: Mapping[str, list[float]],
) -> None:
    sheets = list(sheets)
    asked = attempts.asked_items(version for sheet in sheets for version in sheet.versions)
    for sheet in sheets:
        people[sheet.person_id] += marks[sheet.person_id]
        items.update((asked[version].item.id, mark == 1)
                     for version, mark in zip(sheet.versions, marks[sheet.person_id], strict=True))


# Questionnaires -----------------------------------------------------------------------------------------

def question_means(contractor_id: str) -> dict[str, Mean]:
    """The mean of the answers from 1 to 5, by question."""
    answers: dict[str, list[float]] = defaultdict(list)
    for row in db.session.scalars(select(QuestionCount).where(QuestionCount.contractor_id == contractor_id)
                                  .order_by(QuestionCount.question)):
        for value, count in enumerate((row.ones, row.twos, row.threes, row.fours, row.fives), 1):
            answers[row.question] += [float(value)] * count
    return {question: mean for question, values in answers.items() if (mean := figures.mean_of(values, 1, 5))}


def read_questionnaire(contractor_id: str, text: str) -> tuple[list[Row], dict[int, str]]:
    """What a table says, and messages by line; nothing is kept."""
    return questionnaire.read(text, contractors.contractor(contractor_id).codes(PROGRAM))


def keep_questionnaire(contractor_id: str, text: str, by: str, now: datetime) -> int:
    """How many rows were kept: all or none. Invalid where a line is wrong. The same lecture, day and question again is a correction."""
    rows, problems = read_questionnaire(contractor_id, text)
    if problems:
        raise Invalid({"table": f"{min(problems)}: {problems[min(problems)]}"}, lines=problems)
    with transaction() as session:
        for row in rows:
            counts = dict(zip(("ones", "twos", "threes", "fours", "fives"), row.counts, strict=True))
            session.merge(QuestionCount(
                contractor_id=contractor_id, lecture=row.lecture, day=row.day, question=row.question, at=now, by=by, **counts))
    return len(rows)
