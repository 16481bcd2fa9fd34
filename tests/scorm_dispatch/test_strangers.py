"""Frames of strangers: what they post earns nothing, whoever they are."""
import pytest
from flask import redirect

from lms.access import PUBLIC
from tests.scorm_dispatch.conftest import made

# What is heard: so many messages, or all that come soon.
TRY = """([target, message, withPort, awaited]) => new Promise((done) => {
  const heard = [], { port1, port2 } = new MessageChannel();
  const hear = (data) => { heard.push(data); if (heard.length === awaited) done(heard); };
  port1.onmessage = ({ data }) => { hear(data); if (data.say === "here") port1.postMessage(message.then); };
  addEventListener("message", ({ data }) => hear(data));
  eval(target).postMessage(message.first, "*", withPort ? [port2] : []);
  setTimeout(() => done(heard), awaited ? 20_000 : 300);
})"""
LAUNCH = {"say": "launch", "key": "", "lecture": "A1", "language": "ja", "learner": "0" * 64, "mode": "normal", "kept": ""}
HELLO = {"tsunagu": "dispatch"}
HAND_OVER = {"first": HELLO, "then": LAUNCH}


@pytest.fixture
def stranger(center, make_stage, loaded_app, contractor_id):
    """A page of another site with the center's page in a frame of its own."""
    stage = make_stage(made(loaded_app, contractor_id))
    page = stage.context.new_page()
    page.goto(f"{stage.lms.url}/frame.html")
    page.evaluate("url => new Promise((done) => { const f = document.createElement('iframe'); f.onload = done; f.src = url; "
                  "document.body.append(f); })", f"{center.url}/dispatch/play")
    return page


def test_a_parent_without_a_key_hears_a_refusal_and_nothing_else(stranger):
    heard = stranger.evaluate(TRY, ["frames[frames.length - 1]", HAND_OVER, True, 2])
    assert [each["say"] for each in heard] == ["here", "refused"]
    assert "鍵が正しくありません" in heard[1]["words"]
    assert set(heard[1]) == {"say", "words"}


@pytest.mark.parametrize(("first", "with_port"), [({"say": "launch"}, True), (HELLO, False), ("dispatch", True), (None, False)])
def test_a_message_of_another_shape_is_not_answered_and_changes_nothing(stranger, first, with_port):
    assert stranger.evaluate(TRY, ["frames[frames.length - 1]", {"first": first, "then": LAUNCH}, with_port]) == []
    assert stranger.evaluate(TRY, ["frames[frames.length - 1]", HAND_OVER, True, 1])[0] == {"say": "here"}


def test_a_frame_beside_it_is_not_heard(stranger):
    stranger.evaluate("document.body.append(document.createElement('iframe'))")
    beside = stranger.frames[-1]
    assert beside.evaluate(TRY, ["parent.frames[parent.frames.length - 2]", HAND_OVER, True]) == []
    assert stranger.evaluate(TRY, ["frames[frames.length - 2]", HAND_OVER, True, 1]) != []  # the same from the parent


def test_the_bridge_speaks_to_the_center_and_to_no_other_page_in_its_frame(loaded_app, contractor_id, make_stage, monkeypatch):
    stage = make_stage(made(loaded_app, contractor_id))
    stage.context.add_init_script("window.heard = []; addEventListener('message', ({ data }) => heard.push(data));")

    def elsewhere():
        return redirect(f"{stage.lms.url}/frame.html")

    elsewhere.access = PUBLIC
    monkeypatch.setitem(loaded_app.view_functions, "dispatch.play", elsewhere)
    thin = stage.open()
    thin.wait_for_function("frames.length")
    stage.page.wait_for_timeout(500)
    assert "frame.html" in thin.child_frames[0].url
    assert thin.child_frames[0].evaluate("heard") == []
    assert stage.page.evaluate("calls") == []


def test_a_window_that_is_not_the_parent_is_not_heard(loaded_app, contractor_id, make_stage):
    stage = make_stage(made(loaded_app, contractor_id))
    thin = stage.open()
    frame = stage.shown(thin)
    before = frame.inner_text("#text")
    assert "コーディネーター" in before
    lecture, bridge = "frames[0].frames[0].frames[0]", "frames[0].frames[0]"
    for target in (lecture, bridge):
        assert stage.page.evaluate(TRY, [target, HAND_OVER, True]) == []
        assert stage.page.evaluate(TRY, [target, {"first": {"say": "saved", "n": 1, "stored": True}, "then": None}, False]) == []
    assert frame.inner_text("#text") == before


def test_a_parent_that_comes_late_is_not_heard_any_more(loaded_app, contractor_id, make_stage):
    """The first message made the channel; the page around it cannot make another one, nor can whoever took its place."""
    stage = make_stage(made(loaded_app, contractor_id))
    thin = stage.open()
    stage.shown(thin)
    assert thin.evaluate(TRY, ["frames[0]", HAND_OVER, True]) == []


def test_the_center_opened_alone_shows_nothing_and_sets_no_cookie(center, browser):
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(f"{center.url}/dispatch/play")
    assert "学習管理システムの中で使います" in page.inner_text("#stage")
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert context.cookies() == []
    context.close()
