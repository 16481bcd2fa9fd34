"""A thin package in the SCORM block of Open edX, whose page stands between the package and the center's."""
import pytest

from scorm_export.dispatch import services
from scorm_export.packages.rules import Edition
from scorm_export.results import services as results
from tests.scorm_dispatch.conftest import made
from tests.scorm_packages import openedx
from tests.scorm_packages.conftest import pass_it


@pytest.fixture
def make_unit(center, browser, tmp_path):
    """``make_unit(dispatch, edition)``: the platform with the thin package, on another site than the center's, and a page."""
    with openedx.running(tmp_path / "store") as platform, browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo") as context:
        def make(found, edition):
            package = tmp_path / "thin.zip"
            with center.app.test_request_context():
                package.write_bytes(services.written(found, Edition(edition), "A1", center.url).read())
            assert platform.take_in(package) == []
            platform.url = platform.url.replace("127.0.0.1", "localhost")
            return platform, context.new_page()

        yield make


def lecture(platform, page):
    page.goto(f"{platform.url}/unit/sato")
    thin = page.wait_for_selector("iframe.scorm-embedded").content_frame()
    thin.wait_for_selector("body[data-state=shown]")
    return thin.child_frames[0]


@pytest.mark.parametrize("edition", ["1.2", "2004-4"])
def test_a_lecture_is_finished_there_and_stays_so(loaded_app, contractor_id, make_unit, edition):
    platform, page = make_unit(made(loaded_app, contractor_id), edition)
    frame = lecture(platform, page)
    pass_it(frame)
    frame.wait_for_selector("#save[data-state=saved]")
    done = platform.kept("sato", lambda block: block.lesson_status == "completed")
    assert (done.lesson_status, done.success_status, platform.grades) == ("completed", "passed", {"sato": 1.0})
    with loaded_app.app_context():
        result, = results.results_of(contractor_id)
        assert (result.outcome.completed, result.outcome.success, result.outcome.score) == (True, True, 1.0)
    before = len(platform.said)
    frame = lecture(platform, page)
    assert frame.is_visible("#result[data-passed=true]")
    frame.wait_for_selector("#save[data-state=saved]")
    assert "incomplete" not in [value for _name, value in platform.said[before:]]
