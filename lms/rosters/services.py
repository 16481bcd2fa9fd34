"""Rosters: what a file would do to a cohort, and doing it, all or nothing."""
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete

from lms.access import Grant, Role
from lms.db import db, transaction
from lms.enrollments import services as enrollments
from lms.errors import Invalid, NotFound
from lms.ids import new_id
from lms.invitations import services as invitations
from lms.people import services as people
from lms.people.services import NewPerson, OrganizationKind, PersonView
from lms.rosters import rules
from lms.rosters.models import RosterUpload
from lms.rosters.rules import RosterRow

LIFE = timedelta(days=1)  # of an upload that nobody confirms


class Outcome(StrEnum):
    """What happens with one line: a new person, a known person who joins, nothing to do, or it cannot be read."""

    NEW = "new"
    JOINS = "joins"
    ALREADY = "already"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One line of a roster. ``message`` (a message id) says what is wrong; ``known_as`` is the name a known person
    has here, where the file spells it otherwise. ``enrollment_id`` and ``invitation`` (a token, shown once, for
    people who have no password yet) come with the import."""

    line: int
    email: str
    name: str
    organization: str
    outcome: Outcome
    message: str = ""
    known_as: str = ""
    enrollment_id: str | None = None
    invitation: str | None = None


@dataclass(frozen=True, slots=True)
class UploadView:
    id: str
    cohort_id: str
    text: str
    encoding: str
    uploaded_at: datetime


def check(cohort_id: str, text: str, now: datetime) -> list[RosterLine]:
    """Every line with what an import would do. The number of queries does not grow with the file.

    Who is at work in another round is an error (ruling A41).
    """
    rows, errors = rules.roster(text)
    known = people.people_by_email(row.email for row in rows if row.line not in errors)
    present = enrollments.persons_in(cohort_id)
    busy = enrollments.active_elsewhere({person.id for person in known.values()} - present, cohort_id, now)
    away = {email: enrollments.ACTIVE_ELSEWHERE for email, person in known.items() if person.id in busy}
    lines = [_checked(row, errors.get(row.line) or away.get(row.email), known.get(row.email), present) for row in rows]
    listed = {line.line for line in lines}
    whole = [RosterLine(n, "", "", "", Outcome.ERROR, message) for n, message in errors.items() if n not in listed]
    return whole + lines


def _checked(row: RosterRow, error: str | None, known: PersonView | None, present: set[str]) -> RosterLine:
    name = _name(row)
    if error:
        return RosterLine(row.line, row.email, name, row.organization, Outcome.ERROR, error)
    if known is None:
        return RosterLine(row.line, row.email, name, row.organization, Outcome.NEW)
    outcome = Outcome.ALREADY if known.id in present else Outcome.JOINS
    other = "" if _letters(known.name) == _letters(name) else known.name
    return RosterLine(row.line, row.email, name, row.organization, outcome, known_as=other)


def _letters(name: str) -> str:
    return "".join(name.split())


def _name(row: RosterRow) -> str:
    return " ".join(part for part in (row.family_name, row.given_name) if part) or row.name or row.latin_name


def import_roster(cohort_id: str, text: str, by: str, now: datetime) -> list[RosterLine]:
    """Every line as it was done. Raises Invalid (member ``lines``: line to message) and changes nothing where any
    line is wrong."""
    with transaction():
        people.hold(person.id for person in people.people_by_email(row.email for row in rules.roster(text)[0]).values())
        lines = check(cohort_id, text, now)
        wrong = {str(line.line): line.message for line in lines if line.outcome is Outcome.ERROR}
        if wrong:
            raise Invalid({"csv": "誤りのある行があります。だれも登録していません。"}, lines=wrong)
        rows = {row.line: row for row in rules.roster(text)[0]}
        places = known_places()
        return [_done(cohort_id, line, rows[line.line], places, by, now) for line in lines]


def register(cohort_id: str, row: RosterRow, by: str, now: datetime) -> RosterLine:
    """One person, as typed into a form. Raises Invalid by field, Conflict where they are in the cohort already."""
    with transaction():
        known = people.find_person_by_email(row.email)
        line = _checked(row, None, known, set())
        if line.known_as:
            raise Invalid({"email": "このアドレスは、別の氏名の方が使っています。アドレスか氏名を確かめてください。"},
                          known_as=line.known_as)
        return _done(cohort_id, line, row, known_places(), by, now)


def _done(  # noqa: PLR0913 - who goes where, and by whom
    cohort_id: str, line: RosterLine, row: RosterRow, places: dict[str, str], by: str, now: datetime
) -> RosterLine:
    if line.outcome is Outcome.ALREADY:
        return line
    place = organization_id(row.organization, places)
    known = people.find_person_by_email(row.email)
    person = known or people.create_person(_new_person(row, place), now)
    people.grant_role(person.id, Role.TRAINEE, by, now)
    own_place = place or (person.organization.id if person.organization else None)
    enrolled = enrollments.enroll(cohort_id, person.id, own_place, by, now)
    token = _invitation(cohort_id, person.id, by, now, new=known is None)
    return RosterLine(line.line, person.email, person.name, row.organization, line.outcome, known_as=line.known_as,
                      enrollment_id=enrolled.id, invitation=token)


def _invitation(cohort_id: str, person_id: str, by: str, now: datetime, *, new: bool) -> str | None:
    """The token for somebody without a password. Who is in another round is invited there: the link opens an account,
    and that round's secretariat has sent one."""
    if not new and (enrollments.rounds_of([person_id])[person_id] != {cohort_id} or not _may_invite([person_id], by)):
        return None
    return invitations.invite_all([person_id], by, now).get(person_id)


def _may_invite(person_ids: Collection[str], by: str) -> list[str]:
    """Those of whom nothing lies beyond what the inviting one looks after."""
    helper, rounds = _grants(by), enrollments.rounds_of(person_ids)
    return [i for i in person_ids if rules.may_invite(helper, rounds.get(i, set()), _grants(i))]


def _grants(person_id: str) -> frozenset[Grant]:
    return frozenset(Grant(held.role, held.cohort_id) for held in people.roles_of(person_id))


def _new_person(row: RosterRow, place: str | None) -> NewPerson:
    family, given, latin = row.family_name, row.given_name, row.latin_name
    if row.name and not (family or given):
        family, given, whole = people.split_name(row.name)
        latin = latin or whole
    return NewPerson(row.email, family, given, row.kana, latin, organization_id=place)


def known_places() -> dict[str, str]:
    """Ids of organizations by name."""
    return {organization.name: organization.id for organization in people.organizations()}


def organization_id(name: str, places: dict[str, str]) -> str | None:
    """The organization of this name, made (and added to ``places``) if nobody has named it before; None for no name."""
    plain = " ".join(name.split())
    if plain and plain not in places:
        try:
            places[plain] = people.create_organization(plain, OrganizationKind.OTHER).id
        except Invalid as error:
            raise Invalid({"organization": error.errors["name"]}) from error
    return places.get(plain)


def invite_cohort(cohort_id: str, by: str, now: datetime) -> Mapping[str, str]:
    """A fresh invitation for everyone in a cohort who has no password yet and whom the asking one may invite: token
    by person id. A link opens an account, so it must not open another round's to somebody without a say in it."""
    waiting = people.without_password(enrollments.persons_in(cohort_id))
    return invitations.invite_all(_may_invite(waiting, by), by, now)


# Between the check and the import -------------------------------------------------------------------------

def keep_upload(cohort_id: str, text: str, encoding: str, by: str, now: datetime) -> UploadView:
    """Kept for a day at most. Raises Invalid on ``file`` for text that no database can keep."""
    if "\x00" in text:
        raise Invalid({"file": "使えない文字が含まれています。CSVとして保存し直してください。"})
    with transaction() as session:
        session.execute(delete(RosterUpload).where(RosterUpload.uploaded_at <= now - LIFE))
        row = RosterUpload(id=new_id(), cohort_id=cohort_id, text=text, encoding=encoding, uploaded_by=by,
                           uploaded_at=now)
        session.add(row)
        return _view(row)


def upload(cohort_id: str, upload_id: str, now: datetime) -> UploadView:
    """NotFound once it is imported or a day old."""
    row = db.session.get(RosterUpload, upload_id)
    if row is None or row.cohort_id != cohort_id or now >= row.uploaded_at + LIFE:
        raise NotFound("この名簿は、もう登録されたか、保存の期限(1日)が過ぎました。")
    return _view(row)


def import_upload(cohort_id: str, upload_id: str, by: str, now: datetime) -> list[RosterLine]:
    """As ``import_roster``; the upload is deleted with it."""
    with transaction() as session:
        session.get(RosterUpload, upload_id, with_for_update=True)  # of two clicks at once, one finds it gone
        kept = upload(cohort_id, upload_id, now)
        done = import_roster(cohort_id, kept.text, by, now)
        session.execute(delete(RosterUpload).where(RosterUpload.id == upload_id))
        return done


def _view(row: RosterUpload) -> UploadView:
    return UploadView(row.id, row.cohort_id, row.text, row.encoding, row.uploaded_at)
