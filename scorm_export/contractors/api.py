"""Contractors as JSON: for the secretariat, and what a contractor's own people may see and name."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from flask import url_for
from pydantic import Field, StringConstraints

from lms.access import Role, only
from lms.cohorts.api.door import CivilDay, Words
from lms.errors import Conflict, Invalid, NotFound
from lms.people.services import NewPerson
from lms.rosters.rules import plain_cell
from lms.web.access import actor, now
from lms.web.api import Api, Body, Identifier, Line
from scorm_export.contractors import scope, services
from scorm_export.contractors.rules import NOT_TAUGHT, problem_of_reference
from scorm_export.contractors.services import NewQualification
from scorm_export.contractors.views import (
    ContractorView,
    CreditView,
    LearnerView,
    MemberView,
    QualificationView,
    TraineeView,
)
from scorm_export.results import services as results

api = Api("contractors", __name__)
READ = only(Role.SECRETARIAT, Role.AUDITOR)
CHANGE = only(Role.SECRETARIAT)
OWN_TOO = only(Role.SECRETARIAT, Role.AUDITOR, Role.CONTRACTOR)
NAME = only(Role.SECRETARIAT, Role.CONTRACTOR)
Name = Annotated[Line, StringConstraints(max_length=200)]


class NewContractor(Body):
    name: Name


class Cohorts(Body):
    """All rounds that it teaches, by id."""

    cohorts: Annotated[list[Identifier], Field(max_length=500)]


class Lectures(Body):
    """All lectures of one program that it may take."""

    program: Identifier
    lectures: Annotated[list[Identifier], Field(max_length=500)]


class CreditDecision(Body):
    """``reason`` is what an auditor will read."""

    allowed: bool
    reason: Words


class Qualification(Body):
    """``subjects``: modules, lectures, or ``case-study``; ``insight`` and ``experience`` are asked of those who lead case studies."""

    name: Name
    subjects: Annotated[list[Identifier], Field(max_length=100)]
    evidence: Words
    last_day: CivilDay
    insight: Words = ""
    experience: Words = ""


class NewMember(Body):
    """Somebody unknown is created, and needs a name."""

    email: Name
    family_name: Name = ""
    given_name: Name = ""
    kana: Name = ""


class LearnerName(Body):
    """``reference``: how the contractor's LMS calls the trainee with this mail address."""

    reference: Line
    email: Line


class LearnerNames(Body):
    items: Annotated[list[LearnerName], Field(max_length=1000)]


@dataclass(frozen=True, slots=True)
class ContractorList:
    items: list[ContractorView]


@dataclass(frozen=True, slots=True)
class Decided:
    """``moved``: of how many results that had come before the standing changed."""

    decisions: list[CreditView]
    moved: int


@dataclass(frozen=True, slots=True)
class Register:
    items: list[QualificationView]


@dataclass(frozen=True, slots=True)
class Members:
    items: list[MemberView]


@dataclass(frozen=True, slots=True)
class NewMemberOut:
    """``invitation``: where somebody without a password sets one; in this answer only."""

    person_id: str
    name: str
    invitation: str | None


@dataclass(frozen=True, slots=True)
class Learners:
    """Those that were named, and everybody who can be."""

    items: list[LearnerView]
    trainees: list[TraineeView]


@dataclass(frozen=True, slots=True)
class Named:
    """``moved``: of how many results that had come before the standing changed."""

    items: list[LearnerView]
    moved: int


@api.operation("GET", "/contractors", access=OWN_TOO, returns=ContractorList)
def list_contractors() -> ContractorList:
    """All of them, by name; for a contractor's people their own"""
    found = scope.own()
    if found is not None or not actor().has(Role.SECRETARIAT, Role.AUDITOR):
        return ContractorList([found] if found else [])
    scope.require_reader()
    return ContractorList(services.contractors())


@api.operation("POST", "/contractors", access=CHANGE, body=NewContractor, returns=ContractorView, status=201,
               problems=(Conflict, Invalid))
def create_contractor(body: NewContractor) -> ContractorView:
    """Register a contractor"""
    scope.require_changer()
    return services.create_contractor(body.name, actor().person_id, now())


@api.operation("GET", "/contractors/<contractor_id>", access=OWN_TOO, returns=ContractorView, problems=(NotFound,))
def get_contractor(contractor_id: str) -> ContractorView:
    """One contractor: its rounds, its lectures, and whether its results count"""
    return scope.visible(contractor_id)


@api.operation("PUT", "/contractors/<contractor_id>/cohorts", access=CHANGE, body=Cohorts, returns=ContractorView,
               problems=(NotFound, Conflict, Invalid))
def put_cohorts(contractor_id: str, body: Cohorts) -> ContractorView:
    """Which rounds it teaches"""
    scope.changeable(contractor_id)
    services.set_cohorts(contractor_id, body.cohorts)
    return services.contractor(contractor_id)


@api.operation("PUT", "/contractors/<contractor_id>/lectures", access=CHANGE, body=Lectures, returns=ContractorView,
               problems=(NotFound, Conflict, Invalid))
def put_lectures(contractor_id: str, body: Lectures) -> ContractorView:
    """Which lectures of a program it may take"""
    scope.changeable(contractor_id)
    services.set_lectures(contractor_id, body.program, body.lectures)
    return services.contractor(contractor_id)


@api.operation("POST", "/contractors/<contractor_id>/credit-decisions", access=CHANGE, body=CreditDecision, returns=Decided,
               status=201, problems=(NotFound, Conflict, Invalid))
def decide_credit(contractor_id: str, body: CreditDecision) -> Decided:
    """Whether its results count toward the program from now on. What counts already is never taken back"""
    scope.changeable(contractor_id)
    services.decide_credit(contractor_id, body.allowed, body.reason, actor().person_id, now())
    moved = results.count_again(contractor_id, actor().person_id, now())
    return Decided(services.credit_decisions(contractor_id), moved)


@api.operation("GET", "/contractors/<contractor_id>/qualifications", access=OWN_TOO, returns=Register, problems=(NotFound,))
def list_qualifications(contractor_id: str) -> Register:
    """Its lecturers, the first qualification to end first"""
    return Register(services.qualifications(scope.visible(contractor_id).id))


@api.operation("POST", "/contractors/<contractor_id>/qualifications", access=CHANGE, body=Qualification, returns=Register,
               status=201, problems=(NotFound, Conflict, Invalid))
def add_qualification(contractor_id: str, body: Qualification) -> Register:
    """Register a lecturer's qualification; answers with the register"""
    scope.changeable(contractor_id)
    services.add_qualification(contractor_id, NewQualification(**body.model_dump()), actor().person_id, now())
    return Register(services.qualifications(contractor_id))


@api.operation("DELETE", "/contractors/<contractor_id>/qualifications/<qualification_id>", access=CHANGE, status=204,
               problems=(NotFound,))
def remove_qualification(contractor_id: str, qualification_id: str) -> None:
    """Take a line out of the register; it stays for the audit"""
    scope.changeable(contractor_id)
    services.remove_qualification(contractor_id, qualification_id, actor().person_id, now())


@api.operation("GET", "/contractors/<contractor_id>/members", access=READ, returns=Members, problems=(NotFound,))
def list_members(contractor_id: str) -> Members:
    """Who works for it"""
    return Members(services.members(scope.readable(contractor_id).id))


@api.operation("POST", "/contractors/<contractor_id>/members", access=CHANGE, body=NewMember, returns=NewMemberOut, status=201,
               problems=(NotFound, Conflict, Invalid))
def add_member(contractor_id: str, body: NewMember) -> NewMemberOut:
    """Let somebody work for it: a person we know by this mail address, or a new one"""
    scope.changeable(contractor_id)
    joined = services.join(contractor_id, NewPerson(**body.model_dump()), actor().person_id, now())
    link = joined.invitation and url_for("invitations.welcome", token=joined.invitation, _external=True)
    return NewMemberOut(joined.person_id, joined.name, link)


@api.operation("DELETE", "/contractors/<contractor_id>/members/<person_id>", access=CHANGE, status=204, problems=(NotFound,))
def remove_member(contractor_id: str, person_id: str) -> None:
    """End somebody's work for it; the role goes with it"""
    scope.changeable(contractor_id)
    services.remove_member(contractor_id, person_id, actor().person_id, now())


@api.operation("GET", "/contractors/<contractor_id>/learners", access=OWN_TOO, returns=Learners, problems=(NotFound,))
def list_learners(contractor_id: str) -> Learners:
    """Which trainees its LMS means by which ids, and the trainees of its rounds"""
    scope.visible(contractor_id)
    return Learners(services.learners(contractor_id), services.taught(contractor_id))


@api.operation("PUT", "/contractors/<contractor_id>/learners", access=NAME, body=LearnerNames, returns=Named,
               problems=(NotFound, Conflict, Invalid))
def put_learners(contractor_id: str, body: LearnerNames) -> Named:
    """Name learners, all or none. Ids that are not mentioned mean whom they meant before"""
    scope.acting_for(contractor_id)
    known = services.trainees(contractor_id)
    if errors := problems_of(body, known):
        raise Invalid(errors)
    services.name_learners(contractor_id, {each.reference: known[plain_cell(each.email)] for each in body.items}, actor().person_id, now())
    return Named(services.learners(contractor_id), results.count_again(contractor_id, actor().person_id, now()))


def problems_of(body: LearnerNames, known: Mapping[str, str]) -> dict[str, str]:
    """Messages by path into the body."""
    errors = {f"items.{n}.reference": problem for n, each in enumerate(body.items) if (problem := problem_of_reference(each.reference))}
    strangers = {f"items.{n}.email": NOT_TAUGHT for n, each in enumerate(body.items) if plain_cell(each.email) not in known}
    return errors | strangers
