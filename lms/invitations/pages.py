"""The page where an invited person chooses a password, and the secretariat's page of somebody's account."""
from typing import Any

from flask import make_response, redirect, render_template, request, url_for

from lms.access import PUBLIC, Grant, Role, only
from lms.enrollments import services as enrollments
from lms.errors import Invalid, NotFound, TooMany
from lms.invitations import rules, scope, services
from lms.people import services as people
from lms.people.services import NewPerson, PersonView
from lms.web import access
from lms.web.access import actor, now
from lms.web.pages import Pages
from lms.web.words import ROLE_WORDS

pages = Pages("invitations", __name__)

OFFICE = only(Role.SECRETARIAT)
# What an act on an account says when it is done, by the code in the address.
DONE = {"changed": "登録されている情報を直しました。", "revoked": "役割を取り消しました。"}
# What the trace of an act names, in words.
FIELDS = {"password": "パスワードの再設定", "email": "メールアドレス", "family_name": "姓", "given_name": "名", "kana": "氏名の読み",
          "latin_name": "ローマ字の氏名"}


@pages.page("/welcome/<token>", access=PUBLIC)
def welcome(token: str) -> Any:
    return welcome_page(token)


@pages.page("/welcome/<token>", access=PUBLIC, methods=("POST",))
def accept(token: str) -> Any:
    """Sets the password and signs the person in; where guessing has stopped sign-in, the password is set all the same."""
    password = request.form.get("new_password", "")
    try:
        person = services.accept_invitation(token, password, now())
    except Invalid as error:
        return welcome_page(token, error)
    device = people.device_label(request.user_agent.string)
    try:
        access.keep_session(people.sign_in(person.email, password, request.remote_addr or "", now(), device))
    except TooMany:
        return redirect(url_for("people.sign_in"), 303)
    return redirect("/", 303)


def welcome_page(token: str, error: Invalid | None = None) -> Any:
    """Never kept by a browser or a proxy: its address is a key."""
    page = render_template("invitations/welcome.html", token=token, person=services.invited_person(token, now()),
                           errors=error.errors if error else {})
    return unkept(page, error.status if error else 200)


def unkept(page: str, status: int) -> Any:
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.page("/people/<person_id>", access=OFFICE)
def account(person_id: str) -> Any:
    return account_page(scope.helped(person_id))


def account_page(person: PersonView, **extra: Any) -> str:
    """``extra``: ``errors`` and ``typed`` of a form that came back, ``link`` of a new invitation."""
    roles, changes = people.roles_of(person.id), people.account_changes_of(person.id)
    return render_template(
        "invitations/account.html", person=person, roles=roles, changes=changes, role_words=ROLE_WORDS,
        may_revoke=lambda held: rules.may_revoke(actor().grants, Grant(held.role, held.cohort_id)),
        itself=person.id == actor().person_id, rounds={c.id: c.title for c in enrollments.cohorts()},
        named=people.people_named([c.by for c in changes]), fields=FIELDS,
        done=DONE.get(request.args.get("done", "")), **{"errors": {}, "typed": person, "link": None, **extra})


@pages.page("/people/<person_id>/reset", access=OFFICE, methods=("POST",))
def reset(person_id: str) -> Any:
    """Answers with the page itself, not a redirect: the link must not rest anywhere on its way."""
    try:
        person = scope.another(person_id)
    except Invalid as error:
        return account_page(scope.helped(person_id), errors=error.errors), error.status
    token = services.start_afresh(person_id, actor().person_id, now())
    return unkept(account_page(person, link=url_for("invitations.welcome", token=token, _external=True)), 201)


@pages.page("/people/<person_id>/details", access=OFFICE, methods=("POST",))
def change(person_id: str) -> Any:
    person, form = scope.helped(person_id), request.form
    typed = {name: form.get(name, "") for name in FIELDS if name != "password"}
    try:
        services.change_person(person_id, NewPerson(**typed), actor().person_id, now())
    except Invalid as error:
        return account_page(person, errors=error.errors, typed=typed), error.status
    return redirect(url_for("invitations.account", person_id=person_id, done="changed"), 303)


@pages.page("/people/<person_id>/roles/revocation", access=OFFICE, methods=("POST",))
def revoke(person_id: str) -> Any:
    try:
        grant = scope.revocable(person_id, wished())
    except Invalid as error:
        return account_page(scope.helped(person_id), errors=error.errors), error.status
    people.revoke_role(person_id, grant.role, actor().person_id, now(), grant.cohort)
    return redirect(url_for("invitations.account", person_id=person_id, done="revoked"), 303)


def wished() -> Grant:
    """The role that the form names; NotFound for one that does not exist."""
    try:
        return Grant(Role(request.form.get("role", "")), request.form.get("cohort") or None)
    except ValueError as error:
        raise NotFound() from error
