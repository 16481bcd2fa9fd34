"""What must hold when two do something at one moment, on either database; and the core's new places, alone."""
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from lms.db import transaction
from lms.errors import Conflict
from lms.plugins import Plugin
from lms.settings import Settings
from scorm_export.foreign import services
from scorm_export.foreign.keys import Key
from scorm_export.foreign.services import Commit
from tests.conftest import MORNING
from tests.courses.school import Trainee
from tests.scorm_foreign import samples
from tests.scorm_foreign.conftest import PROGRAM, TITLE, facts


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """What each returned or raised."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            together.wait()
            try:
                return act()
            except Conflict as error:
                return type(error)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def opened(app: Flask, who: Trainee, content: bytes) -> list[Key]:
    """A package taken in, attached and opened: the keys of its parts."""
    with app.app_context():
        package, _ = services.take_in(io.BytesIO(content), None, "test", MORNING)
        services.attach(package.id, (PROGRAM, "A1"), TITLE, "test", MORNING)
        shown = services.shown(who.enrollment_id, "A1", package.id, MORNING)
        texts = [services.open_part(who.enrollment_id, shown, n, MORNING) for n in range(len(package.parts))]
        return [services.key_of(package.id, text, MORNING) for text in texts]


def begin(app: Flask, key: Key) -> int:
    with app.app_context():
        return services.begin(key, "受講者", MORNING).number or 0


def test_of_two_commits_at_one_moment_the_later_one_counts(any_database_app: Flask, sato: Trainee) -> None:
    app = any_database_app
    key = opened(app, sato, samples.package())[0]
    session = begin(app, key)
    sent = [Commit(session, number, {"cmi.core.lesson_location": str(number)}, False) for number in (1, 2)]
    assert at_once(app, *(lambda each=each: services.commit(key, each, MORNING) for each in sent)) == [None, None]
    with app.app_context():
        assert services.begin(key, "受講者", MORNING).said["cmi.core.lesson_location"] == "2"


def test_a_window_that_was_overtaken_stores_nothing(any_database_app: Flask, sato: Trainee) -> None:
    app = any_database_app
    key = opened(app, sato, samples.package())[0]
    sessions = [begin(app, key), begin(app, key)]
    sent = [Commit(session, 1, {"cmi.core.lesson_location": str(session)}, False) for session in sessions]
    assert at_once(app, *(lambda each=each: services.commit(key, each, MORNING) for each in sent)) == [Conflict, None]
    with app.app_context():
        assert services.begin(key, "受講者", MORNING).said["cmi.core.lesson_location"] == str(sessions[1])


def test_two_parts_that_end_at_one_moment_are_a_whole_package_once(any_database_app: Flask, sato: Trainee) -> None:
    app = any_database_app
    items = "".join(f'<item identifier="i{n}" identifierref="r1" parameters="?{n}"><title>{n}</title></item>' for n in (1, 2))
    content = samples.zipped({"imsmanifest.xml": samples.manifest("1.2", items), "index.html": ""})
    keys = opened(app, sato, content)
    sent = [Commit(begin(app, key), 1, {"cmi.core.lesson_status": "passed"}, True) for key in keys]

    def second() -> None:
        with app.app_context():
            services.commit(keys[1], sent[1], MORNING)

    with ThreadPoolExecutor(1) as pool:
        with app.app_context(), transaction():
            services.commit(keys[0], sent[0], MORNING)
            waiting = pool.submit(second)
            with pytest.raises(TimeoutError):
                waiting.result(0.5)  # until the first is stored
        waiting.result(5)
    assert [result for _activity, result, _source in facts(app, sato)] == [{"completion": True, "success": True}]


def test_the_same_package_sent_twice_at_one_moment_is_one(any_database_app: Flask, tmp_path: Path) -> None:
    app = any_database_app
    content = samples.package()
    answers = at_once(app, *[lambda: services.take_in(io.BytesIO(content), None, "test", MORNING)] * 2)
    assert sorted(is_new for _package, is_new in answers) == [False, True]
    assert [path.name for path in (tmp_path / "foreign").iterdir()] == [answers[0][0].id]


def test_a_package_attached_twice_at_one_moment_stands_there_once(any_database_app: Flask, sato: Trainee) -> None:
    app = any_database_app
    with app.app_context():
        package, _ = services.take_in(io.BytesIO(samples.package()), None, "test", MORNING)
    answers = at_once(app, *[lambda: services.attach(package.id, (PROGRAM, "A1"), TITLE, "test", MORNING).id] * 2)
    assert answers.count(Conflict) == 1


def test_a_page_of_the_core_shows_what_plugins_put_into_its_places(make_app: Callable[..., Flask]) -> None:
    app = make_app(plugins=[])
    own = app.extensions["lms.parts"]

    def shown(*plugins: Plugin) -> str:
        app.extensions["lms.parts"] = (*own, *plugins)
        with app.test_request_context():
            return render_template_string("[{{ slot('lecture.footer', activity='A1', enrollment_id='e') }}]")

    one = Plugin("one", slots={"lecture.footer": lambda activity, enrollment_id: Markup("<b>{}{}</b>").format(activity, enrollment_id)})
    silent = Plugin("silent", slots={"lecture.footer": lambda **_known: None, "elsewhere": lambda **_known: "never"})
    plain = Plugin("words", slots={"lecture.footer": lambda **_known: "a < b"})
    assert shown() == "[]"
    assert shown(one, silent, plain) == "[<b>A1e</b>a &lt; b]"


@pytest.mark.parametrize(("value", "is_right"), [
    ("", True), ("https://content.example.jp", True), ("http://localhost:8000", True),
    ("content.example.jp", False), ("https://content.example.jp/", False), ("https://x.jp; script-src *", False),
])
def test_a_second_address_is_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, is_right: bool) -> None:
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))
    monkeypatch.setenv("LMS_CONTENT_HOST", value)
    if is_right:
        assert Settings.from_environment().content_host == value
    else:
        with pytest.raises(ValueError, match="LMS_CONTENT_HOST"):
            Settings.from_environment()
