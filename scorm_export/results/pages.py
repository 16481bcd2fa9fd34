"""Results of a contractor: what came home, sending more, and counting again. For the agency's people and the contractor's own."""
from collections import Counter
from typing import Any

from flask import Response, redirect, render_template, request, url_for

from lms.cohorts.spreadsheet import as_csv
from lms.errors import Invalid
from lms.people import services as people
from lms.rosters.rules import decoded
from lms.web.access import actor, current_actor, now
from lms.web.pages import Pages
from scorm_export.contractors import scope as whose
from scorm_export.contractors import veils
from scorm_export.contractors.views import ContractorView
from scorm_export.packages import services as packages
from scorm_export.results import scope, services, words
from scorm_export.results.outcome import Standing
from scorm_export.results.report_table import FIELDS, NONE
from scorm_export.results.views import ReportView, ResultView

pages = Pages("results", __name__)


@pages.page("/contractor/results", access=scope.SEND)
def my_results() -> Any:
    return redirect(url_for("results.contractor_results", contractor_id=whose.employer().id))


@pages.page("/contractors/<contractor_id>/results", access=scope.READ)
def contractor_results(contractor_id: str) -> str:
    return listed(whose.visible(contractor_id), {})


def listed(contractor: ContractorView, errors: dict[str, str], secret: tuple[str, str] | None = None) -> str:
    everything = services.results_of(contractor.id)
    wanted = request.args.get("standing", "")
    return render_template(
        "results/results.html", contractor=contractor, errors=errors, wanted=wanted, total=len(everything), secret=secret,
        counts=Counter(each.standing for each in everything), results=[each for each in everything if wanted in ("", each.standing)],
        credentials=services.credentials_of(contractor.id), endpoint=request.host_url + "xapi")


@pages.page("/contractors/<contractor_id>/results.csv", access=scope.READ)
def results_csv(contractor_id: str) -> Response:
    contractor = whose.visible(contractor_id)
    header = ("lecture", "learner", "completed", "success", "score", "seconds", "at", "version", "standing")
    content = as_csv(header, [row(each) for each in services.results_of(contractor.id)])
    return Response(content, content_type="text/csv; charset=utf-8",
                    headers={"Content-Disposition": f'attachment; filename="results-{contractor.id[:8]}.csv"'})


def row(found: ResultView) -> tuple[str, ...]:
    said = found.outcome
    truth = {True: "true", False: "false", None: ""}
    return (said.lecture, said.learner, truth[said.completed], truth[said.success], "" if said.score is None else f"{said.score:.4f}",
            str(said.seconds), said.at.isoformat(), said.version, str(found.standing))


@pages.page("/contractors/<contractor_id>/results/<result_id>", access=scope.READ)
def result(contractor_id: str, result_id: str) -> str:
    contractor = whose.visible(contractor_id)
    found = services.result(contractor.id, result_id)
    reports = [(report, sender(report)) for report in services.reports_of(result_id)]
    return render_template("results/result.html", contractor=contractor, result=found, reports=reports)


def sender(report: ReportView) -> str:
    """A person's name; empty for a system."""
    return people.person(report.by).name if report.way in ("file", "csv") else ""


@pages.page("/contractors/<contractor_id>/results/count", access=scope.OFFICE, methods=("POST",))
def count_again(contractor_id: str) -> Any:
    whose.changeable(contractor_id)
    moved = services.count_again(contractor_id, actor().person_id, now())
    return redirect(url_for("results.contractor_results", contractor_id=contractor_id, moved=moved), 303)


# Sending ------------------------------------------------------------------------------------------------

@pages.page("/contractors/<contractor_id>/results/files", access=scope.SEND, methods=("POST",))
def send_files(contractor_id: str) -> Any:
    contractor = whose.acting_for(contractor_id)
    files = [(file.filename or "", file.read()) for file in request.files.getlist("files") if file.filename]
    try:
        sending_id = services.keep_files(contractor.id, files, actor().person_id, now())
    except Invalid as error:
        return listed(contractor, error.errors), error.status
    return redirect(url_for("results.upload", contractor_id=contractor.id, sending_id=sending_id), 303)


@pages.page("/contractors/<contractor_id>/results/table", access=scope.SEND, methods=("POST",))
def send_table(contractor_id: str) -> Any:
    contractor = whose.acting_for(contractor_id)
    try:
        sending_id = services.keep_table(contractor.id, program_of(contractor), sent_text(), actor().person_id, now())
    except Invalid as error:
        return listed(contractor, error.errors), error.status
    return redirect(url_for("results.upload", contractor_id=contractor.id, sending_id=sending_id), 303)


def program_of(contractor: ContractorView) -> str:
    """A contractor's lectures are of one program."""
    if not contractor.lectures:
        raise Invalid({"table": "この委託先には、まだ講義を渡していません。"})
    return contractor.lectures[0].partition("/")[0]


def sent_text() -> str:
    file = request.files.get("table")
    if file is None or not file.filename:
        raise Invalid({"table": "CSVファイルを選んでください。"})
    try:
        return decoded(file.read())[0]
    except ValueError as error:
        raise Invalid({"table": "文字コードは UTF-8 か CP932(Shift_JIS)にしてください。"}) from error


@pages.page("/contractors/<contractor_id>/results/uploads/<sending_id>", access=scope.SEND)
def upload(contractor_id: str, sending_id: str) -> str:
    contractor = whose.acting_for(contractor_id)
    found = services.upload(contractor.id, sending_id, now())
    good = [line for line in found.lines if line.outcome and not line.problem]
    lectures = [(code, titles.get(code, {})) for titles in [titles_of(contractor)] for code in titles] if found.table else []
    return render_template("results/upload.html", contractor=contractor, upload=found, good=good, lectures=lectures, fields=FIELDS)


def titles_of(contractor: ContractorView) -> dict[str, Any]:
    program = packages.newest_program(program_of(contractor))
    return {each.id: each.title for each in packages.lectures_of(program) if contractor.may_take(program.id, each.id)}


@pages.page("/contractors/<contractor_id>/results/uploads/<sending_id>/columns", access=scope.SEND, methods=("POST",))
def set_columns(contractor_id: str, sending_id: str) -> Any:
    contractor = whose.acting_for(contractor_id)
    table = services.upload(contractor.id, sending_id, now()).table
    width = len(table.header) if table else 0
    columns = {field: chosen(request.form.get(field, ""), width) for field in FIELDS}
    lecture = request.form.get("fixed", "")
    services.set_columns(contractor.id, sending_id, columns, lecture if lecture in titles_of(contractor) else "")
    return redirect(url_for("results.upload", contractor_id=contractor.id, sending_id=sending_id), 303)


def chosen(text: str, width: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) < width else NONE


@pages.page("/contractors/<contractor_id>/results/uploads/<sending_id>/application", access=scope.SEND, methods=("POST",))
def apply(contractor_id: str, sending_id: str) -> Any:
    contractor = whose.acting_for(contractor_id)
    news = services.apply(contractor.id, sending_id, actor().person_id, now())
    return redirect(url_for("results.contractor_results", contractor_id=contractor.id, taken=news), 303)


# Systems that send by themselves --------------------------------------------------------------------------

@pages.page("/contractors/<contractor_id>/results/credentials", access=scope.OFFICE, methods=("POST",))
def make_credential(contractor_id: str) -> Any:
    """The secret is on this answer and nowhere else."""
    contractor = whose.changeable(contractor_id)
    try:
        made = services.make_credential(contractor.id, request.form.get("label", ""), actor().person_id, now())
    except Invalid as error:
        return listed(contractor, error.errors), error.status
    return listed(contractor, {}, made)


@pages.page("/contractors/<contractor_id>/results/credentials/<credential_id>/end", access=scope.OFFICE, methods=("POST",))
def end_credential(contractor_id: str, credential_id: str) -> Any:
    whose.changeable(contractor_id)
    services.end_credential(contractor_id, credential_id, actor().person_id, now())
    return redirect(url_for("results.contractor_results", contractor_id=contractor_id, _anchor="systems"), 303)


@pages.context_processor
def room_words() -> dict[str, Any]:
    return {
        "STANDINGS": words.STANDINGS, "MEANINGS": words.MEANINGS, "ICONS": words.ICONS, "WAYS": words.WAYS,
        "FIELD_WORDS": words.FIELD_WORDS, "standings": list(Standing), "may_send": scope.SEND.admits(current_actor()),
        "is_office": scope.OFFICE.admits(current_actor()), "short_veil": veils.short}
