"""Registering trainees: one by a form, many by a roster, and the links with which they come in."""
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms.cohorts import scope, words
from lms.cohorts.pages.cohort import csv_file, head
from lms.cohorts.pages.door import CHANGE, after, pages
from lms.errors import Conflict, Invalid
from lms.people import services as people
from lms.people.services import PersonView
from lms.rosters import rules, services
from lms.rosters.rules import RosterRow
from lms.rosters.services import Outcome, UploadView
from lms.web.access import actor, now

FIELDS = ("email", "family_name", "given_name", "kana", "latin_name", "organization")


@pages.page("/cohorts/<cohort_id>/enroll", access=CHANGE)
def enroll_form(cohort_id: str) -> Any:
    return registration_page(cohort_id, {})


@pages.page("/cohorts/<cohort_id>/enroll", access=CHANGE, methods=("POST",))
def enroll(cohort_id: str) -> Any:
    """One person. Somebody without a password gets a link, which is shown now and never again."""
    scope.changeable(cohort_id)
    row = RosterRow(1, **{name: request.form.get(name, "").strip() for name in FIELDS})
    try:
        line = services.register(cohort_id, row, actor().person_id, now())
    except (Invalid, Conflict) as error:
        return registration_page(cohort_id, in_the_form(error)), error.status
    if line.invitation:
        return results_page(cohort_id, [line])
    return after("cohorts.cohort_page", "enrolled", cohort_id=cohort_id)


def in_the_form(error: Invalid | Conflict) -> dict[str, str]:
    if isinstance(error, Conflict):
        return {"email": error.detail}
    if known := error.members.get("known_as"):
        return {"email": _("このアドレスは「%(name)s」様のものです。アドレスか氏名を確かめてください。", name=known)}
    return error.errors


def registration_page(cohort_id: str, errors: dict[str, str]) -> str:
    return render_template("cohorts/enroll.html", **head(scope.changeable(cohort_id)), errors=errors,
                           typed=request.form, organizations=people.organizations())


# Rosters ---------------------------------------------------------------------------------------------------

@pages.page("/cohorts/<cohort_id>/roster-template.csv", access=CHANGE)
def roster_template(cohort_id: str) -> Any:
    """A file to fill in."""
    scope.changeable(cohort_id)
    header, *lines = rules.EXAMPLE
    return csv_file(header, lines, "roster.csv")


@pages.page("/cohorts/<cohort_id>/roster", access=CHANGE, methods=("POST",))
def upload_roster(cohort_id: str) -> Any:
    """Keeps what was sent and goes on to its check, which can be looked at again and again."""
    scope.changeable(cohort_id)
    try:
        text, encoding = sent_roster()
        kept = services.keep_upload(cohort_id, text, encoding, actor().person_id, now())
    except Invalid as error:
        return registration_page(cohort_id, error.errors), error.status
    return redirect(url_for("cohorts.check_roster", cohort_id=cohort_id, upload_id=kept.id), 303)


def sent_roster() -> tuple[str, str]:
    """The text and its encoding: of the file, else of what was pasted. Raises Invalid on ``file``."""
    file = request.files.get("file")
    data = file.read() if file else b""
    if data:
        try:
            return rules.decoded(data)
        except ValueError as error:
            raise Invalid({"file": "文字コードが UTF-8 でも CP932(Shift_JIS)でもありません。"
                                   "表計算ソフトで「CSV UTF-8」を選んで保存し直してください。"}) from error
    pasted = request.form.get("pasted", "")
    if not pasted.strip():
        raise Invalid({"file": "ファイルを選ぶか、名簿を貼り付けてください。"})
    return pasted, "pasted"


@pages.page("/cohorts/<cohort_id>/rosters/<upload_id>", access=CHANGE)
def check_roster(cohort_id: str, upload_id: str) -> Any:
    scope.changeable(cohort_id)
    return check_page(services.upload(cohort_id, upload_id, now()))


def check_page(kept: UploadView) -> str:
    """Line by line what would happen."""
    lines = services.check(kept.cohort_id, kept.text, now())
    counts = {outcome: sum(line.outcome is outcome for line in lines) for outcome in Outcome}
    return render_template(
        "cohorts/roster_check.html", **head(scope.changeable(kept.cohort_id)), lines=lines, counts=counts,
        upload=kept, encoding=_(words.ENCODINGS[kept.encoding]), coming=counts[Outcome.NEW] + counts[Outcome.JOINS])


@pages.page("/cohorts/<cohort_id>/rosters/<upload_id>", access=CHANGE, methods=("POST",))
def import_roster(cohort_id: str, upload_id: str) -> Any:
    """All or nothing. Where something changed for the worse since the check, the check is shown again."""
    scope.changeable(cohort_id)
    try:
        lines = services.import_upload(cohort_id, upload_id, actor().person_id, now())
    except (Invalid, Conflict) as error:
        return check_page(services.upload(cohort_id, upload_id, now())), error.status
    return results_page(cohort_id, lines)


def results_page(cohort_id: str, lines: list[services.RosterLine]) -> Any:
    """Line by line what was done. Never kept by a browser: the links on it are keys."""
    page = render_template("cohorts/registered.html", **head(scope.changeable(cohort_id)), lines=lines, link=link,
                           done_lines=[line for line in lines if line.enrollment_id],
                           invited=[line for line in lines if line.invitation])
    return page, 201, {"Cache-Control": "no-store"}


def link(token: str) -> str:
    return url_for("invitations.welcome", token=token, _external=True)


@pages.page("/cohorts/<cohort_id>/invitations.csv", access=CHANGE, methods=("POST",))
def invitations_csv(cohort_id: str) -> Any:
    """Fresh links for everyone who has no password yet, as a file. A post, because every link is new."""
    found = scope.changeable(cohort_id)
    tokens = services.invite_cohort(cohort_id, actor().person_id, now())
    persons = people.people_named(tokens)
    rows = [invitation_cells(persons[person_id], token) for person_id, token in tokens.items()]
    response = csv_file([_("氏名"), _("メールアドレス"), _("招待リンク")], sorted(rows), f"{found.code}-invitations.csv")
    response.headers["Cache-Control"] = "no-store"
    return response


def invitation_cells(person: PersonView, token: str) -> list[str]:
    return [person.name, person.email, link(token)]
