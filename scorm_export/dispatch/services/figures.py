"""What the secretariat sees of each dispatch: registrations, who is active, what is completed, which versions were seen."""
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, distinct, func, select

from lms.db import db
from lms.enrollments import services as enrollments
from lms.people import services as people
from scorm_export.contractors import services as contractors
from scorm_export.contractors import veils
from scorm_export.dispatch import rules
from scorm_export.dispatch.models import PackageTaken, Registration
from scorm_export.dispatch.services import making, stops
from scorm_export.dispatch.views import DispatchLine, DispatchView, Figures, LearnerLine, TakenView, VersionLine
from scorm_export.packages import services as packages


def lines(found: Sequence[DispatchView], now: datetime) -> list[DispatchLine]:
    """A few queries however many dispatches there are."""
    stopped = stops.current() is not None
    by_id = {each.id: each for each in contractors.contractors()}
    figures = _figures(found, now)
    return [
        DispatchLine(each, by_id[each.contractor_id].name, rules.state_of(
            each.limits, making.around(by_id[each.contractor_id], each.program, stopped), figures[each.id].learners, now),
            figures[each.id])
        for each in found]


def _figures(found: Sequence[DispatchView], now: datetime) -> dict[str, Figures]:
    ids = [each.id for each in found]
    newest = newest_versions(found)
    learner, of_lecture = Registration.learner, Registration.lecture.not_in({test for each in found for test in each.tests})
    active = case((Registration.seen_at > now - rules.ACTIVE, learner))
    counted = db.session.execute(
        select(Registration.dispatch_id, func.count(distinct(learner)), func.count(distinct(active)),
               func.sum(case((and_(Registration.completed, of_lecture), 1), else_=0)), func.sum(case((of_lecture, 1), else_=0)))
        .where(Registration.dispatch_id.in_(ids)).group_by(Registration.dispatch_id)).all()
    current = dict(db.session.execute(
        select(Registration.dispatch_id, func.count()).where(Registration.dispatch_id.in_(ids), Registration.version.in_(newest))
        .group_by(Registration.dispatch_id)).all())
    return defaultdict(Figures, {
        key: Figures(learners, seen, done, current.get(key, 0), rows - current.get(key, 0))
        for key, learners, seen, done, rows in counted})


def newest_versions(found: Iterable[DispatchView]) -> set[str]:
    """Of every lecture in them that is published."""
    found = list(found)
    newest = {program: packages.newest_versions(program) for program in {each.program for each in found}}
    return {newest[each.program][lecture] for each in found for lecture in each.lectures if lecture in newest[each.program]}


def versions_of(found: DispatchView) -> list[VersionLine]:
    """By lecture, the newest version first."""
    newest = newest_versions([found])
    rows = db.session.execute(
        select(Registration.lecture, Registration.version, func.count())
        .where(Registration.dispatch_id == found.id, Registration.lecture.not_in(found.tests))
        .group_by(Registration.lecture, Registration.version)).all()
    made = [VersionLine(lecture, version, count, version in newest) for lecture, version, count in rows]
    return sorted(made, key=lambda line: (line.lecture, not line.is_newest, -line.learners, line.version))


def learners_of(found: DispatchView) -> list[LearnerLine]:
    """Who was there last comes first. A name only where the contractor has said whom it means."""
    whom = contractors.behind_veils(found.contractor_id, found.id)
    rows = db.session.execute(_by_learner(found)).all()
    enrolled = {row.learner: whom.get(veils.veil(found.id, row.learner)) for row in rows}
    names = _names(filter(None, enrolled.values()))
    return [LearnerLine(row.learner, enrolled[row.learner], names.get(enrolled[row.learner] or "", ""), *row[1:]) for row in rows]


def _by_learner(found: DispatchView) -> Any:
    """(learner, lectures begun, completed, passed, last seen in an older version; tests passed; last seen at), as the page has them."""
    older, passed = Registration.version.not_in(newest_versions([found])), Registration.success.is_(True)
    seen, of_test = func.max(Registration.seen_at), Registration.lecture.in_(found.tests)
    counted = (~of_test, and_(Registration.completed, ~of_test), and_(passed, ~of_test), and_(older, ~of_test), and_(passed, of_test))
    sums = (func.sum(case((each, 1), else_=0)) for each in counted)
    return (select(Registration.learner, *sums, seen).where(Registration.dispatch_id == found.id)
            .group_by(Registration.learner).order_by(seen.desc(), Registration.learner))


def _names(enrollment_ids: Iterable[str]) -> dict[str, str]:
    persons = {key: enrollments.enrollment(key).person_id for key in set(enrollment_ids)}
    found = people.people_named(persons.values())
    return {key: found[person_id].name for key, person_id in persons.items()}


def taken_of(dispatch_id: str) -> list[TakenView]:
    """The newest first."""
    rows = db.session.scalars(select(PackageTaken).where(PackageTaken.dispatch_id == dispatch_id).order_by(PackageTaken.at.desc())).all()
    found = people.people_named([row.person_id for row in rows])
    return [TakenView(found[row.person_id].name, row.edition, row.part, row.at) for row in rows]
