"""What came home: a list with filters, the same as CSV, one result with everything that was said, and counting again."""
from collections import Counter
from typing import Any

from flask import Response, redirect, render_template, request, url_for

from lms.cohorts.rules import sheet
from lms.cohorts.spreadsheet import as_csv
from lms.people import services as people
from lms.web.access import actor, now
from scorm_export.contractors import scope as whose
from scorm_export.results import scope, services
from scorm_export.results.outcome import Way
from scorm_export.results.pages.door import lectures_of, pages
from scorm_export.results.views import ReportView, ResultView

BY_PEOPLE = (Way.FILE, Way.CSV, Way.API)


@pages.page("/contractor/results", access=scope.OWN)
def my_results() -> Any:
    return redirect(url_for("results.contractor_results", contractor_id=whose.employer().id))


@pages.page("/contractors/<contractor_id>/results", access=scope.READ)
def contractor_results(contractor_id: str) -> str:
    contractor = whose.visible(contractor_id)
    everything, wanted = services.results_of(contractor.id), {name: request.args.get(name, "") for name in ("standing", "lecture")}
    found = [each for each in everything if wanted["standing"] in ("", each.standing) and wanted["lecture"] in ("", each.outcome.lecture)]
    return render_template(
        "results/results.html", contractor=contractor, wanted=wanted, total=len(everything),
        counts=Counter(each.standing for each in everything), sheet=sheet(found, request.args.get("page", 1, type=int)),
        lectures=[code for code in lectures_of(contractor) if any(each.outcome.lecture == code for each in everything)])


@pages.page("/contractors/<contractor_id>/results.csv", access=scope.READ)
def results_csv(contractor_id: str) -> Response:
    contractor = whose.visible(contractor_id)
    header = ("lecture", "learner", "completed", "success", "score", "seconds", "at", "version", "standing", "counted_at")
    content = as_csv(header, [row(each) for each in services.results_of(contractor.id)])
    return Response(content, content_type="text/csv; charset=utf-8",
                    headers={"Content-Disposition": f'attachment; filename="results-{contractor.id[:8]}.csv"'})


def row(found: ResultView) -> tuple[str, ...]:
    said = found.outcome
    truth = {True: "true", False: "false", None: ""}
    return (said.lecture, said.learner, truth[said.completed], truth[said.success], "" if said.score is None else f"{said.score:.4f}",
            str(said.seconds), said.at.isoformat(), said.version, str(found.standing),
            found.counted_at.isoformat() if found.counted_at else "")


@pages.page("/contractors/<contractor_id>/results/<result_id>", access=scope.READ)
def result(contractor_id: str, result_id: str) -> str:
    contractor = whose.visible(contractor_id)
    found = services.result(contractor.id, result_id)
    reports = [(report, sender(report)) for report in services.reports_of(result_id)]
    return render_template("results/result.html", contractor=contractor, result=found, reports=reports)


def sender(report: ReportView) -> str:
    """A person's name; empty for a system."""
    return people.person(report.by).name if report.way in BY_PEOPLE else ""


@pages.page("/contractors/<contractor_id>/results/count", access=scope.OFFICE, methods=("POST",))
def count_again(contractor_id: str) -> Any:
    whose.changeable(contractor_id)
    moved = services.count_again(contractor_id, actor().person_id, now())
    return redirect(url_for("results.contractor_results", contractor_id=contractor_id, moved=moved), 303)
