"""Item statistics for those who write and answer for the tests. No page names a person."""
import csv
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, render_template, request, stream_with_context, url_for

from assessments.attempts.pages import name_of_activity
from assessments.attempts.pages import words as item_words
from assessments.attempts.telling import expected
from assessments.statistics import charts, figures, services, table, words
from assessments.statistics.flags import Flag
from assessments.statistics.services import CHOICES, FIRST, TestStatistics
from lms.access import Role, only
from lms.cohorts.rules import sheet
from lms.cohorts.spreadsheet import harmless
from lms.web.pages import Pages

pages = Pages("statistics", __name__)
READ = only(Role.LECTURER, Role.SECRETARIAT, Role.AUDITOR)
BOM = "\ufeff"
AT_FIRST = 12  # flagged items shown before the rest is folded away


@pages.page("/statistics", access=READ)
def overview() -> str:
    lines = services.overview()
    return render_template("statistics/overview.html", taken=[line for line in lines if line.attempts],
                           waiting=[line for line in lines if not line.attempts], **said())


@pages.page("/statistics/<program>/<activity>", access=READ)
def test(program: str, activity: str) -> str:
    found = services.statistics_of(program, activity, choice())
    analysis, bins = found.analysis, figures.score_bins(found.analysis.answers.scores)
    flagged = flagged_items(services.notable(analysis.flags))
    return render_template(
        "statistics/test.html", **head(found), scores=analysis.scores, counts=analysis.attempts, bins=bins,
        sheet=sheet(analysis.items, request.args.get("page", 1, type=int)),
        first_flagged=flagged[:AT_FIRST], more_flagged=flagged[AT_FIRST:], best=services.reliability_of(analysis.scores),
        few=[flag for flag in analysis.flags if flag.code == "too-few-answers"], histogram=charts.histogram(bins, found),
        scatter=charts.scatter(figures.points(analysis.items), found))


@pages.page("/statistics/<program>/<activity>/<version_id>", access=READ)
def item(program: str, activity: str, version_id: str) -> str:
    found = services.statistics_of(program, activity, choice())
    one, fifths = found.item(version_id), services.curve_of(found, version_id)
    asked = found.asked[version_id]
    return render_template(
        "statistics/item.html", **head(found), one=one, asked=asked, flags=words.gravest(found.flags_of(version_id)),
        expected=expected(asked.item), fifths=fifths, curve=charts.curve(fifths),
        compared=[c for c in found.analysis.comparisons if c.item == version_id])


def choice() -> str:
    """``attempts`` of the address; the first ones for anything else."""
    asked = request.args.get("attempts", FIRST)
    return asked if asked in CHOICES else FIRST


def head(found: TestStatistics) -> dict[str, Any]:
    """What every page of a test says; ``to`` makes addresses within it that keep the choice of attempts."""
    def to(endpoint: str, attempts: str = found.choice, **arguments: str | int) -> str:
        kept: dict[str, Any] = dict(arguments) if attempts == FIRST else {"attempts": attempts, **arguments}
        return url_for(endpoint, program=found.test.program.id, activity=found.test.activity.id, **kept)

    return {"found": found, "program": found.test.program, "activity": found.test.activity, "to": to, **said(), **item_words()}


def said() -> dict[str, Any]:
    return {"w": words, "name_of": name_of_activity}


def flagged_items(flags: Iterable[Flag]) -> list[tuple[str, list[Flag]]]:
    """By version, the gravest first."""
    found: dict[str, list[Flag]] = {}
    for flag in words.gravest(flags):
        found.setdefault(flag.item, []).append(flag)
    return list(found.items())


# Files -------------------------------------------------------------------------------------------------

@pages.page("/statistics/<program>/<activity>/items.csv", access=READ)
def items_csv(program: str, activity: str) -> Response:
    """A line an item, numbers in full."""
    found = services.statistics_of(program, activity, choice())
    plain = item_words()["plain"]
    header, *rows = table.item_rows(found.analysis.items)
    lines = ((*named(found, row[0]), harmless(plain(found.asked[row[0]].item.stem)), *row[1:]) for row in rows)
    return streamed(("item", "version", "stem", *header[1:]), lines, f"{program}-{activity}-{found.choice}-items.csv")


@pages.page("/statistics/<program>/<activity>/choices.csv", access=READ)
def choices_csv(program: str, activity: str) -> Response:
    """A line a choice of an item that has choices; they count from 1 in the order written."""
    found = services.statistics_of(program, activity, choice())
    plain = item_words()["plain"]
    header, *rows = table.choice_rows(found.analysis.items)
    lines = ((*named(found, row[0]), row[1], harmless(plain(found.asked[row[0]].item.choices[int(row[1]) - 1].text)), *row[2:])
             for row in rows)
    return streamed(("item", "version", "choice", "text", *header[2:]), lines, f"{program}-{activity}-{found.choice}-choices.csv")


def named(found: TestStatistics, version_id: str) -> tuple[str, str]:
    return harmless(found.asked[version_id].item.id), harmless(version_id)


def streamed(header: Iterable[str], lines: Iterable[Iterable[str]], name: str) -> Response:
    response = Response(stream_with_context(written(header, lines)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def written(header: Iterable[str], lines: Iterable[Iterable[str]]) -> Iterator[str]:
    writer = csv.writer(Passed(), quoting=csv.QUOTE_ALL)
    yield BOM + writer.writerow(header)
    yield from map(writer.writerow, lines)


class Passed:
    """A file that hands back what is written, for ``csv.writer`` to return."""

    def write(self, text: str) -> str:
        return text
