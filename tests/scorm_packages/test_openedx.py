"""Packages in the SCORM block of Open edX: a system that answers some questions with nothing, keeps one record for all that is in a
package, and takes every commit at its word."""
import pytest

from tests.scorm_packages import openedx
from tests.scorm_packages.conftest import later, pass_it, spec, written

EDITIONS = ("1.2", "2004-3", "2004-4")
STATUS = {"1.2": "cmi.core.lesson_status", "2004-3": "cmi.completion_status", "2004-4": "cmi.completion_status"}


class Unit:
    """A package in the platform as a learner sees it."""

    def __init__(self, platform, page):
        self.platform, self.page = platform, page

    def open(self):
        self.page.goto(f"{self.platform.url}/unit/sato")
        return self.lecture()

    def lecture(self, path="index.html"):
        frame = self.page.wait_for_selector(f"iframe[src$='{path}']").content_frame()
        frame.wait_for_selector("body[data-ready]")
        return frame

    def kept(self, until):
        return self.platform.kept("sato", until)


@pytest.fixture
def make_unit(loaded_app, new_page, tmp_path):
    """``make_unit(edition, form=..., **of_the_spec)``."""
    with openedx.running(tmp_path / "store") as platform:
        def make(edition, form=None, **more):
            package = written(loaded_app, spec(edition, **more), tmp_path / "lecture.zip")
            assert platform.take_in(package, **(form or {})) == []
            return Unit(platform, new_page(platform))

        yield make


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_lecture_is_begun_left_resumed_and_finished(make_unit, edition):
    unit = make_unit(edition)
    frame = unit.open()
    assert "sato" in frame.inner_text("#learner")
    later(frame)
    frame.click("[data-read='0']")
    frame.check(".item:not([hidden]) >> nth=1 >> input >> nth=2")
    frame.wait_for_selector("#save[data-state=saved]")
    half = unit.kept(lambda block: ":2~" in block.scorm_data.get("cmi.suspend_data", ""))
    assert (half.lesson_status, unit.platform.grades) == ("incomplete", {})

    frame = unit.open()
    assert frame.is_checked(".item:not([hidden]) >> nth=1 >> input >> nth=2")
    assert frame.is_disabled("[data-read='0']")
    pass_it(frame)
    done = unit.kept(lambda block: block.lesson_status == "completed")
    assert (done.lesson_status, done.success_status, unit.platform.grades) == ("completed", "passed", {"sato": 1.0})
    assert len([name for name, _value in unit.platform.said if name.endswith("_response")]) == 5


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_was_completed_is_not_taken_back_for_a_moment_though_the_system_does_not_tell_what_it_holds(make_unit, edition):
    unit = make_unit(edition)
    frame = unit.open()
    pass_it(frame)
    unit.kept(lambda block: block.lesson_status == "completed")
    before = len(unit.platform.said)
    unit.open().wait_for_selector("#save[data-state=saved]")
    unit.kept(lambda _block: STATUS[edition] in dict(unit.platform.said[before:]))
    assert {value for name, value in unit.platform.said[before:] if name == STATUS[edition]} <= {"passed", "completed"}


def test_a_lecture_begins_anew_where_the_system_hands_it_the_record_of_another(make_unit):
    unit = make_unit("1.2", grain="module", part="B", form={"enable_navigation_menu": "1"})
    frame = unit.open()
    pass_it(frame)
    unit.page.click(".navigation-title >> nth=1")
    second = unit.lecture("B2/index.html")
    assert second.get_attribute("#progress", "value") == "0"
    assert second.is_hidden("#result")
    assert second.is_enabled("[data-read='0']")
