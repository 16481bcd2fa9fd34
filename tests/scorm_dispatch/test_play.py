"""Thin packages inside scorm-again in a real Chromium, two frames deep, with the content from another site."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.db import db
from lms.records import services as records
from scorm_export.contractors import services as contractors
from scorm_export.dispatch import services
from scorm_export.dispatch.models import Registration
from scorm_export.results import services as results
from tests.accessibility import axe
from tests.conftest import MORNING
from tests.heart import rounds
from tests.scorm_dispatch.conftest import LAST_DAY, made
from tests.scorm_packages.conftest import answer

EDITIONS = ("1.2", "2004-3", "2004-4")
AKARI = {"id": "akari.sato@city.example", "name": "Sato, Akari"}


def saved(frame):
    frame.wait_for_selector("#save[data-state=saved]")


def settled(stage, *expected, sco="A1/index.html"):
    """What the learner's own system has in the end: (completion, success, score of 100)."""
    for _ in range(400):
        if sco in stage.lms.kept and status(stage.kept(sco), stage.edition) == expected:
            return
        stage.page.wait_for_timeout(50)
    raise AssertionError(status(stage.kept(sco), stage.edition))


def until(stage, holds):
    for _ in range(400):
        if holds():
            return
        stage.page.wait_for_timeout(50)
    raise AssertionError


def read_one(frame):
    frame.evaluate("n => { const now = Date.now.bind(Date); Date.now = () => now() + n * 60000; }", 60)
    frame.click("[data-read='0']")


def finish(frame):
    """Everything in one go: read all, answer right, hand in."""
    frame.evaluate("n => { const now = Date.now.bind(Date); Date.now = () => now() + n * 60000; }", 600)
    frame.evaluate("for (const button of document.querySelectorAll('[data-read]:not([disabled])')) button.click()")
    answer(frame, right=True)
    frame.evaluate("document.getElementById('submit').click()")
    frame.wait_for_selector("#result[data-passed=true]")


def status(kept, edition):
    """(completion, success, score of 100) as the system has them."""
    if edition == "1.2":
        return kept["core"]["lesson_status"], None, kept["core"]["score"]["raw"]
    return kept["completion_status"], kept["success_status"], kept["score"]["raw"]


def learners(app, found):
    with app.app_context():
        return services.learners_of(found)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_lecture_is_begun_left_resumed_and_finished_here_and_there(loaded_app, contractor_id, make_stage, edition):
    stage = make_stage(made(loaded_app, contractor_id), edition)
    frame = stage.lecture(**AKARI)
    saved(frame)
    assert status(stage.kept(), edition)[0] == "incomplete"
    read_one(frame)
    frame.click("[data-read='1']")
    form = frame.evaluate("[...document.querySelectorAll('.item:not([hidden])')].map((item) => item.dataset.item)")
    frame.check(".item:not([hidden]) >> nth=1 >> input >> nth=2")
    saved(frame)
    assert stage.errors == []
    place = left_at(stage)
    frame = stage.lecture(**AKARI)  # another day, another session
    assert frame.evaluate("[...document.querySelectorAll('.item:not([hidden])')].map((item) => item.dataset.item)") == form
    assert frame.is_checked(".item:not([hidden]) >> nth=1 >> input >> nth=2")
    assert frame.is_disabled("[data-read='1']")
    stands_at(frame, place)
    finish(frame)
    saved(frame)
    settled(stage, *(("passed", None, "100") if edition == "1.2" else ("completed", "passed", "100")))
    assert stage.errors == []
    with loaded_app.app_context():
        result, = results.results_of(contractor_id)
        assert (result.outcome.completed, result.outcome.success, result.outcome.score) == (True, True, 1.0)
        assert len(result.outcome.answers) == 5
    nothing_leaves_that_should_not(stage)


def left_at(stage):
    """Close the window; the section that the system keeps."""
    stage.leave()
    kept = stage.kept()
    return kept["core"]["lesson_location"] if "core" in kept else kept["location"]


def stands_at(frame, section):
    """Below the bar at the top of the lecture."""
    assert section
    top = frame.evaluate("id => document.getElementById(id).getBoundingClientRect().top", section)
    assert 50 < top < 150


def nothing_leaves_that_should_not(stage):
    for request in stage.asked:
        assert not any(word in request.url for word in ("akari", "Sato", "city.example")) or "localhost" in request.url
        if "127.0.0.1" in request.url:
            assert "akari" not in (request.post_data or "")
            assert "Sato" not in (request.post_data or "")
            assert "cookie" not in request.headers
    assert stage.context.cookies() == []


def test_the_frame_says_nothing_wrong_to_screen_readers_and_fits_a_small_stage(loaded_app, contractor_id, make_stage):
    stage = make_stage(made(loaded_app, contractor_id), "2004-4", viewport={"width": 637, "height": 612})
    thin = stage.open()
    frame = stage.shown(thin)
    assert axe(thin) == []
    assert axe(frame) == []
    assert frame.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(("end", "words"), [
    ("revoked", "配信は終わりました"), ("stopped", "いったん止めています"), ("ended", "配信は終わりました"),
    ("expired", "配信の期限が過ぎました")])
def test_what_is_ended_does_not_open_and_says_why(loaded_app, contractor_id, make_stage, clock, end, words):
    found = made(loaded_app, contractor_id)
    stage = make_stage(found)
    over(loaded_app, found, end, clock)
    thin = stage.open()
    thin.wait_for_selector("body[data-state=refused]")
    assert words in thin.inner_text("#words")
    assert thin.query_selector("iframe") is None
    assert stage.errors == []
    stage.page.frames[1].goto("about:blank")  # the learner goes: the session ends, and nothing more is said of the lecture
    calls = stage.page.evaluate("calls")
    assert calls[-1]["name"] == "LMSFinish"
    assert [call["given"] for call in calls if call["name"] == "LMSSetValue"] == [
        ["cmi.core.exit", "suspend"], ["cmi.core.lesson_status", "incomplete"]]


def over(app, found, end, clock):
    with app.app_context():
        if end == "revoked":
            services.revoke(found.id, "契約の終了", "test", MORNING)
        if end == "stopped":
            services.stop("講義の誤り", "test", MORNING)
        if end == "ended":
            contractors.end_contractor(found.contractor_id, "test", MORNING)
    if end == "expired":
        clock.advance(timedelta(days=(LAST_DAY - MORNING.date()).days + 1))


def test_a_dispatch_revoked_meanwhile_says_so_at_the_next_save(loaded_app, contractor_id, make_stage, clock):
    found = made(loaded_app, contractor_id)
    stage = make_stage(found)
    frame = stage.lecture()
    saved(frame)
    over(loaded_app, found, "revoked", clock)
    read_one(frame)
    frame.wait_for_selector("body[data-over=refused]")
    assert "配信は終わりました" in frame.inner_text("#over")
    assert not frame.is_visible("#stage")
    assert stage.kept()["core"]["lesson_status"] == "incomplete"
    with loaded_app.app_context():
        assert results.results_of(contractor_id) == []


def test_what_is_done_while_all_is_stopped_is_there_when_it_goes_on(loaded_app, contractor_id, make_stage, clock):
    found = made(loaded_app, contractor_id)
    stage = make_stage(found)
    frame = stage.lecture()
    saved(frame)
    over(loaded_app, found, "stopped", clock)
    read_one(frame)
    frame.wait_for_selector("body[data-over=refused]")
    assert "いったん止めています" in frame.inner_text("#over")
    stage.leave()
    with loaded_app.app_context():
        services.lift("test", MORNING)
    frame = stage.lecture()
    assert frame.is_disabled("[data-read='0']")
    finish(frame)
    saved(frame)
    settled(stage, "passed", None, "100")


def test_the_cap_keeps_out_newcomers_and_nobody_else(loaded_app, contractor_id, make_stage):
    found = made(loaded_app, contractor_id, cap=1)
    stage = make_stage(found)
    saved(stage.lecture(id="one"))
    saved(stage.lecture("B1/index.html", id=" ONE "))  # the same learner, another lecture
    thin = stage.open(id="two")
    thin.wait_for_selector("body[data-state=refused]")
    assert "人数の上限" in thin.inner_text("#words")
    assert [line.begun for line in learners(loaded_app, found)] == [2]


def test_the_center_may_go_away_and_come_back_and_nothing_is_lost(loaded_app, contractor_id, make_stage, center):
    stage = make_stage(made(loaded_app, contractor_id), "2004-4")
    frame = stage.lecture()
    saved(frame)
    center.stop()
    finish(frame)
    frame.wait_for_selector("#save[data-state=waiting]")
    frame.wait_for_selector("#dispatch-notice:not([hidden])")
    assert "預けてあります" in frame.inner_text("#dispatch-notice")
    assert status(stage.kept(), "2004-4")[:2] == ("incomplete", "unknown")  # a result counts once the center has it
    center.start()
    frame.evaluate("dispatchEvent(new Event('online'))")
    settled(stage, "completed", "passed", "100")
    saved(frame)
    frame.wait_for_selector("#dispatch-notice", state="hidden")
    assert stage.errors == []


def test_an_answer_of_the_center_that_got_lost_is_not_another_window(loaded_app, contractor_id, make_stage, center):
    stage = make_stage(made(loaded_app, contractor_id))
    frame = stage.lecture()
    saved(frame)
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    stage.context.route("**/dispatch/report", lose)
    read_one(frame)
    frame.wait_for_selector("#save[data-state=waiting]")
    assert set(lost) == {200}
    stage.context.unroute("**/dispatch/report")
    frame.evaluate("dispatchEvent(new Event('online'))")
    saved(frame)
    finish(frame)
    settled(stage, "passed", None, "100")


def test_what_was_done_without_the_center_waits_in_the_learners_own_system(loaded_app, contractor_id, make_stage, center):
    stage = make_stage(made(loaded_app, contractor_id))
    frame = stage.lecture()
    saved(frame)
    center.stop()
    finish(frame)
    frame.wait_for_selector("#dispatch-notice:not([hidden])")
    until(stage, lambda: stage.kept()["suspend_data"].split("~")[10:11] == ["111"])  # attended, graded, passed
    stage.leave()
    assert stage.kept()["suspend_data"].startswith("+")
    center.start()
    frame = stage.lecture()
    assert frame.is_visible("#result[data-passed=true]")
    saved(frame)
    settled(stage, "passed", None, "100")
    assert stage.kept()["suspend_data"].startswith("=")


def test_a_center_out_of_reach_is_said_in_both_languages_and_can_be_tried_again(loaded_app, contractor_id, make_stage, center):
    stage = make_stage(made(loaded_app, contractor_id))
    center.stop()
    stage.context.clock.install()
    thin = stage.open()
    assert "開いています" in thin.inner_text("#words")
    stage.page.clock.fast_forward(10_000)
    thin.wait_for_selector("body[data-state=unreachable]")
    assert "センターにつながりません" in thin.inner_text("#words")
    assert thin.get_attribute("#other", "lang") == "en"
    assert "cannot be reached" in thin.inner_text("#other")
    assert stage.page.evaluate("calls") == []  # nothing was touched
    center.start()
    thin.click("text=もう一度つなぐ")
    saved(stage.shown(thin))


def test_a_system_that_refuses_commits_is_named(loaded_app, contractor_id, make_stage):
    found = made(loaded_app, contractor_id)
    stage = make_stage(found, "2004-3")
    stage.lms.refuses = True
    frame = stage.lecture()
    frame.wait_for_selector("#save[data-state=waiting]")
    frame.wait_for_selector("#dispatch-notice:not([hidden])")
    assert "受け取りませんでした" in frame.inner_text("#dispatch-notice")
    finish(frame)
    stage.lms.refuses = False
    frame.evaluate("dispatchEvent(new Event('online'))")
    settled(stage, "completed", "passed", "100")
    assert [line.passed for line in learners(loaded_app, found)] == [1]


def test_while_the_center_has_not_answered_nothing_is_called_saved(loaded_app, contractor_id, make_stage):
    stage = make_stage(made(loaded_app, contractor_id))
    frame = stage.lecture()
    saved(frame)
    held = []
    stage.context.route("**/dispatch/report", lambda route: held.append(route), times=1)
    frame.check(".item:not([hidden]) >> nth=0 >> input >> nth=1")
    assert frame.get_attribute("#save", "data-state") == "saving"
    assert frame.evaluate("getComputedStyle(document.getElementById('save'), '::before').content").startswith('"保存しています"')
    until(stage, lambda: held)
    assert frame.get_attribute("#save", "data-state") == "saving"
    held[0].continue_()
    saved(frame)


def reports(app):
    with app.app_context():
        return db.session.scalar(select(Registration.reports))


def test_the_last_word_of_a_page_counts_also_when_the_answer_before_it_never_came(loaded_app, contractor_id, make_stage):
    stage = make_stage(made(loaded_app, contractor_id))
    frame = stage.lecture()
    saved(frame)
    before, arrived = reports(loaded_app), []
    stage.context.route("**/dispatch/report", lambda route: arrived.append(route.fetch().status), times=1)  # and nobody answers
    frame.check(".item:not([hidden]) >> nth=0 >> input >> nth=1")
    frame.check(".item:not([hidden]) >> nth=1 >> input >> nth=2")
    until(stage, lambda: arrived)
    stage.page.frames[1].goto("about:blank")
    until(stage, lambda: reports(loaded_app) > before + 1)  # a last word is not waited for by the page
    stage.leave()
    stage.lms.kept.clear()  # the center's copy alone
    frame = stage.lecture()
    assert frame.is_checked(".item:not([hidden]) >> nth=0 >> input >> nth=1")
    assert frame.is_checked(".item:not([hidden]) >> nth=1 >> input >> nth=2")


TEST = "review-test/index.html"


@pytest.mark.parametrize("edition", ["1.2", "2004-4"])
def test_a_test_is_taken_at_the_center_and_its_result_comes_to_the_system(loaded_app, contractor_id, make_stage, edition, clock):
    found, enrollment = examined(loaded_app, contractor_id, clock)
    stage = make_stage(found, edition)
    door = stage.lecture(TEST, id="k-0012")
    door.wait_for_selector("#save[data-state=saved]")
    assert door.inner_text("#standing") == "結果はまだありません。"
    assert axe(door) == []
    assert door.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    asks_who_takes_it(stage, door)
    with loaded_app.app_context():
        records.append(enrollment, "failed", "review-test", at=clock.at, by="test", result={"score": 0.65})
    door.evaluate("dispatchEvent(new Event('focus'))")
    door.wait_for_selector("text=これまでの最高は65点です")
    settled(stage, *(("incomplete", None, "65") if edition == "1.2" else ("incomplete", "failed", "65")), sco=TEST)
    with loaded_app.app_context():
        records.append(enrollment, "passed", "review-test", at=clock.at, by="test", result={"score": 0.8})
    door.evaluate("dispatchEvent(new Event('focus'))")
    door.wait_for_selector("#standing[data-passed=true]")
    settled(stage, *(("passed", None, "80") if edition == "1.2" else ("completed", "passed", "80")), sco=TEST)
    assert stage.errors == []
    stage.leave()
    door = stage.lecture(TEST, id="k-0012")
    assert ("合格しました(80点)" in door.inner_text("#standing"), door.is_hidden("#how")) == (True, True)


def asks_who_takes_it(stage, door):
    with stage.context.expect_page() as opened:
        door.click("text=センターで受ける")
    opened.value.wait_for_selector("input[name=password]")
    opened.value.close()


def examined(app, contractor_id, clock):
    """A dispatch with the review test, and the enrollment that the contractor means by ``k-0012``."""
    with app.app_context():
        cohort = rounds.open_round()
        enrollment = rounds.enrolled(cohort.id, "hanako")
        contractors.set_cohorts(contractor_id, [cohort.id])
        contractors.name_learners(contractor_id, {"k-0012": enrollment}, "test", clock.at)
    return made(app, contractor_id, tests=("review-test",)), enrollment


def test_the_door_says_where_nobody_named_the_learner_and_where_the_center_is_away(loaded_app, contractor_id, make_stage, center):
    stage = make_stage(made(loaded_app, contractor_id, tests=("review-test",)), viewport={"width": 637, "height": 612})
    door = stage.lecture(TEST)
    assert door.is_visible("text=まだセンターに登録されていません")
    door.wait_for_selector("#save[data-state=saved]")
    assert axe(door) == []
    center.stop()
    door.evaluate("dispatchEvent(new Event('focus'))")
    door.wait_for_selector("#save[data-state=waiting]")
    center.start()
    door.evaluate("dispatchEvent(new Event('online'))")
    door.wait_for_selector("#save[data-state=saved]")


def test_two_windows_are_told_and_go_on_in_one(loaded_app, contractor_id, make_stage):
    stage = make_stage(made(loaded_app, contractor_id))
    first = stage.lecture()
    saved(first)
    saved(stage.lecture())
    read_one(first)
    first.wait_for_selector("body[data-over=elsewhere]")
    assert "ほかの画面で開かれました" in first.inner_text("#over")
    first.click("text=この画面で続ける")
    first.wait_for_selector("[data-read='0']:disabled")  # what was done here was not lost
    finish(first)
    saved(first)
    settled(stage, "passed", None, "100")


def test_what_was_answered_in_the_other_window_is_not_lost_by_going_on_in_this_one(loaded_app, contractor_id, make_stage):
    stage = make_stage(made(loaded_app, contractor_id))
    first = stage.lecture()
    saved(first)
    first.check(".item:not([hidden]) >> nth=0 >> input >> nth=1")
    saved(first)
    second = stage.lecture()
    finish(second)
    saved(second)
    read_one(first)
    first.click("text=この画面で続ける")
    first.wait_for_selector("#result[data-passed=true]")
    saved(first)
    settled(stage, "passed", None, "100")


def test_a_look_back_writes_nothing(loaded_app, contractor_id, make_stage):
    found = made(loaded_app, contractor_id)
    stage = make_stage(found, "2004-4")
    frame = stage.lecture(mode="review")
    assert "見直し" in frame.inner_text("#notice")
    assert [call["name"] for call in stage.page.evaluate("calls") if "Set" in call["name"] or "Commit" in call["name"]] == []
    stage.leave()
    assert stage.lms.commits <= 1  # ending a session is a commit of the system's own
    assert not any(request.method == "PUT" for request in stage.asked)


def test_without_a_system_around_it_nothing_opens(loaded_app, contractor_id, make_stage):
    stage = make_stage(made(loaded_app, contractor_id))
    thin = stage.open(api="none")
    thin.wait_for_selector("body[data-state=noLms]")
    assert "お使いの学習管理システムの中で" in thin.inner_text("#words")
    assert learners(loaded_app, made(loaded_app, contractor_id)) == []


def test_another_system_than_the_allowed_ones_is_refused(loaded_app, contractor_id, make_stage):
    found = made(loaded_app, contractor_id, origins=("https://lms.example.jp",))
    thin = make_stage(found).open()
    thin.wait_for_selector("body[data-state=refused]")
    assert "このシステムからは開けません" in thin.inner_text("#words")
    assert learners(loaded_app, found) == []
