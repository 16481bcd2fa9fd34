"""Sending results by hand: a report of an LMS or result files, seen row by row before anything is taken."""
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import Any

from flask import redirect, render_template, request, url_for

from lms.errors import Invalid, NotFound
from lms.rosters.rules import decoded
from lms.web.access import actor, now
from scorm_export.contractors import scope as whose
from scorm_export.contractors.views import ContractorView
from scorm_export.results import scope, services
from scorm_export.results.pages.door import lectures_of, pages, program_of
from scorm_export.results.report_table import FIELDS, NONE

SHOWN = 500


@pages.page("/contractors/<contractor_id>/results/sending", access=scope.SEND)
def sending(contractor_id: str) -> str:
    return form(whose.acting_for(contractor_id), {})


def form(contractor: ContractorView, errors: dict[str, str]) -> str:
    return render_template("results/sending.html", contractor=contractor, errors=errors, unfinished=services.unfinished(contractor.id))


@pages.page("/contractors/<contractor_id>/results/files", access=scope.SEND, methods=("POST",))
def send_files(contractor_id: str) -> Any:
    contractor = whose.acting_for(contractor_id)
    files = [(file.filename or "", file.read()) for file in request.files.getlist("files") if file.filename]
    try:
        sending_id = services.keep_files(contractor.id, files, actor().person_id, now())
    except Invalid as error:
        return form(contractor, error.errors), error.status
    return redirect(url_for("results.upload", contractor_id=contractor.id, sending_id=sending_id), 303)


@pages.page("/contractors/<contractor_id>/results/table", access=scope.SEND, methods=("POST",))
def send_table(contractor_id: str) -> Any:
    contractor = whose.acting_for(contractor_id)
    try:
        text = sent_text()
        if not contractor.lectures:
            raise Invalid({"table": "この委託先には、まだ講義を渡していません。"})
        sending_id = services.keep_table(contractor.id, program_of(contractor), text, actor().person_id, now())
    except Invalid as error:
        return form(contractor, error.errors), error.status
    return redirect(url_for("results.upload", contractor_id=contractor.id, sending_id=sending_id), 303)


def sent_text() -> str:
    file = request.files.get("table")
    if file is None or not file.filename:
        raise Invalid({"table": "CSVファイルを選んでください。"})
    try:
        return _text(file.read())
    except ValueError as error:
        raise Invalid({"table": "文字コードは UTF-8 か CP932(Shift_JIS)にしてください。"}) from error


def _text(data: bytes) -> str:
    """Moodle and Blackboard offer UTF-16 for Excel, which says so itself."""
    return data.decode("utf-16") if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else decoded(data)[0]


@pages.page("/contractors/<contractor_id>/results/uploads/<sending_id>", access=scope.SEND)
def upload(contractor_id: str, sending_id: str) -> str:
    contractor = whose.acting_for(contractor_id)
    found = services.upload(contractor.id, sending_id, now())
    good = [line for line in found.lines if line.to_take]
    lines = sorted(found.lines, key=lambda line: (not line.problem, not line.to_take))  # what needs a look first, what says nothing last
    return render_template("results/upload.html", contractor=contractor, upload=found, good=good, lines=lines[:SHOWN],
                           lectures=lectures_of(contractor) if found.table else {}, fields=FIELDS)


@pages.page("/contractors/<contractor_id>/results/uploads/<sending_id>/columns", access=scope.SEND, methods=("POST",))
def set_columns(contractor_id: str, sending_id: str) -> Any:
    contractor = whose.acting_for(contractor_id)
    table = services.upload(contractor.id, sending_id, now()).table
    width = len(table.header) if table else 0
    columns = {field: chosen(request.form.get(field, ""), width) for field in FIELDS}
    lecture = request.form.get("fixed", "")
    services.set_columns(contractor.id, sending_id, columns, lecture if lecture in lectures_of(contractor) else "")
    return redirect(url_for("results.upload", contractor_id=contractor.id, sending_id=sending_id), 303)


def chosen(text: str, width: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) < width else NONE


@pages.page("/contractors/<contractor_id>/results/uploads/<sending_id>/application", access=scope.SEND, methods=("POST",))
def apply(contractor_id: str, sending_id: str) -> Any:
    contractor = whose.acting_for(contractor_id)
    try:
        so_far = services.take_more(contractor.id, sending_id, actor().person_id, now())
    except NotFound:  # a second click, after the first one took it all
        return redirect(url_for("results.contractor_results", contractor_id=contractor.id), 303)
    if not so_far.is_done:
        return redirect(url_for("results.taking", contractor_id=contractor.id, sending_id=sending_id), 303)
    return redirect(url_for("results.contractor_results", contractor_id=contractor.id, taken=so_far.news), 303)


@pages.page("/contractors/<contractor_id>/results/uploads/<sending_id>/taking", access=scope.SEND)
def taking(contractor_id: str, sending_id: str) -> Any:
    """How far it is. The page goes on by itself; without script, by its button. Once it is done, the results."""
    contractor = whose.acting_for(contractor_id)
    try:
        so_far = services.taking(contractor.id, sending_id)
    except NotFound:
        return redirect(url_for("results.contractor_results", contractor_id=contractor.id), 303)
    return render_template("results/taking.html", contractor=contractor, sending_id=sending_id, so_far=so_far)
