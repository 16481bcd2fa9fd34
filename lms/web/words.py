"""Words at the edge: language, dates as people say them, and messages for fields that do not fit."""
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, ngettext
from flask_babel import gettext as _
from markupsafe import Markup, escape

from lms import periods
from lms.access import Role
from lms.people import services as people
from lms.periods import civil_day
from lms.web import access

LOCALES = ("ja", "en")
ROLE_WORDS = {
    Role.TRAINEE: "受講者", Role.LECTURER: "講師", Role.SECRETARIAT: "事務局", Role.CONTRACTOR: "委託先", Role.AUDITOR: "監査",
}
LANGUAGE_COOKIE = "tsunagu_lang"
YEAR = 365 * 24 * 3600

# pydantic's error types that people meet, in our words. Anything else gets the general message.
FIELD_ERRORS = {
    "missing": "入力してください。",
    "string_too_short": "短すぎます。",
    "string_too_long": "長すぎます。",
    "string_pattern_mismatch": "使えない文字が含まれています。",
    "extra_forbidden": "この項目は受け付けていません。",
    "int_parsing": "数字で入力してください。",
    "int_type": "数字で入力してください。",
    "string_type": "文字で入力してください。",
    "bool_type": "true か false を指定してください。",
    "enum": "選べる値の中から選んでください。",
    "literal_error": "選べる値の中から選んでください。",
    "date_from_datetime_parsing": "年月日を正しく入力してください。",
    "greater_than_equal": "小さすぎます。",
    "less_than_equal": "大きすぎます。",
}


def field_error(error: Mapping[str, Any]) -> str:
    return _(FIELD_ERRORS.get(error["type"], "正しく入力してください。"))


def locale() -> str:
    """The language of this request: the address's, this browser's cookie's, the person's own, the browser's, or Japanese."""
    if not has_request_context():
        return "ja"
    if "locale" not in g:
        g.locale = next((wish for wish in wishes() if wish in LOCALES), "ja")
    return g.locale


def wishes() -> tuple[str | None, ...]:
    """The first that we speak counts. A person's own is what they last chose on any device."""
    actor = access.current_actor()
    return (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE), actor.locale if actor else None,
            request.accept_languages.best_match(LOCALES))


def text(words: Mapping[str, str]) -> str:
    """A text that carries its own languages (program titles, clauses), in the reader's."""
    return words.get(locale()) or words["ja"]


def keep_language(response: Any) -> Any:
    """A language asked for in the address stays: in this browser, and with the person who is signed in."""
    chosen = request.args.get("lang")
    if chosen in LOCALES and not access.is_keyed():
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True)
        if response.status_code < 400:
            keep_wish(chosen)
    return response


def keep_wish(chosen: str) -> None:
    """Written when it changes, not each time the address is opened."""
    actor = access.current_actor()
    if actor and actor.locale != chosen:
        people.set_locale(actor.person_id, chosen)


def _today() -> date:
    return civil_day(g.now) if "now" in g else date(1, 1, 1)


def _in_html(message: str) -> Markup:
    """For templates, instead of Flask-Babel's own, which takes every message for HTML: one may hold a name by now."""
    return escape(_(message))


def init_app(app: Flask, directories: list[str]) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(directories)
    Babel(app, default_locale="ja", default_timezone="Asia/Tokyo", locale_selector=locale)
    app.jinja_env.install_gettext_callables(_in_html, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.after_request(keep_language)
    filters: dict[str, Any] = {
        "words": text,
        "duration": lambda minutes: periods.duration_label(minutes, locale()),
        "day": lambda day: periods.day_label(day, locale(), _today()),
        "civil_day": civil_day,
        "short_day": lambda day: periods.short_day(day, locale()),
        "day_of": lambda moment: periods.day_label(civil_day(moment), locale(), _today()),
        "deadline": lambda closes: periods.deadline_label(closes, locale(), _today()),
        "close": lambda closes: periods.close_label(closes, locale(), _today()),
        "moment": lambda moment: periods.moment_label(moment, locale(), _today()),
        "clock": lambda moment: periods.clock_label(moment, locale()),
        "wareki": lambda day: periods.wareki(day) if locale() == "ja" else day.isoformat(),
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals["locale"] = locale
