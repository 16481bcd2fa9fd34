"""The whole main job in a real browser: from sign-in through all 27 lectures to a passed review test."""
from collections.abc import Callable
from typing import Any

from lms.clock import FixedClock
from tests.journey.conftest import Round, verified
from tests.journey.keys import wrong_places
from tests.journey.reader import A_DAY, Reader
from tests.server import Server

DEADLINE = "7月31日(土) 24時まで"


def test_a_trainee_gets_from_sign_in_to_a_passed_review_test(
    new_page: Callable[..., Any], loaded_server: Server, studying: Round, clock: FixedClock,
) -> None:
    desk = Reader(new_page(loaded_server), clock)
    desk.sign_in()
    assert desk.heading().startswith("A1 ")
    assert DEADLINE in desk.page.inner_text(".limit")
    assert desk.page.goto("/lectures/B1").status == 409
    the_first_lecture_is_played_and_its_test_passed(desk)

    phone = Reader(new_page(loaded_server, java_script_enabled=False), clock)
    clock.advance(A_DAY)
    phone.sign_in()
    the_other_lectures_are_read_without_scripts(phone)

    clock.advance(A_DAY)
    desk.sign_in()
    the_review_test_is_passed(desk)
    the_same_in_english(desk)
    assert verified(loaded_server.app)[0] == 0


def the_first_lecture_is_played_and_its_test_passed(desk: Reader) -> None:
    desk.page.goto("/")
    desk.follow()
    desk.play("2")
    desk.press("section[aria-labelledby='quiz-A1-test'] a")
    assert "あと" in desk.take(wrong_places, "保存しました")
    assert desk.page.goto("/lectures/B1").status == 409
    desk.page.goto("/tests/A1-test")
    assert desk.take(saved="保存しました") == "合格しました"


def the_other_lectures_are_read_without_scripts(phone: Reader) -> None:
    """Each begins at the home page's one proposal: the lecture, then its test."""
    for _ in range(26):
        phone.page.goto("/")
        code = phone.heading().split()[0]
        phone.follow()
        assert phone.read() > 0
        phone.page.goto("/")
        assert phone.heading() == f"{code} 理解度確認テスト"
        phone.follow()
        assert phone.take() == "テストを終えました"


def the_review_test_is_passed(desk: Reader) -> None:
    assert desk.heading() == "総合確認テスト"
    desk.follow()
    assert DEADLINE in desk.page.inner_text(".limit")
    assert desk.take(saved="保存しました") == "合格しました"
    assert desk.page.inner_text(".score").startswith("40")
    desk.page.goto("/")
    assert desk.heading() == "総合確認テストに合格しました"
    assert "課題" in desk.page.inner_text(".road [aria-current=step]")


def the_same_in_english(desk: Reader) -> None:
    desk.press("header [hreflang=en]")
    assert desk.page.get_attribute("html", "lang") == "en"
    assert "review test" in desk.heading().lower()
    desk.page.goto("/lectures/E2-02")
    assert "Working conditions" in desk.heading()
