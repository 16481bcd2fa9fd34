"""The register of a contractor's lecturers (R091, R092)."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lms.db import db, transaction
from lms.errors import Invalid, NotFound
from lms.ids import new_id
from scorm_export.contractors.models import Contractor, Qualification
from scorm_export.contractors.views import QualificationView

MOST_SUBJECTS = 300  # characters of all codes together


@dataclass(frozen=True, slots=True)
class NewQualification:
    """``subjects``: modules or lectures, or ``case-study``; ``evidence``: the document that was seen."""

    name: str
    subjects: Sequence[str]
    evidence: str
    last_day: date | None
    insight: str = ""
    experience: str = ""


def qualifications(contractor_id: str) -> list[QualificationView]:
    """Those in force or run out, the first to end first; removed ones are not told."""
    rows = db.session.scalars(
        select(Qualification).where(Qualification.contractor_id == contractor_id, Qualification.removed_at.is_(None))
        .order_by(Qualification.last_day, Qualification.name))
    return [QualificationView(row.id, row.name, tuple(row.subjects.split()), row.evidence, row.insight, row.experience,
                              row.last_day) for row in rows]


def add_qualification(contractor_id: str, new: NewQualification, by: str, now: datetime) -> str:
    """Its id. Invalid where something that an auditor asks for is missing."""
    _refuse_gaps(new)
    assert new.last_day is not None
    with transaction() as session:
        if session.get(Contractor, contractor_id) is None:
            raise NotFound(contractor=contractor_id)
        row = Qualification(
            id=new_id(), contractor_id=contractor_id, name=" ".join(new.name.split()), subjects=" ".join(new.subjects),
            evidence=new.evidence.strip(), insight=new.insight.strip(), experience=new.experience.strip(),
            last_day=new.last_day, at=now, by=by)
        session.add(row)
        return row.id


def _refuse_gaps(new: NewQualification) -> None:
    problems = {
        "name": (not 0 < len(new.name.strip()) <= 200, "講師の名前を、200文字以内で入力してください。"),
        "subjects": (not new.subjects or len(" ".join(new.subjects)) > MOST_SUBJECTS, "担当する区分や講義を選んでください。"),
        "evidence": (not new.evidence.strip(), "確認した書類を入力してください。"),
        "last_day": (new.last_day is None, "有効期限の日を入力してください。"),
    }
    errors = {name: message for name, (wrong, message) in problems.items() if wrong}
    if errors:
        raise Invalid(errors)


def remove_qualification(contractor_id: str, qualification_id: str, by: str, now: datetime) -> None:
    """The row stays for the audit."""
    with transaction() as session:
        row = session.get(Qualification, qualification_id, with_for_update=True)
        if row is None or row.contractor_id != contractor_id or row.removed_at is not None:
            raise NotFound(qualification=qualification_id)
        row.removed_at, row.removed_by = now, by
