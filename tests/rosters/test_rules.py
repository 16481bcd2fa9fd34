"""Reading a roster: every encoding offices send, every mistake named by its line."""
import pytest

from lms.rosters.rules import EXAMPLE, ROW_LIMIT, decoded, roster

HEAD = "メールアドレス,姓,名,フリガナ,所属機関"
HANAKO = "hanako@city.example.jp,髙﨑,花子,タカサキ ハナコ,緑川市"


@pytest.mark.parametrize(("codec", "found"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-bom"), ("cp932", "cp932")])
def test_a_roster_is_read_in_the_encodings_that_offices_send(codec: str, found: str) -> None:
    text = f"{HEAD}\r\n{HANAKO}\r\n"
    assert decoded(text.encode(codec)) == (text, found)


@pytest.mark.parametrize("data", [HEAD.encode("utf-16"), b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n\xff"])
def test_what_is_neither_is_refused_not_guessed(data: bytes) -> None:
    with pytest.raises(ValueError, match="neither"):
        decoded(data)


def test_one_line_is_one_person() -> None:
    rows, errors = roster(f"{HEAD}\r\n{HANAKO}\r\n")
    assert errors == {}
    assert [(r.line, r.email, r.family_name, r.given_name, r.organization) for r in rows] == [
        (2, "hanako@city.example.jp", "髙﨑", "花子", "緑川市")]


@pytest.mark.parametrize("header", [
    "email,family_name,given_name", "EMAIL, Family_Name ,given_name", "メールアドレス,姓,名", "メールアドレス,氏,名", "メールアドレス,氏名",
    "ｅｍａｉｌ,name", "\ufeffメールアドレス,姓,名", "備考,メールアドレス,氏名", "メールアドレス\t姓\t名",
])
def test_columns_have_names_and_any_order(header: str) -> None:
    separator = "\t" if "\t" in header else ","
    names = header.split(separator)
    mails = [name.strip().lower() in ("email", "ｅｍａｉｌ") or "メール" in name for name in names]
    line = separator.join("a@example.jp" if mail else "山田" for mail in mails)
    rows, errors = roster(f"{header}\n{line}")
    assert errors == {}
    assert rows[0].email == "a@example.jp"


@pytest.mark.parametrize(("text", "line"), [
    ("", 1), ("\r\n\r\n", 1), (HEAD, 1), ("姓,名\n山田,花子", 1), ("メールアドレス,所属機関\na@example.jp,緑川市", 1),
    (f'{HEAD}\n"hanako', 2), (f"{HEAD}\n" + "x" * 200_000, 2), (f'{HEAD}\n{HANAKO}\n"b"@example.jp,山田,,,\n{HANAKO}', 3),
    (f'{HEAD}\n{HANAKO}\nb@example.jp,"山田,,,\n{HANAKO}', 3),
])
def test_a_file_that_is_no_roster_is_refused_where_it_is_none(text: str, line: int) -> None:
    rows, errors = roster(text)
    assert (rows, list(errors)) == ([], [line])


@pytest.mark.parametrize(("cells", "word"), [
    (",山田,花子,,", "メールアドレス"), ("x,山田,花子,,", "メールアドレス"), ("a@b,山田,花子,,", "メールアドレス"),
    ("a b@example.jp,山田,,,", "メールアドレス"), ("a@example.jp,,,,", "氏名"),
    ("a@example.jp," + "山" * 201 + ",,,", "200字"),
    ('a@example.jp,"山\n田",,,', "使えない文字"), ("a@example.jp,山\x07田,,,", "使えない文字"),
    ("a" * 250 + "@example.jp,山田,,,", "メール"),
])
def test_each_mistake_is_named_at_its_line(cells: str, word: str) -> None:
    _, errors = roster(f"{HEAD}\n{HANAKO}\n{cells}")
    assert list(errors) == [3]
    assert word in errors[3]


def test_the_same_address_twice_is_a_mistake_in_any_width() -> None:
    _, errors = roster(f"{HEAD}\n{HANAKO}\nＨＡＮＡＫＯ@city.example.jp,別,人,,")
    assert list(errors) == [3]


def test_empty_lines_are_skipped_and_lines_keep_their_numbers() -> None:
    rows, errors = roster(f"{HEAD}\n\n{HANAKO}\n,,,,\nx,,,,\n")
    assert ([r.line for r in rows], list(errors)) == ([3, 5], [5])


def test_a_cell_with_a_line_end_does_not_shift_the_numbers() -> None:
    rows, _ = roster(f'{HEAD}\na@example.jp,"山\n田",,,\n{HANAKO}')
    assert [r.line for r in rows] == [2, 4]


def test_a_single_name_and_a_latin_name_are_names() -> None:
    rows, errors = roster("email,family_name,given_name,latin_name\na@example.jp,,スカルノ,\nb@example.jp,,,SUHARTO")
    assert (len(rows), errors) == (2, {})


def test_too_many_lines_are_refused_as_a_whole() -> None:
    many = "\n".join(f"p{n}@example.jp,山田" for n in range(ROW_LIMIT + 1))
    rows, errors = roster(f"email,name\n{many}")
    assert list(errors) == [ROW_LIMIT + 2]
    assert len(rows) == ROW_LIMIT + 1


def test_the_sample_is_a_good_roster() -> None:
    rows, errors = roster("\n".join(",".join(line) for line in EXAMPLE))
    assert (len(rows), errors) == (1, {})
