"""Forms to be printed, years later too: from the versions and the order that each attempt has kept."""
from sqlalchemy import select

from assessments.attempts import rules
from assessments.attempts.models import Attempt
from assessments.attempts.paper import PaperQuestion
from assessments.attempts.services.rows import owned, questions_of, test_of, versions_of
from assessments.attempts.views import AttemptOf
from lms.db import db
from lms.errors import NotFound, Refused


def attempts_of(enrollment_id: str) -> list[AttemptOf]:
    """Every attempt of one enrollment at every test, the newest first."""
    rows = db.session.scalars(
        select(Attempt).where(Attempt.enrollment_id == enrollment_id).order_by(Attempt.started_at.desc(), Attempt.id))
    return [AttemptOf(row.id, test_of(enrollment_id, row.activity).activity, row.number, row.started_at, row.submitted_at,
                      None if row.marks is None or row.goal is None else rules.score(row.marks, row.goal)) for row in rows]


def paper(enrollment_id: str, attempt_id: str) -> list[PaperQuestion]:
    """For the office. NotFound where the attempt is not the enrollment's."""
    row = db.session.get(Attempt, attempt_id)
    if row is None or row.enrollment_id != enrollment_id:
        raise NotFound(attempt=attempt_id)
    return _questions(row)


def own_paper(attempt_id: str, person_id: str) -> list[PaperQuestion]:
    """For the trainee; Refused before submission: a test is taken on the screen."""
    row = owned(db.session(), attempt_id, person_id)
    if row.submitted_at is None:
        raise Refused("結果は、提出した後に見られます。", reason="not-submitted", attempt=attempt_id)
    return _questions(row)


def _questions(row: Attempt) -> list[PaperQuestion]:
    questions = questions_of(row)
    versions = versions_of(questions)
    return [PaperQuestion(q.position, versions[q.version].item, q.order) for q in questions]
