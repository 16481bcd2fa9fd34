"""Which trainee a contractor's LMS means by one of its learner ids."""
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.errors import Invalid, NotFound
from lms.people import services as people
from scorm_export.contractors import rules, veils
from scorm_export.contractors.models import Learner
from scorm_export.contractors.rules import NOT_TAUGHT, LearnerRow, folded_reference
from scorm_export.contractors.services.contractors import contractor, held
from scorm_export.contractors.views import LearnerLine, LearnerView, Naming, TraineeView


def taught(contractor_id: str) -> list[TraineeView]:
    """Everybody in the rounds that it teaches, round by round in the order of reading."""
    ids = enrollments.ids_in(contractor(contractor_id).cohorts)
    rounds, persons = enrollments.cohort_ids_of(ids), people.people_named(ids.values())
    begins = _begins(rounds.values())
    order = sorted(ids, key=lambda key: (begins[rounds[key]], persons[ids[key]].kana or persons[ids[key]].name, key))
    return [TraineeView(key, rounds[key], persons[ids[key]].name, persons[ids[key]].email) for key in order]


def _begins(cohort_ids: Collection[str]) -> dict[str, tuple[datetime, str]]:
    """When the first window of each round opens. Who is in two rounds is at work in the one that begins later."""
    found = [enrollments.cohort(cohort_id) for cohort_id in set(cohort_ids)]
    return {each.id: (min(window.opens for window in each.windows.values()), each.id) for each in found}


def trainees(contractor_id: str) -> dict[str, str]:
    """Enrollment ids of the rounds that it teaches, by the trainee's mail address."""
    return {each.email: each.enrollment_id for each in taught(contractor_id)}


def enrollment_of(contractor_id: str, reference: str) -> str | None:
    """As ``enrollments_of`` for one."""
    return enrollments_of(contractor_id, [reference]).get(reference)


def enrollments_of(contractor_id: str, references: Collection[str]) -> dict[str, str]:
    """Whom each means, by reference: as it was named, else the trainee with that mail address. Only in rounds that it teaches now;
    who is not known is left out.

    A dispatch sends them veiled: whom it means turns out when the contractor names its learners.
    """
    salts = {reference: veils.salt_of(folded_reference(reference)) for reference in references}
    found = _named(contractor_id, {folded_reference(reference) for reference, salt in salts.items() if salt is None})
    for salt in {salt for salt in salts.values() if salt is not None}:
        found |= behind_veils(contractor_id, salt)
    return {reference: found[key] for reference in references if (key := folded_reference(reference)) in found}


def _named(contractor_id: str, folded: Collection[str]) -> dict[str, str]:
    known = enrollments.ids_in(contractor(contractor_id).cohorts)
    rows = db.session.execute(select(Learner.reference, Learner.enrollment_id)
                              .where(Learner.contractor_id == contractor_id, Learner.reference.in_(folded)))
    named = {reference: enrollment_id for reference, enrollment_id in rows}
    persons = people.people_by_email(each for each in folded if "@" in each and each not in named)
    last = _in_last_round(known, {person.id for person in persons.values()})
    return ({reference: enrollment_id for reference, enrollment_id in named.items() if enrollment_id in known}
            | {email: last[person.id] for email, person in persons.items() if person.id in last})


def _in_last_round(known: Mapping[str, str], person_ids: Collection[str]) -> dict[str, str]:
    """Enrollment ids by person."""
    rounds = enrollments.cohort_ids_of([key for key, who in known.items() if who in person_ids])
    begins = _begins(rounds.values())
    return {known[key]: key for key in sorted(rounds, key=lambda key: begins[rounds[key]])}


def behind_veils(contractor_id: str, salt: str) -> dict[str, str]:
    """Enrollment ids by the veil under which a dispatch with this salt speaks of each learner that is known by now."""
    known = {**trainees(contractor_id), **{each.reference: each.enrollment_id for each in learners(contractor_id)}}
    return {veils.veiled(salt, reference): enrollment_id for reference, enrollment_id in known.items()}


def learners(contractor_id: str) -> list[LearnerView]:
    """Those that were named and are in a round that it teaches, by reference."""
    known = {each.enrollment_id: each for each in taught(contractor_id)}
    rows = db.session.scalars(select(Learner).where(Learner.contractor_id == contractor_id).order_by(Learner.reference))
    found = [(row, known[row.enrollment_id]) for row in rows if row.enrollment_id in known]
    return [LearnerView(row.reference, row.enrollment_id, trainee.name, trainee.email) for row, trainee in found]


def name_learners(contractor_id: str, names: Mapping[str, str], by: str, now: datetime) -> None:
    """Enrollment ids by reference. Invalid for a trainee outside of its rounds, or a reference that is empty."""
    known = set(enrollments.ids_in(contractor(contractor_id).cohorts))
    folded = {folded_reference(reference): enrollment_id for reference, enrollment_id in names.items()}
    if not known.issuperset(folded.values()):
        raise Invalid({"learners": NOT_TAUGHT})
    if "" in folded:
        raise Invalid({"learners": "学習者IDが空の行があります。"})
    with transaction() as session:
        held(session, contractor_id)
        for reference, enrollment_id in folded.items():
            session.merge(Learner(contractor_id=contractor_id, reference=reference, enrollment_id=enrollment_id, at=now, by=by))


def forget_learner(contractor_id: str, reference: str) -> None:
    """From now on this reference means nobody, unless it is a mail address. What was counted stays. NotFound for one without a name."""
    with transaction() as session:
        held(session, contractor_id)
        row = session.get(Learner, (contractor_id, folded_reference(reference)))
        if row is None:
            raise NotFound(reference=reference)
        session.delete(row)


def check_learners(contractor_id: str, text: str) -> list[LearnerLine]:
    """Every line of a file with what naming it would do. Changes nothing."""
    rows, errors = rules.learner_rows(text)
    known = {each.email: each for each in taught(contractor_id)}
    named = {each.reference: each.enrollment_id for each in learners(contractor_id)}
    whole = [LearnerLine(line, "", "", Naming.ERROR, message=message) for line, message in errors.items()
             if line not in {row.line for row in rows}]
    return whole + [_checked(row, errors.get(row.line), known.get(row.email), named) for row in rows]


def _checked(row: LearnerRow, error: str | None, trainee: TraineeView | None, named: Mapping[str, str]) -> LearnerLine:
    if error or trainee is None:
        return LearnerLine(row.line, row.reference, row.email, Naming.ERROR, message=error or NOT_TAUGHT)
    before = named.get(folded_reference(row.reference))
    outcome = Naming.NEW if before is None else Naming.ALREADY if before == trainee.enrollment_id else Naming.CHANGES
    return LearnerLine(row.line, row.reference, row.email, outcome, trainee.name, trainee.enrollment_id)


def import_learners(contractor_id: str, text: str, by: str, now: datetime) -> list[LearnerLine]:
    """Name whom the right lines name; the wrong ones change nothing. Every line as it was done."""
    with transaction() as session:
        held(session, contractor_id)
        lines = check_learners(contractor_id, text)
        name_learners(contractor_id, {line.reference: line.enrollment_id for line in lines
                                      if line.outcome in (Naming.NEW, Naming.CHANGES)}, by, now)
        return lines
