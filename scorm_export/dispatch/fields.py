"""The forms of dispatches: what was typed, and what it means. Pure."""
from collections.abc import Mapping
from datetime import date
from typing import Any

from lms.cohorts.fields import split_date, typed_date
from scorm_export.contractors.views import SEPARATOR, ContractorView
from scorm_export.dispatch.rules import Wanted, origin_of


def wanted(form: Any, program: str) -> tuple[Wanted, dict[str, str]]:
    """``form`` is a werkzeug MultiDict; the messages are those of fields that cannot be read at all."""
    cap, last_day, errors = terms(form)
    origins = tuple(dict.fromkeys(origin_of(line) for line in form.get("origins", "").split()))
    lectures, tests = tuple(form.getlist("lectures")), tuple(form.getlist("tests"))
    return Wanted(program, lectures, tests, form.get("language", ""), cap, last_day, origins), errors


def terms(form: Mapping[str, str]) -> tuple[int | None, date | None, dict[str, str]]:
    """Cap and last day, None for what cannot be read."""
    digits = form.get("cap", "").strip()
    cap = int(digits) if digits.isdecimal() and len(digits) < 10 else None
    last_day, message = typed_date(form, "last_day")
    return cap, last_day, {"last_day": message} if message else {}


def terms_fields(cap: int, last_day: date) -> dict[str, str]:
    """The form as it opens."""
    return {"cap": str(cap), **split_date("last_day", last_day)}


def programs_of(contractor: ContractorView) -> list[str]:
    """Of which it has lectures, in order."""
    return sorted({each.partition(SEPARATOR)[0] for each in contractor.lectures})
