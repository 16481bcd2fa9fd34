"""Results that a person sends: shown first row by row, then taken, all or nothing."""
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from lms.db import db, transaction
from lms.errors import Invalid, NotFound
from lms.ids import new_id
from lms.programs.definition import Program
from scorm_export.packages import services as packages
from scorm_export.results import report_table, result_file
from scorm_export.results.models import Upload
from scorm_export.results.outcome import Way
from scorm_export.results.report_table import Table
from scorm_export.results.services.foreseeing import foreseen
from scorm_export.results.services.receiving import Envelope, receive
from scorm_export.results.views import Line, UploadView

LIFE = timedelta(days=7)  # of an upload that nobody confirms
MOST_FILES = 200
PROGRAM, FIXED = "program", "lecture"


def keep_files(contractor_id: str, files: Sequence[tuple[str, bytes]], by: str, now: datetime) -> str:
    """Result files by name; the id of the upload. Invalid where there are none, or too many."""
    if not files or len(files) > MOST_FILES:
        raise Invalid({"files": "結果ファイルを、200個までで選んでください。"})
    kept = [[name[:200], data[:result_file.LARGEST].decode("utf-8", "replace")] for name, data in files]
    return _keep(contractor_id, Way.FILE, {"files": kept}, by, now)


def keep_table(contractor_id: str, program: str, text: str, by: str, now: datetime) -> str:
    """A report of an LMS with the columns that its headings suggest. Invalid where it is no table."""
    try:
        table = report_table.table(text)
    except report_table.Unreadable as error:
        raise Invalid({"table": str(error)}) from error
    columns = report_table.guessed(table.header)
    content = {"header": table.header, "rows": table.rows, "columns": columns, PROGRAM: program, FIXED: ""}
    return _keep(contractor_id, Way.CSV, content, by, now)


def _keep(contractor_id: str, way: Way, content: Mapping[str, Any], by: str, now: datetime) -> str:
    with transaction() as session:
        session.execute(delete(Upload).where(Upload.at < now - LIFE))
        row = Upload(id=new_id(), contractor_id=contractor_id, way=str(way), content=content, by=by, at=now)
        session.add(row)
        return row.id


def set_columns(contractor_id: str, upload_id: str, columns: Mapping[str, int], lecture: str) -> None:
    """Which column is what, and the lecture of every row where no column tells it."""
    with transaction():
        row = _row(contractor_id, upload_id)
        row.content = {**row.content, "columns": dict(columns), FIXED: lecture}


def upload(contractor_id: str, upload_id: str, now: datetime) -> UploadView:
    """What was sent, and what would become of it. NotFound for one that is not this contractor's, or was taken already."""
    row = _row(contractor_id, upload_id)
    return UploadView(row.id, Way(row.way), row.by, row.at, _table(row), row.content.get("columns", {}), row.content.get(FIXED, ""),
                      [line for _program, line in _lines(row, now)])


def apply(contractor_id: str, upload_id: str, by: str, now: datetime) -> int:
    """Take every row that can be taken; how many were news. One transaction: a failure leaves nothing behind."""
    with transaction() as session:
        session.get(Upload, upload_id, with_for_update=True)  # of two who confirm at once the second finds nothing
        row = _row(contractor_id, upload_id)
        good = [(program, line.outcome) for program, line in _lines(row, now) if line.outcome and not line.problem]
        received = [receive(Envelope(contractor_id, program, Way(row.way), by), outcome, now)
                    for program, outcome in sorted(good, key=lambda each: (each[1].at, each[1].lecture))]
        session.delete(row)
        return sum(each.is_news for each in received)


def _row(contractor_id: str, upload_id: str) -> Upload:
    row = db.session.get(Upload, upload_id)
    if row is None or row.contractor_id != contractor_id:
        raise NotFound(upload=upload_id)
    return row


def _table(row: Upload) -> Table | None:
    if row.way != Way.CSV:
        return None
    return Table(tuple(row.content["header"]), tuple(tuple(each) for each in row.content["rows"]))


def _lines(row: Upload, now: datetime) -> list[tuple[str, Line]]:
    return _lines_of_table(row, now) if row.way == Way.CSV else [_line_of_file(row, name, text, now) for name, text in row.content["files"]]


def _line_of_file(row: Upload, name: str, text: str, now: datetime) -> tuple[str, Line]:
    try:
        program, outcome = result_file.read(text.encode())
    except result_file.Unreadable as error:
        return "", Line(name, None, str(error), None)
    return program, foreseen(row.contractor_id, program, name, outcome, now)


def _lines_of_table(row: Upload, now: datetime) -> list[tuple[str, Line]]:
    content = row.content
    program = content[PROGRAM]
    lectures = titles(packages.newest_program(program))
    found = []
    for number, cells in enumerate(content["rows"], 2):
        try:
            outcome = report_table.outcome(cells, content["columns"], lectures, content[FIXED], row.at)
            found.append((program, foreseen(row.contractor_id, program, str(number), outcome, now)))
        except report_table.Unreadable as error:
            found.append((program, Line(str(number), None, str(error), None)))
    return found


def titles(program: Program) -> dict[str, str]:
    """Codes of lectures by all that a report may call them: the code, its title, and both together; longest first."""
    found: dict[str, str] = {}
    for lecture in packages.lectures_of(program):
        for title in ("", *lecture.title.values()):
            found[report_table.folded(f"{lecture.id} {title}")] = lecture.id
            if title:
                found[report_table.folded(title)] = lecture.id
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))
