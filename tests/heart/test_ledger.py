"""The ledger only grows, knows each fact once, and names whatever was altered, added or lost."""
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from lms.db import db, transaction
from lms.enrollments.views import CohortView
from lms.errors import Conflict, NotFound
from lms.programs.progress import Fact, Progress, Verb
from lms.records import rules
from lms.records import services as records
from tests.heart.ground import WEDNESDAY, extended, fact
from tests.heart.rounds import BEFORE, OFFICE, enrolled, open_round

Sql = Callable[..., None]


@pytest.fixture
def run_sql() -> Sql:
    """What a person with a database shell could do."""

    def run(statement: str, **values: Any) -> None:
        with transaction() as session:
            session.execute(text(statement), values)
        db.session.expire_all()

    return run


def write(enrollment_id: str, verb: str, activity: str, **more: Any) -> None:
    records.append(enrollment_id, verb, activity, **{"at": WEDNESDAY, "by": OFFICE, **more})


@pytest.fixture
def chain(trainee: str) -> str:
    """An enrollment of five facts: registered, and four more."""
    for n, (verb, activity) in enumerate([("initialized", "A1"), ("completed", "A1"), ("failed", "A1-test"), ("passed", "A1-test")]):
        write(trainee, verb, activity, fact_id=f"fact-{n + 2}", at=WEDNESDAY + timedelta(hours=n), result={"score": {"scaled": n / 4}})
    return trainee


def faults() -> list[str]:
    return list(records.verify())


# Appending ----------------------------------------------------------------------------------------------

def test_a_ledger_begins_with_the_registration(trainee: str) -> None:
    [row] = records.history(trainee)
    assert (row.fact.verb, row.sequence, row.previous, row.by) == (Verb.REGISTERED, 1, rules.GENESIS, OFFICE)
    assert faults() == []


def test_facts_come_back_as_they_were_written(trainee: str) -> None:
    at = datetime(2027, 6, 2, 0, 0, 0, 123456, tzinfo=UTC)
    result = {"score": {"scaled": 0.8}, "言葉": "日本語", "list": [1, 2.5, None, True]}
    write(trainee, "passed", "A1-test", at=at, result=result, version="v1", source="scorm", fact_id="f")
    row = records.history(trainee)[-1]
    assert row.fact == Fact("f", Verb.PASSED, "A1-test", at, result, "v1")
    assert (row.source, row.by, row.sequence) == ("scorm", OFFICE, 2)


def test_the_same_fact_again_changes_nothing(chain: str) -> None:
    before = records.history(chain)
    write(chain, "passed", "A1-test", fact_id="fact-5", at=WEDNESDAY + timedelta(days=1), result={"score": {"scaled": 0.75}})
    assert records.history(chain) == before
    assert records.progress_of(chain).of("A1-test").attempts == 2


@pytest.mark.parametrize(("verb", "activity"), [("failed", "A1-test"), ("passed", "B1-test")])
def test_the_same_id_with_other_content_is_a_conflict(chain: str, verb: str, activity: str) -> None:
    before = records.history(chain)
    with pytest.raises(Conflict):
        write(chain, verb, activity, fact_id="fact-5")
    assert records.history(chain) == before


def test_the_same_id_with_another_result_is_a_conflict(chain: str) -> None:
    with pytest.raises(Conflict):
        write(chain, "passed", "A1-test", fact_id="fact-5", result={"score": {"scaled": 0.99}})


def test_the_same_id_in_another_enrollment_is_a_conflict(chain: str, cohort: CohortView) -> None:
    other = enrolled(cohort.id, "other")
    with pytest.raises(Conflict):
        write(other, "passed", "A1-test", fact_id="fact-5")
    assert len(records.history(other)) == 1


def test_a_fact_of_nobody_is_not_found(in_app: Flask) -> None:
    with pytest.raises(NotFound):
        write("nobody", "passed", "A1-test")


def test_an_unknown_verb_is_refused(trainee: str) -> None:
    with pytest.raises(ValueError, match="watched"):
        write(trainee, "watched", "A1")


def test_a_naive_time_is_refused_and_nothing_is_kept(trainee: str) -> None:
    with pytest.raises(Exception, match="naive|compare"):
        write(trainee, "passed", "A1-test", at=datetime(2027, 6, 2))  # noqa: DTZ001
    assert len(records.history(trainee)) == 1


def test_a_fact_that_cannot_be_folded_is_not_kept(trainee: str) -> None:
    with pytest.raises(KeyError):
        write(trainee, "extended", "learning")
    assert len(records.history(trainee)) == 1
    assert faults() == []


def test_a_fact_is_kept_only_if_the_whole_use_case_is(trainee: str) -> None:
    def use_case() -> None:
        with transaction():
            write(trainee, "completed", "A1")
            raise RuntimeError("the rest failed")

    with pytest.raises(RuntimeError):
        use_case()
    assert len(records.history(trainee)) == 1
    assert records.progress_of(trainee).of("A1").completed_at is None


def test_progress_is_kept_with_the_last_fact(chain: str, cohort: CohortView) -> None:
    other = enrolled(cohort.id, "other")
    done = records.progress_of(chain).of("A1-test")
    assert (done.attempts, done.best_score) == (2, 0.75)
    assert records.progress_of_many([chain, other, "nobody"]) == {
        chain: records.progress_of(chain), other: records.progress_of(other)}
    with pytest.raises(NotFound):
        records.progress_of("nobody")


def test_facts_are_counted(chain: str) -> None:
    assert records.count() == 5


# The chain ----------------------------------------------------------------------------------------------

def test_the_hash_of_a_row_is_stable() -> None:
    """This vector was computed once. If it changes, every ledger in the world stops to verify."""
    at = datetime(2027, 6, 2, 9, 0, tzinfo=UTC)
    known = Fact("6f2d4c3e-0000-4000-8000-000000000001", Verb.PASSED, "A1-test", at, {"score": {"scaled": 0.8}}, "v1")
    digest = rules.digest(known, "enrollment-1", 2, "person-1", "tsunagu", rules.GENESIS)
    assert digest == "96147d48344a37706c40b9199984c50426ef8e68959718857da9e9549d3b1d45"
    assert digest == rules.digest(Fact(
        known.id, Verb.PASSED, "A1-test", at.astimezone(WEDNESDAY.tzinfo), {"score": {"scaled": 0.8}}, "v1"),
        "enrollment-1", 2, "person-1", "tsunagu", rules.GENESIS)


ALTERATIONS = [
    ("verb", "completed"), ("activity", "B1-test"), ("result", '{"score":{"scaled":1.0}}'), ("version", "v2"),
    ("at", "2027-06-01 00:00:00.000000"), ("by", "somebody"), ("source", "elsewhere"), ("id", "fact-6"), ("digest", "0" * 64),
]


@pytest.mark.parametrize(("column", "value"), ALTERATIONS, ids=[a[0] for a in ALTERATIONS])
def test_an_altered_row_is_named(chain: str, run_sql: Sql, column: str, value: str) -> None:
    run_sql(f"UPDATE lms_fact SET {column} = :value WHERE id = 'fact-4'", value=value)
    found = faults()
    assert [f for f in found if f"enrollment {chain} row 4 " in f and "its content was altered" in f], found


@pytest.mark.parametrize(("column", "value"), [("verb", "cheated"), ("result", "{no json")])
def test_a_row_that_cannot_be_read_any_more_is_told_not_crashed_on(
    chain: str, cohort: CohortView, run_sql: Sql, column: str, value: str
) -> None:
    other = enrolled(cohort.id, "other")
    run_sql(f"UPDATE lms_fact SET {column} = :value WHERE id = 'fact-4'", value=value)
    run_sql("UPDATE lms_fact SET by = 'x' WHERE enrollment_id = :other", other=other)
    found = faults()
    assert [f for f in found if f"enrollment {chain} row 4 (fact-4)" in f and "cannot even be read" in f]
    assert [f for f in found if other in f and "altered" in f]
    assert records.rebuild() == 0


@pytest.mark.parametrize("result", ["5", '"x"', "[1]", "null", "[]", '""', '{"score":1e999}', '{"n":9007199254740993}'])
def test_a_result_that_is_no_result_is_named_not_crashed_on(chain: str, run_sql: Sql, result: str) -> None:
    run_sql("UPDATE lms_fact SET result = :result WHERE id = 'fact-4'", result=result)
    assert faults() == [f"enrollment {chain} row 4 (fact-4): its content was altered"]
    assert records.rebuild() == 0


def test_a_deleted_row_is_missed(chain: str, run_sql: Sql) -> None:
    run_sql("DELETE FROM lms_fact WHERE id = 'fact-3'")
    assert any("row 4 (fact-4): row 3 is missing" in f for f in faults())


def test_the_deleted_last_row_is_missed(chain: str, run_sql: Sql) -> None:
    run_sql("DELETE FROM lms_fact WHERE id = 'fact-5'")
    assert faults() == ["the head says row 5, the chain ends at row 4"]


def test_an_inserted_row_is_named(chain: str, run_sql: Sql) -> None:
    run_sql("""INSERT INTO lms_fact (id, enrollment_id, sequence, verb, activity, version, result, at, by, source, previous, digest)
               SELECT 'forged', enrollment_id, 6, 'passed', 'review-test', version, result, at, by, source, digest, :made_up
               FROM lms_fact WHERE id = 'fact-5'""", made_up="f" * 64)
    found = faults()
    assert any("row 6 (forged): its content was altered" in f for f in found)
    assert any("the head says row 5" in f for f in found)


def test_two_rows_never_share_a_place(chain: str, run_sql: Sql) -> None:
    with pytest.raises(Exception, match="(?i)unique"):
        run_sql("UPDATE lms_fact SET sequence = 3 WHERE id = 'fact-4'")


def test_swapped_rows_are_named(chain: str, run_sql: Sql) -> None:
    for name, place in (("fact-3", 99), ("fact-4", 3), ("fact-3", 4)):
        run_sql("UPDATE lms_fact SET sequence = :place WHERE id = :name", name=name, place=place)
    assert sum("does not follow the row before it" in f for f in faults()) == 3


def test_an_untouched_enrollment_is_not_blamed(chain: str, cohort: CohortView, run_sql: Sql) -> None:
    other = enrolled(cohort.id, "other")
    run_sql("UPDATE lms_fact SET activity = 'B1' WHERE id = 'fact-3'")
    assert not any(other in f for f in faults())


# The kept fold ------------------------------------------------------------------------------------------

def test_a_kept_progress_that_was_forged_is_named_and_rebuilt(chain: str, run_sql: Sql) -> None:
    right = records.progress_of(chain)
    forged = '{"activities":{"review-test":["2027-06-02T00:00:00+00:00",null,"2027-06-02T00:00:00+00:00",null,1]},'
    run_sql("UPDATE lms_ledger SET progress = :p", p=f'{forged}"waivers":{{}},"extended":{{}},"ended":null,"last_at":null}}')
    assert records.progress_of(chain) != right
    assert faults() == [f"enrollment {chain}: the kept progress differs from its facts; run lms records rebuild"]
    assert records.rebuild() == 1
    assert records.progress_of(chain) == right
    assert faults() == []
    assert records.rebuild() == 0


@pytest.mark.parametrize("kept", ["{no json", "5", "null"])
def test_a_kept_progress_that_cannot_be_read_is_named_and_rebuilt(
    chain: str, cohort: CohortView, run_sql: Sql, kept: str
) -> None:
    other, right = enrolled(cohort.id, "other"), records.progress_of(chain)
    run_sql("UPDATE lms_ledger SET progress = :kept WHERE enrollment_id = :chain", kept=kept, chain=chain)
    run_sql("UPDATE lms_fact SET by = 'x' WHERE enrollment_id = :other", other=other)
    found = faults()
    assert [f for f in found if chain in f and "run lms records rebuild" in f]
    assert [f for f in found if other in f and "altered" in f]
    assert records.rebuild() == 1
    assert records.progress_of(chain) == right


def test_an_altered_chain_is_not_folded_anew(chain: str, run_sql: Sql) -> None:
    right = records.progress_of(chain)
    run_sql("UPDATE lms_fact SET activity = 'review-test' WHERE id = 'fact-5'")
    assert records.rebuild() == 0
    assert records.progress_of(chain) == right


def test_every_sort_of_fact_survives_a_rebuild(chain: str) -> None:
    for some in (fact("waived", "D3"), fact("unwaived", "D3"), *extended("learning", BEFORE), fact("acknowledged", "A1"),
                 fact("deferred", "program"), fact("withdrawn", "program")):
        write(chain, some.verb, some.activity, at=some.at, result=some.result)
    before = records.progress_of(chain)
    assert records.rebuild() == 0
    assert records.progress_of(chain) == before != Progress()


@pytest.mark.parametrize("result", ["5", '"x"', "[1]", "null", "{"])
def test_a_row_whose_result_is_no_result_is_named_not_stumbled_over(chain: str, run_sql: Sql, result: str) -> None:
    run_sql("UPDATE lms_fact SET result = :result WHERE id = 'fact-4'", result=result)
    assert [chain in fault for fault in faults()] == [True] * len(faults())
    assert faults()


@pytest.mark.parametrize("progress", ["{", "[]", "{}"])
def test_a_broken_progress_is_told_and_made_anew(chain: str, run_sql: Sql, progress: str) -> None:
    before = records.progress_of(chain)
    run_sql("UPDATE lms_ledger SET progress = :progress WHERE enrollment_id = :chain", progress=progress, chain=chain)
    db.session.expire_all()
    assert len(faults()) == 1
    assert records.rebuild() == 1
    assert (faults(), records.progress_of(chain)) == ([], before)


# Many at once -------------------------------------------------------------------------------------------

@pytest.fixture
def busy(any_database_app: Flask) -> tuple[Flask, list[str]]:
    """Two enrollments on a real file, or a real PostgreSQL."""
    with any_database_app.app_context():
        opened = open_round()
        return any_database_app, [enrolled(opened.id, "one"), enrolled(opened.id, "two")]


def test_writers_at_once_make_one_chain_and_lose_nothing(busy: tuple[Flask, list[str]]) -> None:
    app, ids = busy

    def work(n: int) -> None:
        with app.app_context():
            write(ids[n % 2], "failed", "A1-test", fact_id=f"fact-{n}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(80)))
    with app.app_context():
        assert faults() == []
        assert [[r.sequence for r in records.history(i)] for i in ids] == [list(range(1, 42))] * 2
        assert [records.progress_of(i).of("A1-test").attempts for i in ids] == [40, 40]


def test_one_fact_from_many_writers_is_written_once(busy: tuple[Flask, list[str]]) -> None:
    app, ids = busy

    def work(_: int) -> None:
        with app.app_context():
            write(ids[0], "passed", "A1-test", fact_id="the-same")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    with app.app_context():
        assert len(records.history(ids[0])) == 2
        assert faults() == []


def test_a_fact_written_while_its_chain_is_verified_is_no_fault(chain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    once = iter(["fact-late"])

    def history(enrollment_id: str) -> list[rules.Row]:
        for name in once:
            write(chain, "failed", "A1-test", fact_id=name)
        return read(enrollment_id)

    read = records.history
    monkeypatch.setattr(records, "history", history)
    assert faults() == []
    assert records.progress_of(chain).of("A1-test").attempts == 3


def test_a_rebuild_loses_no_fact_that_is_written_meanwhile(busy: tuple[Flask, list[str]]) -> None:
    app, ids = busy

    def work(n: int) -> None:
        with app.app_context():
            if n % 8:
                write(ids[0], "failed", "A1-test", fact_id=f"fact-{n}")
            else:
                records.rebuild()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(64)))
    with app.app_context():
        assert records.progress_of(ids[0]).of("A1-test").attempts == 56
        assert faults() == []
