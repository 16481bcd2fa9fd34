"""The secretariat's page of a faulty item: what a correction would change, then doing it (ruling A17)."""
from dataclasses import asdict
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessments.attempts import services
from assessments.attempts.asking import MARKS
from assessments.attempts.corrections import REKEY, VOID, Correction
from assessments.attempts.pages import words
from assessments.items.item import CHOSEN, WRITTEN
from lms.access import Role, only
from lms.errors import Invalid
from lms.people import services as people
from lms.web.access import actor, now
from lms.web.pages import Pages

office = Pages("corrections", __name__)
READ = only(Role.SECRETARIAT, Role.AUDITOR, Role.LECTURER)
CHANGE = only(Role.SECRETARIAT)


@office.page("/items/versions/<version_id>/correction", access=READ)
def correction(version_id: str) -> str:
    return correction_page(version_id)


@office.page("/items/versions/<version_id>/correction", access=CHANGE, methods=("POST",))
def correct(version_id: str) -> Any:
    """``step`` is ``check`` (show who would change) or ``do``."""
    asked, reason = asked_correction(), request.form.get("reason", "")
    try:
        if request.form.get("step") != "do":
            return correction_page(version_id, changes=services.changes(version_id, asked))
        services.correct(version_id, asked, reason, actor().person_id, now())
    except Invalid as error:
        return correction_page(version_id, errors=error.errors), error.status
    return redirect(url_for("corrections.correction", version_id=version_id, done="corrected"), 303)


def asked_correction() -> Correction:
    form = request.form
    key = tuple(int(place) for place in form.getlist("key") if place.isascii() and place.isdigit() and len(place) < 3)
    accepted = tuple(line.strip() for line in form.get("accepted", "").splitlines() if line.strip())
    return Correction(form.get("kind", ""), key, accepted) if form.get("kind") == REKEY else Correction(form.get("kind", ""))


def correction_page(version_id: str, **extra: Any) -> str:
    found, history = services.item_to_correct(version_id), services.history_of(version_id)
    changes = extra.get("changes") or []
    named = people.people_named([*(c.person_id for c in changes), *(c.by for c in history)])
    return render_template(
        "corrections/correction.html", version=found, item=found.item, history=[asdict(c) for c in history], named=named,
        typed=request.form, keys=request.form.getlist("key"), done=request.args.get("done") == "corrected",
        may_change=actor().has(Role.SECRETARIAT), may_rekey=found.item.kind in (*CHOSEN, *WRITTEN),
        chosen=found.item.kind in CHOSEN, kinds={VOID: _("無効"), REKEY: _("正答の訂正")}, all_marks=_(MARKS),
        **{"errors": {}, "changes": None, **extra}, **words())
