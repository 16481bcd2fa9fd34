"""The demo shows the life of a contractor: results of every standing, a lecturer whose qualification ends, somebody to name."""
from collections import Counter
from datetime import timedelta

from lms.access import Role
from lms.people import services as people
from lms.people.services import NewPerson
from lms.records import services as records
from scorm_export.contractors import services as contractors
from scorm_export.demo import make_demo
from scorm_export.dispatch import services as dispatches
from scorm_export.results import services
from scorm_export.results.outcome import Standing
from tests.heart import rounds
from tests.scorm_results.conftest import NOW


def test_the_demo_has_something_to_look_at(in_app):
    cohort = rounds.open_round()
    person = people.create_person(NewPerson("k.ito@contractor.example", "伊藤", "健"), NOW)
    make_demo(cohort.id, {Role.CONTRACTOR: "k.ito@contractor.example"}, records.SYSTEM, NOW + timedelta(days=20))
    found = contractors.contractor_of(person.id)
    assert len(contractors.qualifications(found.id)) == 3
    assert [each.lectures[:2] for each in dispatches.dispatches(found.id)] == [("A1", "B1")]
    standings = Counter(each.standing for each in services.results_of(found.id))
    assert standings[Standing.COUNTED] > 5
    assert standings[Standing.UNKNOWN_LEARNER] > 0
    assert cohort.id not in found.cohorts  # the demo round is the agency's own
    assert list(records.verify()) == []
