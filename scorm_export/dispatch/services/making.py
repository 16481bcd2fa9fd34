"""Dispatches themselves: made, changed, revoked, found by their key."""
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from flask import current_app
from sqlalchemy import func, select

from lms.db import db, transaction
from lms.errors import Conflict, Invalid, NotFound
from lms.ids import new_id
from lms.periods import civil_day
from scorm_export.contractors import services as contractors
from scorm_export.contractors.views import ContractorView
from scorm_export.dispatch import rules
from scorm_export.dispatch.models import Dispatch, Terms
from scorm_export.dispatch.rules import Surroundings, Wanted
from scorm_export.dispatch.services import stops, tests
from scorm_export.dispatch.views import DispatchView, TermsView
from scorm_export.packages import services as packages


def create(contractor_id: str, wanted: Wanted, by: str, now: datetime) -> DispatchView:
    """Invalid by field for what cannot be meant, Conflict for a contractor that has ended."""
    contractor = contractors.contractor(contractor_id)
    if contractor.ended_at is not None:
        raise Conflict("この委託は終わっています。", contractor=contractor_id)
    problems = rules.problems_of(wanted, contractor.codes(wanted.program), _tests(wanted.program), civil_day(now))
    if problems:
        raise Invalid(problems)
    with transaction() as session:
        row = Dispatch(
            id=new_id(), contractor_id=contractor_id, program=wanted.program, lectures=list(wanted.lectures), tests=list(wanted.tests),
            language=wanted.language, origins=list(wanted.origins), at=now, by=by, revoked_at=None, revoked_by=None, revoked_reason="")
        session.add(row)
        session.flush()
        session.add(Terms(dispatch_id=row.id, number=1, cap=wanted.cap, last_day=wanted.last_day, at=now, by=by))
        session.flush()
        return dispatch(row.id)


def _tests(program_id: str) -> set[str]:
    return {test.id for test in tests.tests_of(packages.newest_program(program_id))}


def change_terms(dispatch_id: str, cap: int | None, last_day: date | None, by: str, now: datetime) -> DispatchView:
    """Invalid by field; what held before stays known. A cap below those who are registered keeps out newcomers only."""
    problems = rules.terms_problems(cap, last_day, civil_day(now))
    if problems:
        raise Invalid(problems)
    with transaction() as session:
        _held(dispatch_id)
        number = session.scalar(select(func.max(Terms.number)).where(Terms.dispatch_id == dispatch_id)) or 0
        session.add(Terms(dispatch_id=dispatch_id, number=number + 1, cap=cap, last_day=last_day, at=now, by=by))
        session.flush()
        return dispatch(dispatch_id)


def revoke(dispatch_id: str, reason: str, by: str, now: datetime) -> DispatchView:
    """From the next request nothing is opened or stored. Once only: the first reason stays. Invalid without a reason."""
    problems = rules.reason_problem(reason)
    if problems:
        raise Invalid(problems)
    with transaction():
        row = _held(dispatch_id)
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by, row.revoked_reason = now, by, reason.strip()
        return dispatch(dispatch_id)


def _held(dispatch_id: str) -> Dispatch:
    row = db.session.get(Dispatch, dispatch_id, with_for_update=True)
    if row is None:
        raise NotFound(dispatch=dispatch_id)
    return row


def dispatch(dispatch_id: str) -> DispatchView:
    row = db.session.get(Dispatch, dispatch_id)
    if row is None:
        raise NotFound(dispatch=dispatch_id)
    return _views([row])[0]


def dispatches(contractor_id: str | None = None) -> list[DispatchView]:
    """The newest first; of one contractor, or all."""
    wanted = select(Dispatch).order_by(Dispatch.at.desc(), Dispatch.id)
    if contractor_id is not None:
        wanted = wanted.where(Dispatch.contractor_id == contractor_id)
    return _views(db.session.scalars(wanted).all())


def _views(rows: Iterable[Dispatch]) -> list[DispatchView]:
    rows = list(rows)
    terms = _terms([row.id for row in rows])
    return [DispatchView(
        row.id, row.contractor_id, row.program, tuple(row.lectures), tuple(row.tests), row.language, tuple(row.origins),
        terms[row.id][0].cap, terms[row.id][0].last_day, row.at, row.by, row.revoked_at, row.revoked_by, row.revoked_reason)
        for row in rows]


def terms_of(dispatch_id: str) -> list[TermsView]:
    """The newest first, which holds."""
    return _terms([dispatch_id])[dispatch_id]


def _terms(ids: list[str]) -> dict[str, list[TermsView]]:
    found: dict[str, list[TermsView]] = defaultdict(list)
    for row in db.session.scalars(select(Terms).where(Terms.dispatch_id.in_(ids)).order_by(Terms.number.desc())):
        found[row.dispatch_id].append(TermsView(row.cap, row.last_day, row.at, row.by))
    return found


def by_key(key: str) -> DispatchView | None:
    """None for a key that was not made here."""
    dispatch_id = rules.dispatch_of(secret(), key)
    row = db.session.get(Dispatch, dispatch_id) if dispatch_id else None
    return _views([row])[0] if row else None


def key_of(dispatch_id: str) -> str:
    return rules.key_of(secret(), dispatch_id)


def secret() -> str:
    key = current_app.secret_key
    assert isinstance(key, str)
    return key


def surroundings(found: DispatchView) -> Surroundings:
    return around(contractors.contractor(found.contractor_id), found.program, stops.current() is not None)


def around(contractor: ContractorView, program: str, stopped: bool) -> Surroundings:
    return Surroundings(stopped, contractor.ended_at is None, frozenset(contractor.codes(program)))
