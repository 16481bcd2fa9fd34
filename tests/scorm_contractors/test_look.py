"""The busiest pages in a real browser, every form open: reachable for everybody, and no wider than a small phone."""
from collections.abc import Callable
from datetime import date
from typing import Any

from lms.access import Role
from lms.web.access import SESSION_COOKIE
from scorm_export.contractors import services
from scorm_export.contractors.rules import CASE_STUDY
from scorm_export.contractors.services import NewQualification
from tests.accessibility import axe
from tests.cohorts.conftest import Visit, Visitor
from tests.conftest import MORNING
from tests.scorm_contractors.conftest import OFFICE, Taught, arrived
from tests.server import Server

PHONE = {"width": 320, "height": 640}
OPEN = "document.querySelectorAll('main details').forEach(part => part.open = true)"


def signed_in(new_page: Callable[..., Any], server: Server, visitor: Visitor, **options: Any) -> Any:
    page = new_page(server, **options)
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": visitor.token, "url": server.url}])
    return page


def furnish(contractor: Taught) -> None:
    for subject, day in (("A", date(2027, 7, 1)), (CASE_STUDY, date(2027, 6, 1))):
        services.add_qualification(contractor.id, NewQualification("高橋 正人", [subject], "修了証", day), OFFICE, MORNING)
    services.name_learners(contractor.id, {"h-1": contractor.cohort.enrollments[0]}, OFFICE, MORNING)
    arrived(contractor.id, "u-1")


def test_busy_pages_are_reachable_for_everybody(
    server: Server, contractor: Taught, visit: Visit, new_page: Callable[..., Any],
) -> None:
    with server.app.app_context():
        furnish(contractor)
    c = contractor.path
    found = []
    for visitor, paths in ((visit(Role.SECRETARIAT), ("/contractors", c)),
                           (visit(person=contractor.person), ("/contractor", "/contractor/learners", "/contractor/guide/moodle"))):
        page = signed_in(new_page, server, visitor, viewport=PHONE)
        for path in paths:
            page.goto(path)
            page.evaluate(OPEN)
            found += [f"{path}: {line}" for line in axe(page)]
            width = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{path}: {width} px wide"] if width > PHONE["width"] else []
    assert found == []


def test_learners_are_named_by_pasting_a_table(
    server: Server, contractor: Taught, visit: Visit, new_page: Callable[..., Any],
) -> None:
    page = signed_in(new_page, server, visit(person=contractor.person))
    page.goto("/contractor/learners")
    page.get_by_label("または、表から貼り付ける").fill("学習者ID\tメールアドレス\nh-1\thanako@example.jp\nx\ty@example.jp\n")
    page.get_by_role("button", name="内容を確かめる").click()
    assert axe(page) == []
    page.get_by_role("button", name="1件を登録する").click()
    assert "学習者IDを1件登録しました" in page.get_by_role("status").inner_text()
    with server.app.app_context():
        assert [each.reference for each in services.learners(contractor.id)] == ["h-1"]
