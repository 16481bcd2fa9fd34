"""Persons and organizations."""
import pytest
from flask import Flask

from lms.clock import FixedClock
from lms.errors import Conflict, Invalid
from lms.people import services as people
from lms.people.services import PersonView
from tests.people.conftest import EMAIL


def test_an_address_belongs_to_one_person(any_database_app: Flask, sato: PersonView, clock: FixedClock) -> None:
    with any_database_app.app_context(), pytest.raises(Invalid) as caught:
        people.create_person(people.NewPerson(email=EMAIL.upper(), given_name="別人"), clock.now())
    assert list(caught.value.errors) == ["email"]


def test_the_same_organization_twice_is_a_conflict(app: Flask, clock: FixedClock) -> None:
    with app.app_context():
        city = people.create_organization("緑川市　国際課", people.OrganizationKind.LOCAL_GOVERNMENT)
        with pytest.raises(Conflict):
            people.create_organization("緑川市 国際課", people.OrganizationKind.NATIONAL)
        new = people.NewPerson(email="x@c.example", given_name="スカルノ", organization_id=city.id)
        person = people.create_person(new, clock.now())
        assert people.people_named([person.id, "unknown"]) == {person.id: person}
        assert person.organization == city
        assert people.organizations() == [city]
        with pytest.raises(Invalid):
            people.create_person(people.NewPerson(email="y@c.example", given_name="ハッタ", organization_id="?"), clock.now())
