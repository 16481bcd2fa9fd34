"""Contractors themselves: made, scoped, allowed to credit, ended."""
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.errors import Conflict, Invalid, NotFound
from lms.ids import new_id
from lms.programs import services as programs
from lms.programs.definition import Program
from scorm_export.contractors import rules
from scorm_export.contractors.models import Contractor, CreditDecision, Member, TakenLecture, TaughtCohort
from scorm_export.contractors.views import SEPARATOR, ContractorView, CreditView

LATEST = (select(CreditDecision.contractor_id, func.max(CreditDecision.number).label("number"))
          .group_by(CreditDecision.contractor_id).subquery())


def contractors() -> list[ContractorView]:
    """All of them by name, also those that have ended; five queries however many there are."""
    return _views(db.session.scalars(select(Contractor).order_by(Contractor.name)).all())


def contractor(contractor_id: str) -> ContractorView:
    row = db.session.get(Contractor, contractor_id)
    if row is None:
        raise NotFound(contractor=contractor_id)
    return _views([row])[0]


def contractor_of(person_id: str) -> ContractorView | None:
    """The contractor that a person works for; None for anybody else, and once it has ended."""
    member = db.session.get(Member, person_id)
    found = contractor(member.contractor_id) if member else None
    return found if found and found.ended_at is None else None


def _views(rows: Iterable[Contractor]) -> list[ContractorView]:
    rows = list(rows)
    ids = [row.id for row in rows]
    cohorts = _grouped(select(TaughtCohort.contractor_id, TaughtCohort.cohort_id)
                       .where(TaughtCohort.contractor_id.in_(ids)).order_by(TaughtCohort.cohort_id))
    lectures = _grouped(select(TakenLecture.contractor_id, TakenLecture.program + SEPARATOR + TakenLecture.lecture)
                        .where(TakenLecture.contractor_id.in_(ids)).order_by(TakenLecture.program, TakenLecture.lecture))
    credits = set(db.session.scalars(
        select(CreditDecision.contractor_id).where(CreditDecision.allowed).join(
            LATEST, (LATEST.c.contractor_id == CreditDecision.contractor_id) & (LATEST.c.number == CreditDecision.number))))
    return [ContractorView(row.id, row.name, tuple(cohorts[row.id]), tuple(lectures[row.id]), row.id in credits, row.ended_at)
            for row in rows]


def _grouped(pairs: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in db.session.execute(pairs):
        found[key].append(value)
    return found


def create_contractor(name: str, by: str, now: datetime) -> ContractorView:
    """Invalid without a name, Conflict where there is one of that name."""
    name = " ".join(name.split())
    if problem := rules.problem_of_name(name, "委託先の名前を、200文字以内で入力してください。"):
        raise Invalid({"name": problem})
    with transaction() as session:
        row = Contractor(id=new_id(), name=name, created_at=now, created_by=by)
        session.add(row)
        try:
            session.flush()
        except IntegrityError as error:
            raise Conflict("この名前の委託先は、すでにあります。") from error
        return contractor(row.id)


def held(session: Session, contractor_id: str) -> Contractor:
    """The row of one that works, which nobody else changes until the transaction ends. NotFound; Conflict once it has ended."""
    row = session.get(Contractor, contractor_id, with_for_update=True)
    if row is None:
        raise NotFound(contractor=contractor_id)
    if row.ended_at is not None:
        raise Conflict("この委託先との委託は終わっています。変えられません。")
    return row


def hold(contractor_id: str) -> None:
    """Nobody else decides on it, or takes results of it, until the transaction ends."""
    db.session.execute(select(Contractor.id).where(Contractor.id == contractor_id).with_for_update(key_share=True))


def end_contractor(contractor_id: str, by: str, now: datetime) -> None:
    """From the next request its accounts open nothing and its dispatches play nothing. What came stays.

    Conflict where it has ended before: when it did, and who did it, stay as they are.
    """
    with transaction() as session:
        row = held(session, contractor_id)
        row.ended_at, row.ended_by = now, by


def set_cohorts(contractor_id: str, cohort_ids: Collection[str]) -> None:
    """The rounds whose trainees it teaches, as a whole. Invalid for one that does not exist."""
    if set(cohort_ids) - {each.id for each in enrollments.cohorts()}:
        raise Invalid({"cohorts": "この期は登録されていません。"})
    _replace(contractor_id, TaughtCohort, [{"cohort_id": each} for each in sorted(set(cohort_ids))])


def programs_on_offer() -> list[Program]:
    """The programs in force, whose lectures a contractor may be given."""
    return [programs.program(version.id) for version in programs.newest_versions()]


def set_lectures(contractor_id: str, program: str, codes: Collection[str]) -> None:
    """The lectures of one program that it may take, as a whole. Invalid for what is no lecture of it."""
    offered = {lecture.id for each in programs_on_offer() if each.id == program for lecture in each.studied}
    if set(codes) - offered:
        raise Invalid({"lectures": "この講義は、研修課程にありません。"})
    _replace(contractor_id, TakenLecture, [{"program": program, "lecture": each} for each in sorted(set(codes))],
             TakenLecture.program == program)


def _replace(contractor_id: str, table: Any, rows: list[dict[str, str]], *within: Any) -> None:
    with transaction() as session:
        held(session, contractor_id)
        session.execute(delete(table).where(table.contractor_id == contractor_id, *within))
        session.add_all(table(contractor_id=contractor_id, **row) for row in rows)


def decide_credit(contractor_id: str, allowed: bool, reason: str, by: str, now: datetime) -> None:
    """Whether its results count toward the program from now on. Invalid without a reason, which an auditor will ask for."""
    reason = reason.strip()
    problem = rules.problem_of_words(reason) if reason else "理由を入力してください。監査のときに示します。"
    if problem:
        raise Invalid({"reason": problem})
    with transaction() as session:
        held(session, contractor_id)
        last = session.scalar(select(func.max(CreditDecision.number)).where(CreditDecision.contractor_id == contractor_id))
        session.add(CreditDecision(contractor_id=contractor_id, number=(last or 0) + 1, allowed=allowed,
                                   reason=reason, by=by, at=now))


def credit_decisions(contractor_id: str) -> list[CreditView]:
    """The newest first."""
    rows = db.session.scalars(select(CreditDecision).where(CreditDecision.contractor_id == contractor_id)
                              .order_by(CreditDecision.number.desc()))
    return [CreditView(row.allowed, row.reason, row.by, row.at) for row in rows]


def may_see_cohort(contractor_id: str, cohort_id: str) -> bool:
    return db.session.get(TaughtCohort, (contractor_id, cohort_id)) is not None
