"""Results that a person sends: shown first row by row, then taken, a lot at a time."""
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select

from lms.db import db, transaction
from lms.errors import Conflict, Invalid, NotFound
from lms.ids import new_id
from lms.programs.definition import Program
from scorm_export.packages import services as packages
from scorm_export.results import report_table, result_file, wide_table
from scorm_export.results.models import Upload
from scorm_export.results.outcome import Way
from scorm_export.results.report_cells import Unreadable, folded
from scorm_export.results.report_table import Reading, Table
from scorm_export.results.services.foreseeing import Part, foreseen
from scorm_export.results.services.receiving import Envelope, receive_all
from scorm_export.results.views import Line, Taking, UploadView

LIFE, LONGER = timedelta(days=1), timedelta(days=30)  # of an upload that nobody confirms; of one that is taken in part
MOST_FILES = 200
LOT = 50  # rows of one transaction: others who write wait for no more
LOTS = 8  # of one request: about two seconds, so that a page can say how far it is
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
        table = wide_table.unfolded(report_table.table(text), titles(packages.newest_program(program)))
    except Unreadable as error:
        raise Invalid({"table": str(error)}) from error
    columns = report_table.guessed(table)
    content = {"header": table.header, "rows": table.rows, "lines": table.lines, "columns": columns, PROGRAM: program, FIXED: ""}
    return _keep(contractor_id, Way.CSV, content, by, now)


def _keep(contractor_id: str, way: Way, content: Mapping[str, Any], by: str, now: datetime) -> str:
    with transaction() as session:
        session.execute(delete(Upload).where(or_(and_(Upload.at < now - LIFE, Upload.taken == 0), Upload.at < now - LONGER)))
        row = Upload(id=new_id(), contractor_id=contractor_id, way=str(way), content=content, by=by, at=now, taken=0, news=0)
        session.add(row)
        return row.id


def set_columns(contractor_id: str, upload_id: str, columns: Mapping[str, int], lecture: str) -> None:
    """Which column is what, and the lecture of every row where no column tells it. Conflict once rows are taken."""
    with transaction() as session:
        row = _row(contractor_id, upload_id)
        session.refresh(row, with_for_update=True)
        if row.taken:
            raise Conflict("もう受け取り始めています。列は変えられません。", upload=upload_id)
        row.content = {**row.content, "columns": dict(columns), FIXED: lecture}


def upload(contractor_id: str, upload_id: str, now: datetime) -> UploadView:
    """What was sent, and what would become of it. NotFound for one that is not this contractor's, or was taken already."""
    row = _row(contractor_id, upload_id)
    lines = [line for _program, line in _lines(row, now, 0, _size(row))]
    return UploadView(row.id, Way(row.way), row.by, row.at, _table(row), row.content.get("columns", {}), row.content.get(FIXED, ""),
                      lines, row.taken)


def taking(contractor_id: str, upload_id: str) -> Taking:
    """How far it has come. NotFound once it is done."""
    row = _row(contractor_id, upload_id)
    return Taking(row.taken, _size(row), row.news)


def unfinished(contractor_id: str) -> dict[str, Taking]:
    """What is taken in part and can be gone on with, by the upload's id; the newest first."""
    rows = db.session.scalars(select(Upload).where(Upload.contractor_id == contractor_id, Upload.taken > 0).order_by(Upload.at.desc()))
    return {row.id: Taking(row.taken, _size(row), row.news) for row in rows}


def take_more(contractor_id: str, upload_id: str, by: str, now: datetime) -> Taking:
    """Take the next rows of those that can be taken. What an interruption leaves is taken by the next call."""
    so_far = taking(contractor_id, upload_id)
    for _ in range(LOTS):
        so_far = _take_lot(contractor_id, upload_id, by, now, so_far)
        if so_far.is_done:
            break
    return so_far


def _take_lot(contractor_id: str, upload_id: str, by: str, now: datetime, so_far: Taking) -> Taking:
    """Somebody else may finish it meanwhile."""
    with transaction() as session:
        row = session.get(Upload, upload_id, with_for_update=True, populate_existing=True)
        if row is None:
            return replace(so_far, taken=so_far.size)
        end = min(row.taken + LOT, so_far.size)
        good = [(Envelope(contractor_id, program, Way(row.way), by), line.to_take)
                for program, line in _lines(row, now, row.taken, end) if line.to_take]
        received = receive_all(contractor_id, good, now)
        row.taken, row.news = end, row.news + sum(each.is_news for each in received)
        if end == so_far.size:
            session.delete(row)
        return Taking(row.taken, so_far.size, row.news)


def _row(contractor_id: str, upload_id: str) -> Upload:
    row = db.session.get(Upload, upload_id)
    if row is None or row.contractor_id != contractor_id:
        raise NotFound(upload=upload_id)
    return row


def _size(row: Upload) -> int:
    return len(row.content["rows"] if row.way == Way.CSV else row.content["files"])


def _table(row: Upload) -> Table | None:
    if row.way != Way.CSV:
        return None
    content = row.content
    return Table(tuple(content["header"]), tuple(tuple(each) for each in content["rows"]), tuple(content["lines"]))


def _lines(row: Upload, now: datetime, start: int, end: int) -> list[tuple[str, Line]]:
    """The program and the line of every row from ``start`` to before ``end``."""
    part = slice(start, end)
    read = _rows(row, part) if row.way == Way.CSV else [_file(name, text) for name, text in row.content["files"][part]]
    return foreseen(row.contractor_id, read, now)


def _file(name: str, text: str) -> Part:
    try:
        return Part(name, *result_file.read(text.encode()))
    except result_file.Unreadable as error:
        return Part(name, "", None, str(error))


def _rows(row: Upload, part: slice) -> list[Part]:
    content, program = row.content, packages.newest_program(row.content[PROGRAM])
    reading = Reading(content["columns"], titles(program), content[FIXED], passing(program), row.at)
    numbered = zip(content["lines"][part], content["rows"][part], strict=True)
    return [_table_row(program.id, _name(line, cells, content["header"]), cells, reading) for line, cells in numbered]


def _name(line: int, cells: Sequence[str], header: Sequence[str]) -> str:
    """The line of the file; of a gradebook with the lecture, since each of its lines is read several times."""
    lecture = dict(zip(header, cells, strict=True)).get(wide_table.MADE[0], "")
    return f"{line} {lecture}".strip()


def _table_row(program_id: str, name: str, cells: Sequence[str], reading: Reading) -> Part:
    try:
        return Part(name, program_id, report_table.outcome(cells, reading))
    except Unreadable as error:
        return Part(name, program_id, None, str(error))


def passing(program: Program) -> dict[str, float]:
    """The passing score of each lecture's comprehension test, by the lecture's code."""
    return {lecture.id: test.parameters.passing_score
            for lecture in packages.lectures_of(program) for test in program.closing_of(lecture.id)}


def titles(program: Program) -> dict[str, str]:
    """Codes of lectures by all that a report may call them: the code, its title, and both together; longest first."""
    found: dict[str, str] = {}
    for lecture in packages.lectures_of(program):
        for title in ("", *lecture.title.values()):
            found[folded(f"{lecture.id} {title}")] = lecture.id
            if title:
                found[folded(title)] = lecture.id
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))
