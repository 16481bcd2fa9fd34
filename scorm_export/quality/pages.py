"""The watch over contractors, for the agency's people; and for a contractor what is seen of itself."""
from typing import Any

from flask import Response, redirect, render_template, request, url_for

from lms.cohorts.spreadsheet import as_csv
from lms.errors import Invalid
from lms.rosters.rules import decoded
from lms.web.access import actor, current_actor, now
from lms.web.pages import Pages
from scorm_export.contractors import scope as whose
from scorm_export.contractors.pages.door import tabs
from scorm_export.quality import scope, services, words
from scorm_export.quality.figures import Mean

pages = Pages("quality", __name__)
PLOT = 300  # units from 0 to 1 of a score


@pages.page("/quality", access=scope.WATCH)
def overview() -> str:
    whose.require_reader()
    return render_template("quality/overview.html", found=services.overview(now()))


@pages.page("/contractor/quality", access=scope.OWN)
def my_quality() -> Any:
    return redirect(url_for("quality.contractor_quality", contractor_id=whose.employer().id))


@pages.page("/contractors/<contractor_id>/quality", access=scope.READ)
def contractor_quality(contractor_id: str) -> str:
    found, agency = services.quality(whose.visible(contractor_id).id, now()), services.agency_scores()
    rows = [(each.lecture, bar(each.score), bar(agency.get(each.lecture))) for each in found.lectures if each.score]
    return render_template("quality/contractor.html", found=found, agency=agency, rows=rows, plot=PLOT)


def bar(mean: Mean | None) -> tuple[int, int, int] | None:
    """Of a plot: where the interval begins, where the mean is, where it ends."""
    if mean is None:
        return None
    low, high = mean.interval or (mean.mean, mean.mean)
    return round(PLOT * low), round(PLOT * mean.mean), round(PLOT * high)


@pages.page("/contractors/<contractor_id>/quality.csv", access=scope.READ)
def quality_csv(contractor_id: str) -> Response:
    found = services.quality(whose.visible(contractor_id).id, now())
    header = ("lecture", "begun", "completed", "tested", "passed", "score", "score_low", "score_high")
    rows = [(each.lecture, str(each.completed.total), str(each.completed.count), str(each.passed.total), str(each.passed.count),
             *([f"{each.score.mean:.4f}", *(f"{end:.4f}" for end in each.score.interval or ("", ""))] if each.score and each.score.interval
               else [f"{each.score.mean:.4f}" if each.score else "", "", ""])) for each in found.lectures]
    return Response(as_csv(header, rows), content_type="text/csv; charset=utf-8",
                    headers={"Content-Disposition": f'attachment; filename="quality-{found.contractor.id[:8]}.csv"'})


# Questionnaires -----------------------------------------------------------------------------------------

@pages.page("/contractors/<contractor_id>/questionnaires", access=scope.SEND)
def questionnaires(contractor_id: str) -> str:
    return form(contractor_id, {})


def form(contractor_id: str, errors: dict[str, str], **more: Any) -> str:
    return render_template("quality/questionnaires.html", contractor=whose.acting_for(contractor_id), errors=errors, **more)


@pages.page("/contractors/<contractor_id>/questionnaires", access=scope.SEND, methods=("POST",))
def check_questionnaire(contractor_id: str) -> Any:
    """The table is shown before it is kept; what was read comes back with the confirmation."""
    try:
        text = sent()
    except Invalid as error:
        return form(contractor_id, error.errors), error.status
    rows, problems = services.read_questionnaire(whose.acting_for(contractor_id).id, text)
    return form(contractor_id, {}, rows=rows, problems=problems, text=text), 422 if problems else 200


def sent() -> str:
    file = request.files.get("table")
    if file is None or not file.filename:
        raise Invalid({"table": "CSVファイルを選んでください。"})
    try:
        return decoded(file.read(200_000))[0]
    except ValueError as error:
        raise Invalid({"table": "文字コードは UTF-8 か CP932(Shift_JIS)にしてください。"}) from error


@pages.page("/contractors/<contractor_id>/questionnaires/confirmation", access=scope.SEND, methods=("POST",))
def keep_questionnaire(contractor_id: str) -> Any:
    contractor = whose.acting_for(contractor_id)
    try:
        kept = services.keep_questionnaire(contractor.id, request.form.get("text", ""), actor().person_id, now())
    except Invalid as error:
        return form(contractor_id, error.errors), error.status
    return redirect(url_for("quality.contractor_quality", contractor_id=contractor.id, kept=kept), 303)


@pages.context_processor
def room_words() -> dict[str, Any]:
    return {"TABS": tabs(), "seen": words.seen, "NEXT": words.NEXT, "HEAVY": words.HEAVY, "may_watch": scope.WATCH.admits(current_actor()),
            "may_send": scope.SEND.admits(current_actor())}
