"""One round: who is where, its dates, and the same list as a file."""
from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from lms.cohorts import rules, scope, spreadsheet, words
from lms.cohorts.pages.door import READ, done, number, pages
from lms.cohorts.rules import Filters
from lms.enrollments import services as enrollments
from lms.enrollments.rules import HALF_YEAR, Pace
from lms.enrollments.views import CohortRow, CohortView
from lms.periods import civil_day, days_left, last_day
from lms.programs import services as programs
from lms.web.access import now

BAR_HEIGHT = 78
NUL = "\x00"


@pages.page("/cohorts/<cohort_id>", access=READ)
def cohort_page(cohort_id: str) -> Any:
    found = scope.readable(cohort_id)
    rows = enrollments.cohort_rows(cohort_id, now())
    filters, order = asked_filters(), request.args.get("sort", "risk")
    chosen = rules.ordered(rules.matching(rows, filters, now()), order)
    bars = rules.bars(rows)
    return render_template(
        "cohorts/cohort.html", **head(found), rows=rows, filters=filters, order=order,
        sheet=rules.sheet(chosen, number("page", 1)), tiles=rules.tiles(rows), places=rules.places(rows),
        bars=list(zip(bars, rules.heights(bars, BAR_HEIGHT), strict=True)), last_days=rules.LAST_DAYS,
        total=programs.program(found.program_version).minutes, shares=rules.shares, idle_days=rules.idle_days,
        address=address, done=done())


def head(found: CohortView) -> dict[str, Any]:
    """What the top of every page of a round says."""
    return {"cohort": found, "window": found.window("learning"), "now": now(), "days_left": days_left,
            "may_change": scope.may_change(found.id)}


def asked_filters() -> Filters:
    """From the address; what is no filter is left out."""
    asked = request.args
    pace = asked.get("state", "")
    return Filters(
        asked.get("q", "").replace(NUL, "").strip()[:200], asked.get("org", "")[:200],
        Pace(pace) if pace in list(Pace) else None, asked.get("last", type=int) or None)


def address(endpoint: str = "cohorts.cohort_page", **changes: Any) -> str:
    """This list with other filters: what is given anew replaces what is asked for now, None takes it away."""
    kept = {name: value for name, value in request.args.items() if name in ("q", "org", "state", "last", "sort")}
    return url_for(endpoint, **{**(request.view_args or {}), **kept, **changes})


@pages.page("/cohorts/<cohort_id>/cohort.csv", access=READ)
def cohort_csv(cohort_id: str) -> Any:
    """The rows that the filters leave. Characters that an encoding lacks are named by row, never replaced."""
    found = scope.readable(cohort_id)
    encoding = request.args.get("encoding", "utf-8")
    encoding = encoding if encoding in spreadsheet.ENCODINGS else "utf-8"
    chosen = rules.ordered(
        rules.matching(enrollments.cohort_rows(cohort_id, now()), asked_filters(), now()), request.args.get("sort", ""))
    header, lines = table(chosen)
    lost = spreadsheet.unmappable(header, lines, encoding)
    if lost:
        return render_template("cohorts/unmappable.html", **head(found), lost=lost, address=address), 409
    return csv_file(header, lines, f"{found.code}.csv", encoding)


def csv_file(header: Sequence[str], lines: Sequence[Sequence[str]], name: str, encoding: str = "utf-8") -> Response:
    response = Response(spreadsheet.as_csv(header, lines, encoding), mimetype="text/csv")
    response.headers["Content-Type"] = f"text/csv; charset={'Windows-31J' if encoding == 'cp932' else 'utf-8'}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def table(rows: Sequence[CohortRow]) -> tuple[list[str], list[list[str]]]:
    """Plain numbers of minutes and ISO dates, for other programs to read."""
    header = [_("氏名"), _("フリガナ"), _("メールアドレス"), _("所属機関"), _("状況"), _("修了した講義(分)"), _("免除(分)"),
              _("残り(分)"), _("必要な1日の学習(分)"), _("期限の日"), _("最後の学習日"), _("受講登録の番号")]
    return header, [cells(row) for row in rows]


def cells(row: CohortRow) -> list[str]:
    load = row.load
    return [row.name, row.kana, row.email, row.organization, _(words.PACES[load.pace].label), str(load.minutes_done),
            str(load.minutes_exempt), str(load.minutes_left), str(load.pace_minutes), load.last_day.isoformat() if load.last_day else "",
            civil_day(load.last_at).isoformat() if load.last_at else "", row.enrollment_id]


@pages.page("/cohorts/<cohort_id>/schedule", access=READ)
def schedule(cohort_id: str) -> Any:
    found = scope.readable(cohort_id)
    program = programs.program(found.program_version)
    opens = min((w.opens for w in found.windows.values()), default=None)
    return render_template("cohorts/schedule.html", **head(found), program=program, today=civil_day(now()),
                           half_year=last_day(civil_day(opens), HALF_YEAR) if opens else None)
