"""All rounds, and making a new one."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import render_template, request

from lms.cohorts import scope
from lms.cohorts.fields import typed_date
from lms.cohorts.pages.door import CHANGE, READ, after, pages
from lms.enrollments import rules
from lms.enrollments import services as enrollments
from lms.errors import Conflict, Invalid, NotAllowed, NotFound
from lms.periods import Window, civil_day
from lms.programs import services as programs
from lms.programs.definition import Program
from lms.web.access import now


@pages.page("/cohorts", access=READ)
def cohort_list() -> Any:
    shown = [found for found in enrollments.cohorts() if scope.may_read(found.id)]
    return render_template("cohorts/list.html", cohorts=shown, sizes=enrollments.sizes(), now=now(),
                           may_create=scope.may_create(), ends=training_end)


def training_end(windows: Mapping[str, Window]) -> date | None:
    """The last day of the training itself; announcements do not count."""
    return max((windows[name].last_day for name in rules.TRAINING if name in windows), default=None)


@pages.page("/cohorts/new", access=CHANGE)
def new_cohort() -> Any:
    require_creator()
    return form_page(chosen_program(), {}, {})


@pages.page("/cohorts/new", access=CHANGE, methods=("POST",))
def create_cohort() -> Any:
    """First shows the dates as they would be stored; stores them when they are confirmed."""
    require_creator()
    program, step = chosen_program(), request.form.get("step")
    if step == "edit":
        return form_page(program, request.form, {})
    draft = Draft.of(request.form, program)
    try:
        windows = draft.windows()
    except (Invalid, Conflict) as error:
        return form_page(program, request.form, {**in_the_form(error, program), **draft.errors}), error.status
    if step != "do":
        return form_page(program, request.form, {}, windows)
    try:
        made = enrollments.create_cohort(draft.code, program.id, draft.title, draft.starts, draft.ends, now())
    except Conflict as error:  # another one was made since the line above
        return form_page(program, request.form, in_the_form(error, program)), error.status
    return after("cohorts.cohort_page", "created", cohort_id=made.id)


@dataclass
class Draft:
    """A round as typed. ``errors`` by field where a date is none."""

    program: Program
    code: str
    title: dict[str, str]
    starts: dict[str, date] = field(default_factory=dict)
    ends: dict[str, date] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Mapping[str, str], program: Program) -> "Draft":
        draft = cls(program, form.get("code", "").strip(),
                    {"ja": form.get("title_ja", "").strip(), "en": form.get("title_en", "").strip()})
        for rule in program.windows:
            draft._read(form, rule.id, rule.id, draft.starts)
            if rule.id not in draft.starts:
                draft.errors.setdefault(rule.id, "初めの日を、年・月・日で入力してください。")
            draft._read(form, rule.id, f"{rule.id}-end", draft.ends)
        draft.ends = rules.with_single_days(program, draft.starts, draft.ends)
        return draft

    def _read(self, form: Mapping[str, str], window: str, name: str, into: dict[str, date]) -> None:
        day, problem = typed_date(form, name)
        if problem:
            self.errors[name] = problem
        elif day:
            into[window] = day

    def windows(self) -> dict[str, Window]:
        """Raises Invalid and Conflict as ``planned_windows`` does, also where a date is none."""
        planned = enrollments.planned_windows(self.code, self.program.id, self.title, self.starts, self.ends)
        if self.errors:
            raise Invalid(self.errors)
        return planned


def in_the_form(error: Invalid | Conflict, program: Program) -> dict[str, str]:
    """Messages at the fields they belong to: what is wrong with the whole stands at the first date."""
    if isinstance(error, Conflict):
        return {"code": error.detail}
    first = program.windows[0].id
    return {first if name == "starts" else name: message for name, message in error.errors.items()}


def form_page(
    program: Program, typed: Mapping[str, str], errors: Mapping[str, str], windows: Mapping[str, Window] | None = None
) -> str:
    """The form; with ``windows`` the page that asks to confirm them."""
    return render_template("cohorts/new_check.html" if windows else "cohorts/new.html", program=program, typed=typed,
                           errors=errors, windows=windows, now=now(), today=civil_day(now()),
                           ends=training_end, shipped=[folder.name for folder in programs.folders()])


def chosen_program() -> Program:
    """The program named in the address or the form, else the first one shipped."""
    names = [folder.name for folder in programs.folders()]
    wanted = request.values.get("program") or next(iter(names), "")
    if wanted not in names:
        raise NotFound("この研修課程はありません。")
    return programs.program(programs.newest(wanted).id)


def require_creator() -> None:
    if not scope.may_create():
        raise NotAllowed("新しい期を作れるのは、すべての期を受け持つ事務局だけです。")
