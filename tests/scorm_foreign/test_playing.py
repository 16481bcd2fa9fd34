"""Packages of others in a real Chromium: found by every search, stored when they say so, and kept out of the house."""
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, request
from playwright.sync_api import expect

from lms.clock import FixedClock
from lms.errors import TooMany
from scorm_export.foreign.views import ForeignView
from tests.cohorts.conftest import Visitor
from tests.courses.school import Trainee
from tests.scorm_foreign import samples
from tests.scorm_foreign.conftest import facts, standing
from tests.scorm_foreign.samples import OWN_FIRST, PARENT_FIRST
from tests.server import Server

Attach = Callable[[bytes], ForeignView]


@pytest.fixture
def play(signed_in: Callable[..., Any], server: Server, trainee: Visitor) -> Callable[..., Any]:
    """``play(package)``: the page that plays it, and the frame in which the content stands."""
    def open_page(package: ForeignView, page: Any = None) -> tuple[Any, Any]:
        page = page or signed_in(server, trainee)
        page.goto(f"/lectures/A1/packages/{package.id}", wait_until="load")
        return page, content_of(page)

    return open_page


def content_of(page: Any) -> Any:
    """The innermost frame. A page is loaded when its frames are."""
    return page.frames[-1]


@pytest.fixture
def second_address(app: Flask, server: Server) -> None:
    """The same server under another name, from which content is played."""
    known = app.extensions["lms.settings"]
    app.extensions["lms.settings"] = replace(known, content_host=server.url.replace("127.0.0.1", "localhost"))


def said(frame: Any) -> str:
    text: str = frame.inner_text("#said")
    return text


def test_every_search_finds_the_api_in_the_sandbox(attached: Attach, play: Callable[..., Any]) -> None:
    page = None
    for version in ("1.2", "2004-3"):
        for finder in (OWN_FIRST, PARENT_FIRST):
            page, frame = play(attached(samples.package(version, finder)), page)
            assert said(frame) == "つながりました: true", (version, finder)
            assert frame.evaluate("document.images[0].naturalWidth") > 0


@pytest.mark.usefixtures("second_address")
def test_every_search_finds_it_around_the_content_on_a_second_address(
    app: Flask, server: Server, attached: Attach, trainee: Visitor, browser: Any,
) -> None:
    context = browser.new_context(base_url=server.url)
    context.add_cookies([{"name": "tsunagu_session", "value": trainee.token, "url": server.url}])
    page = context.new_page()
    for finder in (OWN_FIRST, PARENT_FIRST):
        package = attached(samples.package("2004-4", finder, frame__html="<script>window.up = typeof parent.start</script>",
                                           more="document.write('<iframe src=\"frame.html\"></iframe>');"))
        page.goto(f"/lectures/A1/packages/{package.id}")
        inner = content_of(page)
        content = inner.parent_frame
        assert said(content) == "つながりました: true"
    assert inner.evaluate("window.up") == "function", "frames of the content reach each other"
    assert content.evaluate("[location.hostname, document.cookie, localStorage.length]") == ["localhost", "", 0]
    assert content.evaluate("set('cmi.location', '7') + save()") == "truetrue"
    assert content.evaluate("fetch('/sign-in').then(answer => answer.status, error => error.name)") == "TypeError"
    for path in ("/", "/sign-in", "/api/v1/me", "/static/tsunagu.css"):
        assert app.test_client().get(path, headers={"Host": urlsplit(content.url).netloc}).status_code == 404
    context.close()


def test_a_learner_goes_on_where_they_were_and_the_end_becomes_a_fact_once(
    app: Flask, attached: Attach, play: Callable[..., Any], sato: Trainee, clock: FixedClock,
) -> None:
    package, before = attached(samples.package("1.2")), standing(app, sato)
    page, frame = play(package)
    assert frame.evaluate("[get('cmi.core.entry'), get('cmi.core.lesson_status'), get('cmi.core.student_name')]") == [
        "ab-initio", "not attempted", "受講者"]
    assert frame.evaluate("""[set('cmi.core.lesson_location', 'p3'), set('cmi.suspend_data', '{"a":"表"}'),
        set('cmi.core.lesson_status', 'incomplete'), set('cmi.core.exit', 'suspend'), set('cmi.core.session_time', '00:10:00'),
        save()]""") == ["true"] * 6
    expect(page.locator("[data-standing]")).to_have_text("記録しました(10:00)")
    assert (frame.evaluate("leave()"), facts(app, sato)) == ("true", [])

    page, frame = play(package)  # another browser
    assert frame.evaluate("['entry', 'lesson_location', 'total_time'].map(n => get('cmi.core.' + n)).concat(get('cmi.suspend_data'))") == [
        "resume", "p3", "0000:10:00.00", '{"a":"表"}']
    assert frame.evaluate("set('cmi.core.score.raw', '90') + set('cmi.core.lesson_status', 'passed') + save() + leave()") == "true" * 4
    fact = ("A1", {"completion": True, "success": True, "score": {"scaled": 0.9}}, f"foreign:{package.id}")
    assert facts(app, sato) == [fact]

    page, frame = play(package)
    assert frame.evaluate("set('cmi.core.score.raw', '20') + set('cmi.core.lesson_status', 'failed') + leave()") == "true" * 3
    assert facts(app, sato) == [fact], "said once, and never taken back"
    assert standing(app, sato) == before, "a package gates nothing"
    page.goto("/lectures/A1")
    expect(page.locator("section:has(#packages) li")).to_contain_text("窓口での多言語対応")
    expect(page.locator("section:has(#packages) li")).to_contain_text("終えました")


def test_what_the_server_did_not_store_is_not_said_to_be_stored(app: Flask, attached: Attach, play: Callable[..., Any]) -> None:
    fails: list[bool] = []

    def refuse() -> None:
        if fails and request.path.endswith("/commit"):
            raise TooMany()

    app.before_request_funcs.setdefault("packages_of_others", []).append(refuse)
    for version, store, code in (("1.2", "save()", "101"), ("2004-4", "save()", "391"), ("2004-3", "leave()", "111")):
        page, frame = play(attached(samples.package(version)))
        location = "cmi.core.lesson_location" if version == "1.2" else "cmi.location"
        fails.append(True)
        assert frame.evaluate(f"[set('{location}', 'here'), {store}, fault()]") == ["true", "false", code]
        expect(page.locator("[data-standing]")).to_contain_text("記録できませんでした")
        fails.clear()
        assert frame.evaluate(f"[get('{location}'), {store}, fault()]") == ["here", "true", "0"], "kept, and sent again"
        expect(page.locator("[data-standing]")).to_have_text("記録しました(10:00)")


def test_what_cannot_be_sent_is_kept_and_sent_again(app: Flask, attached: Attach, play: Callable[..., Any], trainee: Visitor) -> None:
    """Of a commit that arrived while its answer got lost, and of all that was said since, nothing is lost or refused."""
    package = attached(samples.package("2004-4"))
    page, frame = play(package)
    page.route("**/commit", lambda route: (route.fetch(), route.abort()))
    assert frame.evaluate("[set('cmi.location', '1'), save(), fault()]") == ["true", "false", "391"]
    expect(page.locator("[data-standing]")).to_contain_text("つながりません。")
    page.unroute("**/commit")
    assert frame.evaluate("[set('cmi.location', '2'), save()]") == ["true", "true"]
    page, frame = play(package)
    assert frame.evaluate("get('cmi.location')") == "2"


def until(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_was_said_and_never_committed_goes_along_when_the_page_closes(
    attached: Attach, play: Callable[..., Any], trainee: Visitor,
) -> None:
    for leaving in ("", "addEventListener('pagehide', function () { leave(); });", "window.onunload = function () { save(); leave(); };"):
        package = attached(samples.package("2004-4", more=leaving))
        page, frame = play(package)
        frame.evaluate("set('cmi.location', 'last') + set('cmi.exit', 'suspend')")
        page.goto("about:blank")
        until(lambda package=package: trainee.ask(f"/lectures/A1/attachments/{package.id}").json[0]["saved_at"])
        page, frame = play(package, page)
        assert frame.evaluate("[get('cmi.location'), get('cmi.entry')]") == ["last", "resume"], leaving


def test_of_two_windows_the_older_one_does_not_overwrite(attached: Attach, play: Callable[..., Any]) -> None:
    package = attached(samples.package("1.2"))
    first_page, first = play(package)
    assert first.evaluate("set('cmi.core.lesson_location', '1') + save()") == "truetrue"
    _page, second = play(package)
    assert second.evaluate("set('cmi.core.lesson_location', '2') + save()") == "truetrue"
    assert first.evaluate("[set('cmi.core.lesson_location', '3'), save(), fault()]") == ["true", "false", "101"]
    expect(first_page.locator("[data-standing]")).to_contain_text("ほかの画面でこの教材を開いたため")
    _page, third = play(package)
    assert third.evaluate("get('cmi.core.lesson_location')") == "2"


def test_content_reaches_nothing_of_the_house(server: Server, attached: Attach, trainee: Visitor, browser: Any) -> None:
    package = attached(samples.package("1.2"))
    context = browser.new_context(base_url=server.url)
    context.add_cookies([{"name": "tsunagu_session", "value": trainee.token, "url": server.url, "httpOnly": True},
                         {"name": "seen", "value": "by scripts", "url": server.url}])
    page = context.new_page()
    page.goto(f"/lectures/A1/packages/{package.id}")
    frame = content_of(page)
    tries = {
        "document.cookie": "SecurityError", "top.document.title": "SecurityError", "top.location.href": "SecurityError",
        "(top.location = 'about:blank')": "SecurityError", "window.frameElement.id": "TypeError",
        "fetch('/api/v1/me')": "TypeError", "fetch('/api/v1/me', {method: 'POST', credentials: 'include'})": "TypeError",
        "import('https://evil.example/x.js')": "TypeError", "indexedDB.open('x')": "SecurityError",
    }
    for script, error in tries.items():
        tried = f"(async () => {{ try {{ return String(await {script}) }} catch (error) {{ return error.name }} }})()"
        assert frame.evaluate(tried) == error, script
    assert frame.evaluate("new Promise(done => { const image = new Image(); image.onerror = () => done('blocked');"
                          " image.onload = () => done('there'); image.src = '/static/icon.svg' })") == "blocked"
    assert frame.evaluate("[window.origin, localStorage.getItem('x'), parent.API === API]") == ["null", None, True]
    assert page.evaluate("document.cookie") == "seen=by scripts"
    led: list[str] = []
    context.route("https://evil.example/**", lambda route: (led.append(route.request.url), route.fulfill(body="<p>evil</p>")))
    frame.evaluate("location.href = 'https://evil.example/'")
    page.wait_for_timeout(300)
    assert led == [], "nor does its frame lead anywhere else"
    context.close()


ERRORS = {
    "1.2": [
        ("get('cmi.core.lesson_status')", "", "301"), ("start()", "true", "0"), ("start()", "false", "101"),
        ("get('cmi.core.nothing')", "", "201"), ("get('cmi.core.session_time')", "", "404"),
        ("get('cmi.core.lesson_location')", "", "0"),
        ("set('cmi.core.student_id', 'x')", "false", "403"), ("set('cmi.core._children', 'x')", "false", "402"),
        ("set('cmi.core.lesson_status', 'done')", "false", "405"), ("set('cmi.core.score.raw', '101')", "false", "405"),
        ("set('cmi.core.score.raw', 50)", "true", "0"), ("get('cmi.core.score.raw')", "50", "0"),
        ("get('cmi.core.score._children')", "max,min,raw", "0"), ("get('cmi.core.lesson_status._children')", "", "202"),
        ("get('cmi.core.lesson_status._count')", "", "203"), ("get('cmi.interactions._count')", "0", "0"),
        ("set('cmi.interactions.1.id', 'a')", "false", "201"), ("set('cmi.interactions.0.id', 'a')", "true", "0"),
        ("set('cmi.interactions.0.result', 'wrong')", "true", "0"), ("get('cmi.interactions.0.result')", "", "404"),
        ("set('cmi.interactions.0.correct_responses.0.pattern', 'b')", "true", "0"), ("get('cmi.interactions._count')", "1", "0"),
        ("api.LMSCommit('x')", "false", "201"), ("api.LMSGetErrorString(405)", "Incorrect data type", "201"),
        ("leave()", "true", "0"), ("set('cmi.suspend_data', '')", "false", "301"),
    ],
    "2004-4": [
        ("get('cmi.mode')", "", "122"), ("set('cmi.location', '1')", "false", "132"), ("save()", "false", "142"),
        ("leave()", "false", "112"),
        ("api.Initialize('x')", "false", "201"), ("start()", "true", "0"), ("start()", "false", "103"), ("get('cmi.mode')", "normal", "0"),
        ("get('cmi.location')", "", "403"), ("get('cmi.nothing')", "", "401"), ("get('cmi.exit')", "", "405"),
        ("set('cmi.mode', 'x')", "false", "404"), ("set('cmi._version', 'x')", "false", "404"),
        ("set('cmi.score.scaled', 'x')", "false", "406"), ("set('cmi.score.scaled', '1.1')", "false", "407"),
        ("get('cmi.score._children')", "max,min,raw,scaled", "0"), ("get('cmi.objectives.0.id')", "", "301"),
        ("set('cmi.objectives.1.id', 'a')", "false", "351"), ("set('cmi.objectives.0.success_status', 'passed')", "false", "408"),
        ("set('cmi.objectives.0.id', 'a')", "true", "0"), ("set('cmi.objectives.0.success_status', 'passed')", "true", "0"),
        ("get('cmi.objectives._count')", "1", "0"), ("get('cmi.comments_from_lms._count')", "0", "0"),
        ("set('cmi.interactions.500.id', 'a')", "false", "351"), ("save()", "true", "0"), ("leave()", "true", "0"),
        ("get('cmi.mode')", "", "123"), ("set('cmi.location', '1')", "false", "133"), ("save()", "false", "143"),
        ("leave()", "false", "113"),
        ("start()", "false", "104"),
    ],
}


def test_every_call_answers_with_the_number_of_its_edition(attached: Attach, play: Callable[..., Any]) -> None:
    for version, calls in ERRORS.items():
        _page, frame = play(attached(started_by_hand(version)))
        for call, answer, code in calls:
            assert frame.evaluate(f"[{call}, fault()]") == [answer, code], call


def started_by_hand(version: str) -> bytes:
    files = {"imsmanifest.xml": samples.manifest(version), "index.html": started_page(version), "picture.svg": samples.PICTURE}
    return samples.zipped(files)


def test_frames_of_the_content_each_find_the_api_in_the_sandbox_but_not_each_other(attached: Attach, play: Callable[..., Any]) -> None:
    frame_page = started_page("1.2", PARENT_FIRST)
    package = attached(samples.package("1.2", more="document.write('<iframe src=\"frame.html\"></iframe>');", frame__html=frame_page))
    _page, inner = play(package)
    assert inner.url.endswith("frame.html")
    assert (inner.evaluate("typeof api.LMSInitialize"), inner.evaluate("typeof parent.start")) == ("function", "undefined")


def started_page(version: str, finder: str = OWN_FIRST) -> str:
    """A page that waits to be told to begin."""
    return samples.page(version, finder).replace('"つながりました: " + start()', '"見つかりました"')
