"""A plugin with the smallest program that can refuse in every way, and a page that asks the core for the door."""
from datetime import date
from pathlib import Path

from lms.access import SIGNED_IN
from lms.enrollments import services as enrollments
from lms.plugins import Plugin
from lms.programs import services as programs
from lms.programs.kinds import ActivityKind, Parameters
from lms.web.access import actor, now
from lms.web.pages import Pages
from tests.conftest import MORNING


class Reading(Parameters):
    threshold: float = 0.9


class Exam(Parameters):
    items: int
    passing_score: float
    minutes: int | None = None


PROGRAM = '''
id = "school"
version = "1"
title = { ja = "見本の研修", en = "Sample training" }
source = { ja = "見本の報告書", en = "Sample report" }
planned_kinds = ["certificate"]
[kinds.exam]
items = 7
passing_score = 0.65
[clauses]
"S(1)" = { ja = "すべてを読んでから試験を受ける。", en = "Everything is read before the exam." }
"S(2)a" = { ja = "二か月以内に終える。", en = "It is finished within two months." }
"S(3)" = { ja = "何にも使われていない条項。", en = "A clause that nothing uses." }
[[windows]]
id = "learning"
title = { ja = "学習", en = "Learning" }
period = "P2M"
clause = "S(2)a"
[[windows]]
id = "later"
title = { ja = "その後", en = "Later" }
[[stages]]
id = "reading"
title = { ja = "読む", en = "Reading" }
window = "learning"
clause = "S(2)a"
[[stages]]
id = "end"
title = { ja = "認定", en = "Certification" }
window = "later"
[[modules]]
id = "M"
title = { ja = "本", en = "Books" }
clause = "S(1)"
'''
BOOK = '''
[[activities]]
id = "book-{n}"
kind = "reading"
stage = "reading"
module = "M"
title = {{ ja = "本その{n}", en = "Book {n}" }}
minutes = 60
exemptible = true
'''
REST = '''
[[activities]]
id = "book-1-test"
kind = "exam"
stage = "reading"
of = "book-1"
[[activities]]
id = "exam"
kind = "exam"
stage = "reading"
title = { ja = "試験", en = "Exam" }
requires = ["M"]
gate = "passed"
repeatable = false
clause = "S(1)"
parameters = { minutes = 55 }
[[activities]]
id = "paper"
kind = "certificate"
stage = "end"
title = { ja = "認定証", en = "Certificate" }
'''
BOOKS = 7


def school(folder: Path) -> Plugin:
    catalog = folder / "school"
    catalog.mkdir()
    books = "".join(BOOK.format(n=n) for n in range(1, BOOKS + 1))
    (catalog / "program.toml").write_text(PROGRAM + books + REST)
    return Plugin(
        name="tests", pages=(_pages(),), programs=(catalog,),
        activity_kinds=(ActivityKind("reading", "読書", "school.door", Reading), ActivityKind("exam", "試験", "school.door", Exam)))


def _pages() -> Pages:
    pages = Pages("school", __name__)

    @pages.page("/door/<activity>", access=SIGNED_IN)
    def door(activity: str) -> str:
        enrolled = enrollments.current_enrollment(actor().person_id, now())
        assert enrolled
        return enrollments.require_open(enrolled.id, activity, now()).id

    return pages


def enroll_here(person_id: str) -> str:
    """In a cohort whose window is June and July 2027; the enrollment's id."""
    programs.load(MORNING)
    cohort = enrollments.create_cohort(
        "sample", "school", {"ja": "見本の期", "en": "Sample round"}, {"learning": date(2027, 6, 1)}, {}, MORNING)
    return enrollments.enroll(cohort.id, person_id, None, "test", MORNING).id
