"""Programs as JSON."""


def test_the_list_names_each_program_once(client):
    assert client.get("/api/v1/programs").json == {
        "items": [{"id": "school", "version": "1", "title": {"ja": "見本の研修", "en": "Sample training"}}]}


def test_a_program_says_what_waits_for_what_and_why(client):
    program = client.get("/api/v1/programs/school").json
    exam = next(a for a in program["activities"] if a["id"] == "exam")
    assert exam["clause"] == "S(1)"
    assert len(exam["requires"]) == 8
    assert program["clauses"]["S(1)"]["en"] == "Everything is read before the exam."
    assert [a["id"] for a in program["activities"] if not a["offered"]] == ["paper"]


def test_a_program_that_is_not_loaded_is_not_found(client):
    assert client.get("/api/v1/programs/nothing").status_code == 404


def test_programs_are_for_the_signed_in(school):
    assert school.app.test_client().get("/api/v1/programs").status_code == 401
