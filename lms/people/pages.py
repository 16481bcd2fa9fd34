"""Signing in and the person's own page."""
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from lms.access import PUBLIC, SIGNED_IN
from lms.errors import Invalid, LmsError, TooMany
from lms.people import services as people
from lms.web import access
from lms.web.access import own_session
from lms.web.pages import Pages
from lms.web.words import ROLE_WORDS

pages = Pages("people", __name__)

# What an act on the account page says when it is done, by the code in the address.
DONE = {
    "password": "パスワードを変えました。ほかの端末ではサインアウトし、APIトークンはすべて取り消しました。",
    "furigana-on": "ふりがなを表示します。",
    "furigana-off": "ふりがなを表示しません。",
    "session": "その端末ではサインアウトしました。",
    "sessions": "ほかの端末ではすべてサインアウトしました。",
    "token": "トークンを取り消しました。",
}
TOKEN_DAYS = (30, 90, 365)


@pages.page("/sign-in", access=PUBLIC, methods=("GET", "POST"))
def sign_in() -> Any:
    onward = people.local_path(request.values.get("next"))
    if access.current_actor():
        return redirect(onward)
    if request.method == "GET":
        return render_template("people/sign_in.html", onward=onward, email="", errors={})
    try:
        open_session(request.form)
    except (Invalid, TooMany) as error:
        return sign_in_again(error, onward)
    return redirect(onward, 303)


def open_session(form: MultiDict[str, str]) -> None:
    device = people.device_label(request.user_agent.string)
    access.keep_session(people.sign_in(
        form.get("email", ""), form.get("password", ""), request.remote_addr or "", access.now(), device))


def sign_in_again(error: Invalid | TooMany, onward: str) -> Any:
    """The form once more, with what was typed but the password."""
    message = still_stopped(error) if isinstance(error, TooMany) else not_matching(error)
    page = render_template("people/sign_in.html", onward=onward, email=request.form.get("email", ""),
                           errors={"password": message})
    return page, error.status, retry_header(error)


def not_matching(error: Invalid) -> str:
    message = error.errors["password"]
    return _(message) + _("あと%(n)s回で15分間止まります。", n=error.members["left"])


def still_stopped(error: TooMany) -> str:
    minutes = -(-error.members["retry_after"] // 60)
    return _("間違いが続いたため、サインインを止めています。あと%(n)s分で、またお試しいただけます。", n=minutes)


def retry_header(error: LmsError) -> dict[str, str]:
    seconds = error.members.get("retry_after")
    return {"Retry-After": str(seconds)} if seconds else {}


@pages.page("/sign-out", access=PUBLIC, methods=("POST",))
def sign_out() -> Any:
    people.sign_out(request.cookies.get(access.SESSION_COOKIE, ""), access.now())
    access.drop_session()
    return redirect(url_for("people.sign_in"), 303)


@pages.page("/account", access=SIGNED_IN)
def account() -> Any:
    return account_page(done=DONE.get(request.args.get("done", "")))


def account_page(**extra: Any) -> str:
    """``extra``: ``done`` (a message id), ``errors`` and ``typed`` of a form that came back, ``new_token``."""
    actor, now = access.actor(), access.now()
    return render_template(
        "people/account.html", person=people.person(actor.person_id), roles=people.roles_of(actor.person_id),
        sessions=people.sessions_of(actor.person_id, now), tokens=people.api_tokens_of(actor.person_id, now),
        role_words=ROLE_WORDS, token_days=TOKEN_DAYS, **{"errors": {}, "typed": {}, "done": None, **extra})


def finished(code: str) -> Any:
    return redirect(url_for("people.account", done=code), 303)


@pages.page("/account/furigana", access=SIGNED_IN, methods=("POST",))
def furigana() -> Any:
    on = request.form.get("furigana") == "on"
    people.set_furigana(access.actor().person_id, on)
    if "next" in request.form:  # a lecture's own button: back to the place where it was read
        return redirect(people.local_path(request.form["next"]), 303)
    return finished("furigana-on" if on else "furigana-off")


@pages.page("/account/password", access=SIGNED_IN, methods=("POST",))
def password() -> Any:
    actor, form = access.actor(), request.form
    try:
        people.change_password(actor.person_id, form.get("current_password", ""), form.get("new_password", ""),
                               access.now(), own_session())
    except Invalid as error:
        return account_page(errors=error.errors), 422
    except TooMany as error:
        return account_page(errors={"current_password": still_stopped(error)}), 429, retry_header(error)
    return finished("password")


@pages.page("/account/sessions/<session_id>/revocation", access=SIGNED_IN, methods=("POST",))
def revoke_session(session_id: str) -> Any:
    people.revoke_session(access.actor().person_id, session_id, access.now())
    return finished("session")


@pages.page("/account/sessions/revocation", access=SIGNED_IN, methods=("POST",))
def revoke_other_sessions() -> Any:
    people.sign_out_everywhere(access.actor().person_id, access.now(), own_session())
    return finished("sessions")


@pages.page("/account/tokens", access=SIGNED_IN, methods=("POST",))
def create_token() -> Any:
    """Answers with the page itself, not a redirect: the secret must not rest anywhere on its way."""
    own_session()
    label, days = request.form.get("label", ""), request.form.get("days", "")
    try:
        new = people.create_api_token(access.actor().person_id, label, whole_number(days), access.now())
    except Invalid as error:
        return account_page(errors=error.errors, typed={"label": label, "days": days}), 422
    return account_page(new_token=new), 201


@pages.page("/account/tokens/<token_id>/revocation", access=SIGNED_IN, methods=("POST",))
def revoke_token(token_id: str) -> Any:
    people.revoke_api_token(access.actor().person_id, token_id, access.now())
    return finished("token")


def whole_number(text: str) -> int:
    """0, which no rule accepts, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
