"""The register of a contractor's lecturers (R091, R092)."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from lms.db import db, transaction
from lms.errors import Invalid, NotFound
from lms.ids import new_id
from scorm_export.contractors import rules
from scorm_export.contractors.models import Qualification
from scorm_export.contractors.services.contractors import held, programs_on_offer
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
    return _register(Qualification.contractor_id == contractor_id).get(contractor_id, [])


def all_qualifications() -> dict[str, list[QualificationView]]:
    """Of every contractor that has any, by its id, as ``qualifications`` tells them."""
    return _register()


def _register(*within: ColumnElement[bool]) -> dict[str, list[QualificationView]]:
    found: dict[str, list[QualificationView]] = {}
    for row in db.session.scalars(select(Qualification).where(Qualification.removed_at.is_(None), *within)
                                  .order_by(Qualification.last_day, Qualification.name, Qualification.id)):
        found.setdefault(row.contractor_id, []).append(QualificationView(
            row.id, row.name, tuple(row.subjects.split()), row.evidence, row.insight, row.experience, row.last_day))
    return found


def add_qualification(contractor_id: str, new: NewQualification, by: str, now: datetime) -> str:
    """Its id. Invalid where something that an auditor asks for is missing, or a subject is none of ours."""
    _refuse_gaps(new)
    assert new.last_day is not None
    with transaction() as session:
        held(session, contractor_id)
        row = Qualification(
            id=new_id(), contractor_id=contractor_id, name=" ".join(new.name.split()), subjects=" ".join(dict.fromkeys(new.subjects)),
            evidence=new.evidence.strip(), insight=new.insight.strip(), experience=new.experience.strip(),
            last_day=new.last_day, at=now, by=by)
        session.add(row)
        return row.id


def subjects() -> list[str]:
    """What a lecturer may teach: the modules and lectures of the programs in force, and case studies."""
    found = programs_on_offer()
    modules = [module.id for each in found for module in each.modules]
    return [*modules, *(lecture.id for each in found for lecture in each.studied), rules.CASE_STUDY]


def _refuse_gaps(new: NewQualification) -> None:
    known = set(new.subjects) <= set(subjects()) and len(" ".join(new.subjects)) <= MOST_SUBJECTS
    problems = {
        "name": rules.problem_of_name(" ".join(new.name.split()), "講師の名前を、200文字以内で入力してください。"),
        "subjects": None if new.subjects and known else "担当する区分や講義を選んでください。",
        "evidence": rules.problem_of_words(new.evidence) if new.evidence.strip() else "確認した書類を入力してください。",
        "insight": rules.problem_of_words(new.insight), "experience": rules.problem_of_words(new.experience),
        "last_day": None if new.last_day else "有効期限の日を入力してください。",
    }
    errors = {name: problem for name, problem in problems.items() if problem}
    if errors:
        raise Invalid(errors)


def remove_qualification(contractor_id: str, qualification_id: str, by: str, now: datetime) -> None:
    """The row stays for the audit."""
    with transaction() as session:
        row = session.get(Qualification, qualification_id, with_for_update=True)
        if row is None or row.contractor_id != contractor_id or row.removed_at is not None:
            raise NotFound(qualification=qualification_id)
        row.removed_at, row.removed_by = now, by
