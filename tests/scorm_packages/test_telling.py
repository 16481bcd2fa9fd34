"""What a system is told: nothing is completed before its test is taken, or passed where it must be (A1)."""
import pytest

from tests.scorm_packages import scripts

FINISHED = "(reports) => reports.map(tsunagu.finished)"


@pytest.mark.parametrize(("gate", "before", "failed", "passed"), [
    ("none", True, True, True), ("completed", False, True, True), ("passed", False, False, True)])
def test_an_attended_lecture_is_finished_when_its_gate_is(gate, before, failed, passed):
    reports = [{"completed": True, "success": success, "gate": gate} for success in (None, False, True)]
    assert scripts.run(FINISHED, reports, "telling.js") == [before, failed, passed]
    nowhere = [{**report, "completed": False} for report in reports]
    assert scripts.run(FINISHED, nowhere, "telling.js") == [False] * 3
