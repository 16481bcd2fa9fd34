"""Rows of results and the views of them."""
from sqlalchemy import select

from lms.db import db
from lms.errors import NotFound
from scorm_export.results.models import Report, Result
from scorm_export.results.outcome import Outcome, Standing, Way
from scorm_export.results.views import ReportView, ResultView


def results_of(contractor_id: str) -> list[ResultView]:
    """By lecture and learner."""
    rows = db.session.scalars(select(Result).where(Result.contractor_id == contractor_id)
                              .order_by(Result.program, Result.lecture, Result.learner))
    return [view(row) for row in rows]


def result(contractor_id: str, result_id: str) -> ResultView:
    """NotFound for one that is not this contractor's."""
    row = db.session.get(Result, result_id)
    if row is None or row.contractor_id != contractor_id:
        raise NotFound(result=result_id)
    return view(row)


def reports_of(result_id: str) -> list[ReportView]:
    """Everything that was said, the first first."""
    rows = db.session.scalars(select(Report).where(Report.result_id == result_id).order_by(Report.received_at, Report.id))
    return [ReportView(Way(row.way), row.by, row.content, row.received_at) for row in rows]


def outcome_of(row: Result) -> Outcome:
    return Outcome(row.learner, row.lecture, row.at, row.version, row.completed, row.success, row.score, row.seconds, row.answers)


def view(row: Result) -> ResultView:
    return ResultView(row.id, row.contractor_id, row.program, outcome_of(row), row.enrollment_id, Standing(row.standing),
                      row.counted_at, row.changed_at)
