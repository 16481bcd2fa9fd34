"""What is stored, and when, on both databases."""
import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update

from lms.db import db, transaction
from lms.people.models import Person
from tests.conftest import MORNING


def person(name: str) -> Person:
    return Person(
        id=name, email=f"{name}@city.example", family_name="試験", given_name=name, kana="シケン", latin_name="", created_at=MORNING)


def names() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Person.id)))


def interrupted() -> None:
    with transaction() as session:
        session.add(person("two"))
        session.flush()
        with transaction() as inner:
            inner.add(person("three"))
        raise ZeroDivisionError


def test_all_of_a_transaction_is_stored_or_nothing(any_database_app: Flask) -> None:
    with any_database_app.app_context():
        with transaction() as session:
            session.add(person("one"))
        with pytest.raises(ZeroDivisionError):
            interrupted()
        assert names() == ["one"]


def test_what_was_read_before_does_not_hide_what_was_stored_since(any_database_app: Flask) -> None:
    with any_database_app.app_context():
        assert names() == []
        with any_database_app.app_context(), transaction() as other:
            other.add(person("one"))
        with transaction() as session:
            assert session.get(Person, "one") is not None


def test_a_write_outside_of_a_transaction_is_a_fault_of_ours(any_database_app: Flask) -> None:
    with any_database_app.app_context():
        db.session.add(person("stray"))
        with pytest.raises(RuntimeError):
            db.session.flush()
        db.session.rollback()
        for stray in (delete(Person), update(Person).values(given_name="x"), select(Person).with_for_update()):
            with pytest.raises(RuntimeError):
                db.session.execute(stray)
        with pytest.raises(RuntimeError):
            db.session.get(Person, "one", with_for_update=True)
        assert names() == []


def test_the_driver_keeps_its_prepared_statements_from_request_to_request(any_database_app: Flask, database_kind: str) -> None:
    for _ in range(8):
        with any_database_app.app_context():
            names()
    if database_kind == "postgres":  # the other has no messages to save
        with any_database_app.app_context():
            assert db.session.scalar(text("SELECT count(*) FROM pg_prepared_statements")) > 0
