from datetime import UTC, datetime, timedelta

import pytest

from lms.access import Grant, Role
from lms.people import rules
from lms.people.rules import NewPerson
from lms.periods import Window

START = datetime(2027, 6, 10, 1, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TRAINEE = frozenset({Grant(Role.TRAINEE)})
STAFF = frozenset({Grant(Role.TRAINEE), Grant(Role.LECTURER, "cohort-1")})


@pytest.mark.parametrize(("typed", "kept"), [
    ("佐藤", "佐藤"), ("　佐藤 ", "佐藤"), ("佐藤　明里", "佐藤 明里"),
    ("\ufa19田", "\ufa19田"),      # 神 in its compatibility form: both NFC and NFKC would change it
    ("髙﨑", "髙﨑"), ("葛\U000e0100城", "葛\U000e0100城"), ("𠮷野", "𠮷野"), ("ﾊｰﾌ", "ﾊｰﾌ"),
])
def test_a_name_keeps_its_characters(typed: str, kept: str) -> None:
    assert rules.folded_name(typed) == kept


@pytest.mark.parametrize("typed", ["さとう　あかり", "ｻﾄｳ ｱｶﾘ", "サトウ アカリ", " さとう  アカリ"])
def test_kana_become_full_width_katakana(typed: str) -> None:
    assert rules.folded_kana(typed) == "サトウ アカリ"


def test_half_width_voiced_kana_become_one_letter() -> None:
    assert rules.folded_kana("ﾜﾀﾅﾍﾞ ｳﾞｨ") == "ワタナベ ヴィ"


@pytest.mark.parametrize("typed", ["A.Sato@City.example", "ａ.ｓａｔｏ＠ｃｉｔｙ.example", "  a.sato@city.EXAMPLE\n"])
def test_one_mailbox_is_one_address(typed: str) -> None:
    assert rules.folded_email(typed) == "a.sato@city.example"


@pytest.mark.parametrize(("family", "given", "latin", "shown"), [
    ("佐藤", "明里", "SATO Akari", "佐藤 明里"), ("", "スカルノ", "", "スカルノ"), ("グエン", "", "", "グエン"),
    ("", "", "NGUYEN Thi Hoa", "NGUYEN Thi Hoa"),
])
def test_the_shown_name(family: str, given: str, latin: str, shown: str) -> None:
    assert rules.display_name(family, given, latin) == shown


@pytest.mark.parametrize(("line", "parts"), [
    ("佐藤　明里", ("佐藤", "明里", "")), ("スカルノ", ("", "スカルノ", "")),
    ("NGUYEN Thi Hoa", ("", "", "NGUYEN Thi Hoa")),
    ("Nguyễn Thị Lan", ("", "", "Nguyễn Thị Lan")), ("José García", ("", "", "José García")),
    ("Nguye\u0302\u0303n Thi\u0323 Lan", ("", "", "Nguye\u0302\u0303n Thi\u0323 Lan")),  # as a Mac types it
    ("ＳＡＮＴＯＳ　Ｍａｒｉａ", ("", "", "ＳＡＮＴＯＳ Ｍａｒｉａ")), ("O’Neill-Ng Anna", ("", "", "O’Neill-Ng Anna")),
    ("サントス Maria", ("サントス", "Maria", "")), ("山田 アン マリー", ("山田", "アン マリー", "")),
])
def test_one_line_splits_into_a_name(line: str, parts: tuple[str, str, str]) -> None:
    assert rules.split_name(line) == parts


@pytest.mark.parametrize(("change", "field"), [
    ({"family_name": ""}, "family_name"), ({"family_name": "佐\x00藤"}, "family_name"), ({"given_name": "あ" * 201}, "given_name"),
    ({"kana": "サ\x07"}, "kana"), ({"latin_name": "x" * 201}, "latin_name"), ({"email": ""}, "email"),
    ({"email": "a@b"}, "email"), ({"email": "a b@c.example"}, "email"), ({"email": "a@b@c.example"}, "email"),
    ({"email": "x" * 250 + "@c.example"}, "email"), ({"email": "a\x00@c.example"}, "email"), ({"locale": "fr"}, "locale"),
])
def test_what_cannot_be_stored_is_named_by_field(change: dict[str, str], field: str) -> None:
    new = NewPerson(**{"email": "a@c.example", "family_name": "佐藤", **change})
    assert list(rules.problems_of_person(rules.folded(new))) == [field]


@pytest.mark.parametrize("name", ["佐", "あ" * 200, "Ó Súilleabháin"])
def test_short_long_and_accented_names_are_fine(name: str) -> None:
    assert rules.problems_of_person(NewPerson(email="a@c.example", family_name=name)) == {}


@pytest.mark.parametrize(("password", "fits"), [
    ("x" * 11, False), ("x" * 12, True), ("なまえのないぱすわーどです", True), ("x" * 200, True), ("x" * 201, False),
    ("a.sato@city.example", False),
])
def test_a_password_is_judged_by_its_length(password: str, fits: bool) -> None:
    assert (rules.problem_of_password(password, "a.sato@city.example") is None) == fits


@pytest.mark.parametrize(("grants", "silence", "age", "lives"), [
    (TRAINEE, 12 * HOUR - MINUTE, DAY, True), (TRAINEE, 12 * HOUR, DAY, False),
    (TRAINEE, MINUTE, 7 * DAY - MINUTE, True), (TRAINEE, MINUTE, 7 * DAY, False),
    (STAFF, 30 * MINUTE - timedelta(seconds=1), HOUR, True), (STAFF, 30 * MINUTE, HOUR, False),
    (STAFF, MINUTE, DAY - MINUTE, True), (STAFF, MINUTE, DAY, False),
    (frozenset(), HOUR, 2 * HOUR, True),
])
def test_a_session_ends_by_silence_or_by_age(grants: frozenset[Grant], silence: timedelta, age: timedelta, lives: bool) -> None:
    promised = Window(START - age, START - age + rules.session_life(grants))
    assert rules.session_lives(promised, START - silence, grants, START) == lives


def test_a_trainee_who_becomes_staff_is_held_to_the_shorter_life() -> None:
    promised = Window(START - 2 * DAY, START + 5 * DAY)
    assert rules.session_lives(promised, START, TRAINEE, START)
    assert not rules.session_lives(promised, START, STAFF, START)


@pytest.mark.parametrize(("minutes", "until"), [
    ([], None), ([-1, -1, -1, -1], None), ([-4, -3, -2, -1, 0], 15), ([-14, -9, -8, -7, -6], 9), ([-15, -3, -2, -1, 0], None),
    ([-20, -19, -18, -17, -15], None), ([-29, -28, -17, -16, -15 + 1], None), ([-25, -24, -23, -22, -14], 1),
])
def test_guessing_stops_for_15_minutes_after_the_fifth_failure(minutes: list[int], until: int | None) -> None:
    stopped = rules.stopped_until([START + n * MINUTE for n in minutes], 5, START)
    assert stopped == (None if until is None else START + until * MINUTE)


@pytest.mark.parametrize(("minutes", "left"), [([], 5), ([0], 4), ([-15, 0], 4), ([-3, -2, -1, 0], 1), ([0] * 6, 0)])
def test_failures_left(minutes: list[int], left: int) -> None:
    assert rules.failures_left([START + n * MINUTE for n in minutes], 5, START) == left


@pytest.mark.parametrize(("address", "network"), [
    ("203.0.113.9", "203.0.113.9"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("", "unknown"), ("nonsense", "unknown"),
])
def test_a_guesser_is_known_by_network(address: str, network: str) -> None:
    assert rules.network_of(address) == network


@pytest.mark.parametrize(("wish", "path"), [
    ("/account", "/account"), ("/lectures/A1?t=10#x", "/lectures/A1?t=10#x"), ("/講義", "/講義"), (None, "/"), ("", "/"),
    ("https://evil.example", "/"), ("//evil.example", "/"), ("/\\evil.example", "/"), ("\\\\evil.example", "/"),
    ("/\t/evil.example", "/"), ("/a\r\nX: y", "/"), ("javascript:alert(1)", "/"), (" /account", "/"), ("evil.example", "/"),
    ("/a\\b", "/"), ("///evil.example", "/"),
])
def test_sign_in_goes_on_to_our_own_pages_only(wish: str | None, path: str) -> None:
    assert rules.local_path(wish) == path


@pytest.mark.parametrize(("agent", "label"), [
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Windows, Edge"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604", "iPhone, Safari"),
    ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Android, Chrome"), ("curl/8", ""),
])
def test_a_device_is_told_in_two_words(agent: str, label: str) -> None:
    assert rules.device_label(agent) == label


@pytest.mark.parametrize(("label", "days", "fields"), [
    ("連携", 90, []), ("", 90, ["label"]), ("x" * 81, 90, ["label"]), ("連携", 0, ["days"]), ("連携", 366, ["days"]),
])
def test_a_token_has_a_purpose_and_an_end(label: str, days: int, fields: list[str]) -> None:
    assert list(rules.problems_of_token(label, days)) == fields
