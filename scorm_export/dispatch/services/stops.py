"""The switch that stops every dispatch at once."""
from datetime import datetime

from sqlalchemy import select

from lms.db import db, transaction
from lms.errors import Invalid
from lms.ids import new_id
from scorm_export.dispatch import rules
from scorm_export.dispatch.models import Stop
from scorm_export.dispatch.views import StopView


def current() -> StopView | None:
    """The stop that holds now."""
    row = _holding()
    return _view(row) if row else None


def all_stops() -> list[StopView]:
    """All that there were, the newest first."""
    return [_view(row) for row in db.session.scalars(select(Stop).order_by(Stop.at.desc(), Stop.id))]


def _holding() -> Stop | None:
    return db.session.scalars(select(Stop).where(Stop.lifted_at.is_(None)).order_by(Stop.at)).first()


def stop(reason: str, by: str, now: datetime) -> StopView:
    """Nothing is opened or stored from the next request, at any contractor. While stopped already, the first reason stays."""
    problems = rules.reason_problem(reason)
    if problems:
        raise Invalid(problems)
    with transaction() as session:
        row = _holding()
        if row is None:
            row = Stop(id=new_id(), reason=reason.strip(), at=now, by=by, lifted_at=None, lifted_by=None)
            session.add(row)
        return _view(row)


def lift(by: str, now: datetime) -> None:
    """Everything goes on where it was. Where nothing is stopped, nothing happens."""
    with transaction() as session:
        for row in session.scalars(select(Stop).where(Stop.lifted_at.is_(None)).with_for_update()):
            row.lifted_at, row.lifted_by = now, by


def _view(row: Stop) -> StopView:
    return StopView(row.reason, row.at, row.by, row.lifted_at, row.lifted_by)
