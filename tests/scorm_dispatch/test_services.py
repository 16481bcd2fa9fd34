"""Opening a lecture and storing what was done, on both databases; the lecture itself is a stand-in."""
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from lms.errors import Conflict, Invalid, LmsError, NotFound, Refused
from lms.ids import new_id
from lms.media import services as media
from lms.records import services as records
from scorm_export.contractors import services as contractors
from scorm_export.contractors import veils
from scorm_export.dispatch import services
from scorm_export.dispatch.rules import Achieved, State
from scorm_export.dispatch.services import Said, Visitor
from scorm_export.results import services as results
from scorm_export.results.outcome import Standing
from tests.conftest import MORNING
from tests.scorm_dispatch.conftest import PROGRAM, wanted
from tests.scorm_results.conftest import make_ground

NOTHING = Achieved(False, None, None, {})
PASSED = Achieved(True, True, 0.8, {"a1-01": True, "a1-02": False})
LATER = MORNING + timedelta(minutes=30)
NUMBERS = count(1)


class Shelf:
    """What the packages room knows: the newest version of each lecture."""

    def __init__(self):
        self.versions = {}

    def newest_version(self, program, code):
        return self.versions.get(code, f"{code}-v1")

    def newest_versions(self, program):
        return {code: self.newest_version(program, code) for code in ("A1", "B1", "B2")}

    def lecture_html(self, program, code, language, address, now):
        return f"<h1>{code}</h1>"


@pytest.fixture
def shelf(monkeypatch):
    found = Shelf()
    for place in (services.playing.packages, services.figures.packages):
        monkeypatch.setattr(place, "newest_version", found.newest_version)
        monkeypatch.setattr(place, "newest_versions", found.newest_versions)
        monkeypatch.setattr(place, "lecture_html", found.lecture_html)
    return found


@pytest.fixture
def ground(any_database_app, shelf):
    with any_database_app.app_context():
        yield make_ground()


@pytest.fixture
def found(ground):
    return services.create(ground.contractor, wanted(), "office", MORNING)


def who(found, learner="k-0012", lecture="A1", writes=True):
    return Visitor(veils.digest(found.id, learner), lecture, "https://lms.example.jp", writes)


def opened(found, learner="k-0012", lecture="A1", now=MORNING):
    return services.launch(found, who(found, learner, lecture), now)


def said(launched, achieved=NOTHING, suspended="1~state", seconds=60):
    """Each call is a later report."""
    return Said(launched.registration, launched.session, next(NUMBERS), suspended, seconds, achieved)


def reason(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.members["reason"]


def test_a_learner_goes_on_where_they_were(found):
    first = opened(found)
    assert (first.html, first.version, first.suspended) == ("<h1>A1</h1>", "A1-v1", "")
    services.store(found, said(first, suspended="1~half"), LATER)
    again = opened(found, now=LATER)
    assert (again.registration, again.suspended) == (first.registration, "1~half")
    assert again.session == first.session + 1


def test_the_same_report_twice_is_one(found):
    report = said(opened(found), PASSED)
    stored = services.store(found, report, LATER)
    assert services.store(found, replace(report, achieved=NOTHING, suspended="1~other"), LATER) == stored
    assert opened(found).suspended == "1~state"


def test_of_two_reports_that_cross_on_their_way_the_later_one_counts(found):
    first = opened(found)
    slow, quick = said(first, suspended="1~one"), said(first, PASSED, "1~two")
    stored = services.store(found, quick, LATER)
    assert services.store(found, slow, LATER) == stored
    assert opened(found).suspended == "1~two"


def test_however_many_answers_of_the_center_got_lost_it_is_no_other_page(found):
    first = opened(found)
    for n in range(30):
        services.store(found, said(first, suspended=f"1~{n}"), LATER)
    assert opened(found).suspended == "1~29"


def test_a_page_that_was_overtaken_is_told_and_stores_nothing(found):
    first, second = opened(found), opened(found)
    with pytest.raises(Conflict):
        services.store(found, said(first, PASSED, "1~old"), LATER)
    assert services.store(found, said(second, suspended="1~new"), LATER).completed is False
    assert opened(found).suspended == "1~new"


def test_nothing_is_taken_back(found):
    first = opened(found)
    stored = services.store(found, said(first, PASSED), LATER)
    stored = services.store(found, said(first, Achieved(False, False, 0.2, {})), LATER)
    assert (stored.completed, stored.success, stored.score) == (True, True, 0.8)


def test_a_look_back_changes_nothing(found):
    first = opened(found)
    looked = services.launch(found, who(found, writes=False), LATER)
    assert looked.session == first.session
    services.store(found, said(first), LATER)  # the page at work is not disturbed


def test_a_report_of_another_dispatch_or_beyond_the_scale_is_refused(found, ground):
    other = services.create(ground.contractor, wanted(), "office", MORNING)
    first = opened(found)
    with pytest.raises(NotFound):
        services.store(other, said(first), LATER)
    with pytest.raises(Invalid):
        services.store(found, said(first, Achieved(True, True, 1.2, {})), LATER)


def test_the_cap_counts_learners_and_not_lectures(found):
    for learner, lecture in (("one", "A1"), ("one", "B1"), (" ＯＮＥ", "A1"), ("two", "B1")):
        opened(found, learner, lecture)
    assert reason(lambda: opened(found, "three")) == "cap-reached"
    services.change_terms(found.id, 3, found.last_day, "office", LATER)
    opened(services.dispatch(found.id), "three")
    line, = services.lines(services.dispatches(), LATER)
    assert (line.figures.learners, line.state) == (3, State.FULL)


def test_two_newcomers_cannot_share_the_last_place(found, any_database_app):
    opened(found, "one")

    def come(learner):
        with any_database_app.app_context():
            try:
                return bool(opened(found, learner))
            except LmsError:
                return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(come, ["two", "three", "four", "five"])) == 1


def test_what_ends_a_dispatch_ends_opening_and_storing(found, ground):
    first = opened(found)
    services.stop("講義の誤り", "office", MORNING)
    assert reason(lambda: opened(found)) == reason(lambda: services.store(found, said(first), LATER)) == "dispatch-stopped"
    services.lift("office", LATER)
    services.store(found, said(first), LATER)
    revoked = services.revoke(found.id, "契約の終了", "office", LATER)
    assert reason(lambda: opened(revoked)) == reason(lambda: services.store(revoked, said(first), LATER)) == "dispatch-revoked"
    assert services.revoke(found.id, "二度目", "other", LATER).revoked_reason == "契約の終了"
    contractors.end_contractor(ground.contractor, "office", LATER)
    assert reason(lambda: opened(found)) == "contractor-ended"
    with pytest.raises(Conflict):
        services.create(ground.contractor, wanted(), "office", LATER)


def test_a_lecture_that_was_taken_back_is_not_opened_any_more(found, ground):
    first = opened(found)
    contractors.set_lectures(ground.contractor, PROGRAM, ["B1"])
    assert reason(lambda: opened(found)) == reason(lambda: services.store(found, said(first), LATER)) == "lecture-not-included"
    assert reason(lambda: opened(found, lecture="Z9")) == "lecture-not-included"


def test_a_second_stop_is_the_first_one_and_needs_a_reason():
    for wrong in ("", "  ", "x" * 1001):
        with pytest.raises(Invalid):
            services.stop(wrong, "office", MORNING)


def test_stops_are_kept_with_who_and_why(found):
    services.stop("一", "office", MORNING)
    services.stop("二", "other", LATER)
    assert services.current_stop().reason == "一"
    services.lift("other", LATER)
    assert services.current_stop() is None
    assert [(each.reason, each.by, each.lifted_by) for each in services.all_stops()] == [("一", "office", "other")]


def test_terms_are_kept_and_wrong_ones_refused(found):
    services.change_terms(found.id, 7, found.last_day, "other", LATER)
    assert [(each.cap, each.by) for each in services.terms_of(found.id)] == [(7, "other"), (2, "office")]
    with pytest.raises(Invalid):
        services.change_terms(found.id, 0, found.last_day, "office", LATER)
    with pytest.raises(NotFound):
        services.change_terms(new_id(), 1, found.last_day, "office", LATER)
    with pytest.raises(Invalid):
        services.create(found.contractor_id, wanted(lectures=("C1",)), "office", MORNING)


# Results -------------------------------------------------------------------------------------------------

def test_a_result_waits_under_its_veil_until_the_learner_is_named(found, ground):
    ground.credit()
    services.store(found, said(opened(found), PASSED, seconds=999), LATER)
    result, = results.results_of(ground.contractor)
    assert result.standing is Standing.UNKNOWN_LEARNER
    assert "k-0012" not in result.outcome.learner
    assert (result.outcome.seconds, result.outcome.answers) == (999, {"a1-01": True, "a1-02": False})
    contractors.name_learners(ground.contractor, {"K-0012 ": ground.enrollment}, "office", LATER)
    assert results.count_again(ground.contractor, "office", LATER) == 1
    assert ground.facts() == [("completed", "A1"), ("passed", "A1-test")]
    assert results.results_of(ground.contractor)[0].id == result.id


def test_a_learner_whose_id_is_their_mail_address_is_known_at_once(found, ground):
    ground.credit()
    services.store(found, said(opened(found, ground.email.upper()), PASSED), LATER)
    assert ground.facts() == [("completed", "A1"), ("passed", "A1-test")]


def test_a_report_without_news_is_no_news_at_home(found, ground):
    first = opened(found)
    services.store(found, said(first), LATER)
    assert results.results_of(ground.contractor) == []
    for _ in range(2):
        services.store(found, said(first, PASSED), LATER)
    result, = results.results_of(ground.contractor)
    assert len(results.reports_of(result.id)) == 1


def test_a_veil_can_be_named_as_it_stands(found, ground):
    opened(found)
    veil = veils.veiled(found.id, "k-0012")
    contractors.name_learners(ground.contractor, {veil: ground.enrollment}, "office", LATER)
    assert contractors.enrollment_of(ground.contractor, veil) == ground.enrollment
    assert services.learners_of(found)[0].enrollment_id == ground.enrollment


# Tests that are taken at the center ------------------------------------------------------------------------

TEST = "review-test"


@pytest.fixture
def examined(ground, any_database_app):
    with any_database_app.test_request_context():
        yield services.create(ground.contractor, wanted(lectures=("A1",), tests=(TEST,)), "office", MORNING)


def test_what_came_of_a_test_is_what_the_center_knows_and_nothing_that_is_said(examined, ground):
    door = opened(examined, ground.email, TEST)
    assert (door.completed, door.success, door.score) == (False, None, None)
    assert "/tests/review-test" in door.html
    stored = services.store(examined, said(door, PASSED), LATER)  # a forged report
    assert (stored.completed, stored.success, stored.score) == (False, None, None)
    records.append(ground.enrollment, "failed", TEST, at=MORNING, by="test", result={"score": 0.5})
    stored = services.store(examined, said(door), LATER)
    assert (stored.completed, stored.success, stored.score) == (False, False, 0.5)
    records.append(ground.enrollment, "passed", TEST, at=MORNING, by="test", result={"score": 0.8})
    stored = services.store(examined, said(door), LATER)
    assert (stored.completed, stored.success, stored.score) == (True, True, 0.8)
    again = opened(examined, ground.email, TEST)
    assert (again.completed, again.success, again.score) == (True, True, 0.8)
    assert results.results_of(ground.contractor) == []  # it is the center's own


def test_of_a_learner_whom_nobody_named_the_center_knows_nothing(examined, ground):
    records.append(ground.enrollment, "passed", TEST, at=MORNING, by="test", result={"score": 0.8})
    door = opened(examined, "k-0012", TEST)
    assert "まだセンターに登録されていません" in door.html
    stored = services.store(examined, said(door), LATER)
    assert stored.success is None
    contractors.name_learners(ground.contractor, {"k-0012": ground.enrollment}, "office", LATER)
    assert services.store(examined, said(door), LATER).success is True
    assert "まだセンターに登録されていません" not in opened(examined, "k-0012", TEST).html
    contractors.forget_learner(ground.contractor, "k-0012")  # it was somebody else
    assert opened(examined, "k-0012", TEST).success is None


def test_a_test_counts_apart_from_the_lectures(examined, ground):
    records.append(ground.enrollment, "passed", TEST, at=MORNING, by="test", result={"score": 0.8})
    opened(examined, ground.email, TEST)
    services.store(examined, said(opened(examined, ground.email), PASSED), LATER)
    line, = services.lines([examined], LATER)
    assert (line.figures.learners, line.figures.completed, line.figures.current, line.figures.older) == (1, 1, 1, 0)
    learner, = services.learners_of(examined)
    assert (learner.begun, learner.completed, learner.passed, learner.older, learner.tests) == (1, 1, 1, 0, 1)
    assert [version.lecture for version in services.versions_of(examined)] == ["A1"]


# What the secretariat sees ---------------------------------------------------------------------------------

def test_figures_tell_who_is_there_what_is_done_and_which_versions_were_seen(found, ground, shelf):
    services.store(found, said(opened(found, ground.email), PASSED), MORNING)
    opened(found, ground.email, "B1")
    opened(found, "other", "B1", MORNING - timedelta(days=7))
    shelf.versions["B1"] = "B1-v2"
    opened(found, ground.email, "B1", LATER)
    line, = services.lines([found], LATER)
    figures = line.figures
    assert (figures.learners, figures.active, figures.completed, figures.current, figures.older) == (2, 1, 1, 2, 1)
    assert [(v.lecture, v.version, v.learners, v.is_newest) for v in services.versions_of(found)] == [
        ("A1", "A1-v1", 1, True), ("B1", "B1-v2", 1, True), ("B1", "B1-v1", 1, False)]
    known, stranger = services.learners_of(found)
    assert (known.name, known.begun, known.completed, known.passed, known.older) == ("緑川 hanako", 2, 1, 1, 0)
    assert (stranger.name, stranger.enrollment_id, stranger.begun, stranger.older) == ("", None, 1, 1)


def test_a_dispatch_without_anybody_has_figures_too(found):
    line, = services.lines([found], LATER)
    assert (line.figures.learners, line.figures.current, line.state, line.contractor) == (0, 0, State.RUNNING, "青葉研修センター")
    assert services.learners_of(found) == services.versions_of(found) == []


def test_a_recording_is_given_while_the_dispatch_plays(found, any_database_app, tmp_path):
    from urllib.parse import parse_qs, urlsplit

    from scorm_export.dispatch.services import media as own

    captions = tmp_path / "c.vtt"
    captions.write_text("WEBVTT\n")
    with captions.open("rb") as file:
        kept = media.add(file)
    with any_database_app.test_request_context():
        address = urlsplit(own.address(found.id, kept.id, MORNING))
    asked = parse_qs(address.query)
    end, signed = int(asked["until"][0]), asked["signature"][0]
    assert services.opened(found.id, kept.id, end, signed, MORNING).media == kept
    for wrong in ((end + 1, signed), (end, signed[:-1] + "x")):
        with pytest.raises(NotFound):
            services.opened(found.id, kept.id, *wrong, MORNING)
    with pytest.raises(NotFound):
        services.opened(found.id, kept.id, end, signed, MORNING + timedelta(hours=13))
    services.stop("講義の誤り", "office", MORNING)
    with pytest.raises(NotFound):
        services.opened(found.id, kept.id, end, signed, MORNING)

