"""A form as a paper: the same form years later, with its answer sheet and the key by the marks that were shown."""
from random import Random

from flask import Flask
from flask.testing import FlaskClient

from assessments.attempts import paper, services
from assessments.attempts.paper import PaperQuestion
from assessments.attempts.printing import TEMPLATE
from assessments.items.answering import POINTS, points, shuffled
from assessments.items.item import Case
from lms import typesetting
from tests.assessments.conftest import NOW, Trainee
from tests.assessments.test_accommodations import office
from tests.assessments.test_answering import choices, item, matching, words
from tests.assessments.test_pages import sign_in

__all__ = ["office"]
MARKS = paper.MARKS["ja"]


def test_the_key_by_its_marks_is_the_answer_that_earns_everything() -> None:
    for seed in range(20):
        chance = Random(seed)
        single, ordering, pairs = item("multiple", choices(5, {0, 3})), item("ordering", choices(4, {0, 1, 2, 3})), matching(3, 2)
        order = shuffled(single, chance)
        assert points(single, order, [MARKS.index(mark) for mark in paper.key(single, order, "ja").split()]) == POINTS
        order = shuffled(ordering, chance)
        steps = [MARKS.index(mark) for mark in paper.key(ordering, order, "ja").split()]
        assert points(ordering, order, [steps.index(n) for n in range(4)]) == POINTS
        order = shuffled(pairs, chance)
        assert points(pairs, order, [MARKS.index(pair[-1]) for pair in paper.key(pairs, order, "ja").split()]) == POINTS
    assert paper.key(item("text", accepted={"ja": ("甲", "乙")}), (), "ja") == "甲 / 乙"


def test_a_case_is_printed_once_before_its_first_question() -> None:
    case = Case("c", words("事例です"))
    asked = [item("single", choices(2, {0}), case=one) for one in (None, case, case, None)]
    lines = paper.content([PaperQuestion(n, one, (1, 0)) for n, one in enumerate(asked, 1)], "ja")
    assert [line["case"] for line in lines] == ["", "事例です", "", ""]
    assert [choice["text"] for choice in lines[0]["choices"]] == ["c1", "c0"]


def test_what_an_author_writes_is_text_and_never_markup() -> None:
    line = {"number": 1, "kind": "single", "case": '#panic("x")', "stem": '= 見出し #read("/etc/passwd") $x$ \\ "引用"',
            "choices": [{"mark": "ア", "text": "#import"}], "lines": [], "key": "ア"}
    data = {"title": "#t", "subtitle": "", "reference": "", "locale": "ja", "key": True, "questions": [line],
            "words": {"name": "", "date": "", "sheet": "", "key": ""}}
    assert typesetting.pdf(TEMPLATE, data).startswith(b"%PDF")


def test_the_office_prints_any_form_and_the_trainee_a_submitted_one(
    app: Flask, trainee: Trainee, office: FlaskClient
) -> None:
    with app.app_context():
        attempt = services.start(trainee.enrollment, "A1-test", NOW).id
    akari = sign_in(app, trainee)
    path = f"/enrollments/{trainee.enrollment}/attempts/{attempt}/paper.pdf"
    answer = office.get(path)
    assert (answer.status_code, answer.mimetype, answer.data[:4]) == (200, "application/pdf", b"%PDF")
    assert path in office.get(f"/enrollments/{trainee.enrollment}/test-time").text
    assert akari.get(f"/attempts/{attempt}/paper.pdf").status_code == 409
    with app.app_context():
        services.submit(attempt, trainee.person, NOW)
    assert akari.get(f"/attempts/{attempt}/paper.pdf").data[:4] == b"%PDF"
    assert akari.get(path).status_code in (403, 404)
    assert office.get(f"/enrollments/{trainee.enrollment}/attempts/nothing/paper.pdf").status_code == 404
