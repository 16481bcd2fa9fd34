"""What a trainee did with a package, told to their ledger."""
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select

from lms.db import db
from lms.enrollments import services as enrollments
from lms.errors import Conflict
from lms.ids import derived_id
from lms.programs.progress import Verb
from lms.records import services as records
from scorm_export.foreign.learning import Outcome, together
from scorm_export.foreign.models import ForeignState
from scorm_export.foreign.services.packages import package


def tell(row: ForeignState, now: datetime) -> None:
    """Once the whole package is done, and once more when it is known for the first time whether it was passed.

    ``experienced`` counts for nothing: a package gates nothing. Call it inside of the transaction that changed the row.
    """
    records.hold(row.enrollment_id)  # of two parts that are finished at one moment, the later one sees the other
    found = together(_outcomes(row))
    if not found.completed:
        return
    fact = derived_id("foreign", row.enrollment_id, row.lecture, row.foreign_id, str(found.success))
    with suppress(Conflict):  # told already, with another score: what was written first stays
        records.append(row.enrollment_id, Verb.EXPERIENCED, row.lecture, at=now, result=found.told(), fact_id=fact,
                       by=enrollments.enrollment(row.enrollment_id).person_id, source=f"foreign:{row.foreign_id}")


def _outcomes(row: ForeignState) -> list[Outcome]:
    """Of every part; one that was never opened is not done."""
    rows = db.session.scalars(select(ForeignState).where(
        ForeignState.enrollment_id == row.enrollment_id, ForeignState.lecture == row.lecture,
        ForeignState.foreign_id == row.foreign_id).execution_options(populate_existing=True)).all()
    known = {each.part: Outcome(each.completed, each.success, each.score) for each in rows}
    return [known.get(n, Outcome()) for n in range(len(package(row.foreign_id).parts))]
