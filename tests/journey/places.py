"""Every page of the house with something on it: the addresses that each visitor can really open."""
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from assessments.statistics import services as statistics
from lms.access import Access, Role
from lms.ids import new_id
from lms.invitations import services as invitations
from lms.people import services as people
from lms.people.services import NewPerson
from lms.records import services as records
from lms.web.access import SESSION_COOKIE, csrf_token_of, declared
from scorm_export.contractors import services as contractors
from scorm_export.dispatch import services as dispatches
from scorm_export.dispatch.rules import Wanted
from scorm_export.foreign import services as foreign
from scorm_export.packages import services as packages
from scorm_export.packages.rules import Edition, Grain, MediaGrade, Spec
from scorm_export.packages.services.rows import place
from scorm_export.results import services as results
from scorm_export.results.outcome import Outcome, Way
from scorm_export.results.services import Envelope
from tests.conftest import MORNING
from tests.journey.conftest import EMAIL, PASSWORD, Round, join
from tests.scorm_foreign import samples

PROGRAM, ITEM = "fnsc-training", "a1-01"
ROSTER = "メールアドレス,姓,名,フリガナ,所属機関\r\njiro@city.midorikawa.example,山田,次郎,ヤマダ ジロウ,緑川市\r\nx,,,,\r\n"
# Data and files, not pages.
UNSEEN = re.compile(r"^/(api/|media/|blocks/|packages-of-others/|dispatch/|xapi)|static|\.(csv|pdf)$|/(file|package)$")


@dataclass(frozen=True)
class Visitor:
    """``token``: of the session's cookie; empty for nobody."""

    role: Role | None
    client: FlaskClient
    token: str = ""

    def post(self, path: str, **data: object) -> str:
        """Send a form; where it leads."""
        with self.client.application.app_context():
            sent = {"csrf_token": csrf_token_of(self.token), **data}
        answer = self.client.post(path, data=sent)
        assert answer.status_code in (302, 303), (path, answer.status_code, answer.text[-600:])
        return str(answer.location)


def visitor(app: Flask, role: Role | None, email: str = "") -> Visitor:
    client = app.test_client()
    if role is None:
        return Visitor(None, client)
    with app.app_context():
        email = email or people.person(join(f"{role}@agency.example", role)).email
        token = people.sign_in(email, PASSWORD, "127.0.0.1", MORNING)
    client.set_cookie(SESSION_COOKIE, token)
    return Visitor(role, client, token)


def furnished(app: Flask, studying: Round) -> dict[Role | None, Visitor]:
    """Visitors by role. The trainee has attended A1 and failed its test once."""
    with app.app_context():
        records.append(studying.enrollment, "completed", "A1", at=MORNING, by=studying.person)
    trainee = visitor(app, Role.TRAINEE, EMAIL)
    trainee.client.get("/lectures/A1")
    return {Role.TRAINEE: trainee,
            **{role: visitor(app, role) for role in (Role.SECRETARIAT, Role.CONTRACTOR, Role.AUDITOR, None)}}


def contracted(app: Flask, studying: Round) -> dict[str, list[str]]:
    """A contractor with an account, a package, a result and a report that is not taken yet."""
    with app.app_context():
        made = contractors.create_contractor("青葉研修センター", "test", MORNING).id
        contractors.add_member(made, people.people_by_email(["contractor@agency.example"])["contractor@agency.example"].id, "test", MORNING)
        contractors.set_cohorts(made, [studying.cohort])
        contractors.set_lectures(made, PROGRAM, ["A1", "B1"])
        wanted = Spec(PROGRAM, Edition.SCORM_12, Grain.LECTURE, "ja", MediaGrade.NONE, "A1")
        package = packages.order(wanted, made, "test", MORNING).id
        packages.make(package, place(package))
        outcome = Outcome("k-1", "A1", MORNING, completed=True, success=True, score=0.8, answers={"a1-01": True})
        result = results.receive(Envelope(made, PROGRAM, Way.XAPI, new_id()), outcome, MORNING).result.id
        sent = results.keep_table(made, PROGRAM, "ユーザ名,講義,状態\nk-1,A1,合格\nk-2,Z9,完了\n", "test", MORNING)
        sent_out = dispatches.create(made, Wanted(PROGRAM, ("A1",), ("review-test",), "ja", 20, date(2027, 12, 31)), "test", MORNING).id
        return {"contractor_id": [made], "dispatch_id": [sent_out], "package_id": [package], "result_id": [result], "sending_id": [sent],
                "lms": ["moodle", "scorm-cloud"]}


def outside(app: Flask) -> str:
    """The id of a package of others that stands below A1."""
    with app.app_context():
        found, _ = foreign.take_in(io.BytesIO(samples.package()), None, "test", MORNING)
        foreign.attach(found.id, (PROGRAM, "A1"), {"ja": "窓口での多言語対応", "en": "Many languages"}, "test", MORNING)
        return found.id


def draft(office: Visitor) -> str:
    """The id of a draft of question ``ITEM``, handed in."""
    page = office.client.get(f"/items/{PROGRAM}/{ITEM}/draft").text
    texts = {name: unescape(text) for name, text in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.S)}
    path = office.post(f"/items/{PROGRAM}/{ITEM}/draft", **{name: f"{text}> +\n" for name, text in texts.items()}).split("?")[0]
    office.post(f"{path}/submission", revision=1)
    return path.split("/")[-1]


def known(app: Flask, studying: Round, visitors: Mapping[Role | None, Visitor]) -> dict[str, list[str]]:
    """What may stand for each variable of an address: a running and a submitted attempt, an open and a shut lecture..."""
    trainee, office = visitors[Role.TRAINEE], visitors[Role.SECRETARIAT]
    submitted = attempt_in(trainee.post("/tests/A1-test/attempts"))
    trainee.post(f"/attempts/{submitted}/submission")
    running = attempt_in(trainee.post("/tests/A1-test/attempts"))
    upload = office.post(f"/cohorts/{studying.cohort}/roster", file=(io.BytesIO(ROSTER.encode()), "名簿.csv"))
    with app.app_context():
        newcomer = people.create_person(NewPerson("new@city.example", "山田", "花子", "ヤマダ ハナコ"), MORNING)
        token = invitations.invite(newcomer.id, "test", MORNING)
        asked = statistics.statistics_of(PROGRAM, "A1-test").analysis.items[0].id
    return {
        "activity": ["A1", "B1", "A1-test", "review-test"], "attempt_id": [running, submitted], "token": [token, "old"],
        "cohort_id": [studying.cohort], "enrollment_id": [studying.enrollment], "upload_id": [upload.split("/")[-1]],
        "program": [PROGRAM], "item": [ITEM], "draft_id": [draft(office)], "person_id": [studying.person],
        "version_id": [asked], "slug": ["refused", "not-found"], "foreign_id": [outside(app)], **contracted(app, studying)}


def attempt_in(address: str) -> str:
    return address.split("/")[2].split("?")[0]


def addresses(app: Flask, role: Role | None, values: Mapping[str, list[str]]) -> list[str]:
    """The pages that this visitor is expected at."""
    found = []
    with app.app_context():
        for rule in app.url_map.iter_rules():
            access = declared(rule.endpoint)
            if "GET" not in (rule.methods or ()) or UNSEEN.search(rule.rule) or access is None:
                continue
            if role in expected(access):
                found += _filled(rule.rule, values)
    return sorted(found)


def expected(access: Access) -> frozenset[Role | None]:
    """With whom a page is looked at: its roles; nobody where it is public; a trainee where being signed in is enough."""
    return access.roles or frozenset({None if access.public else Role.TRAINEE})


def _filled(rule: str, values: Mapping[str, list[str]]) -> list[str]:
    name = re.search(r"<(?:\w+:)?(\w+)>", rule)
    if name is None:
        return [rule]
    return [address for value in values[name[1]] for address in _filled(rule.replace(name[0], value, 1), values)]
