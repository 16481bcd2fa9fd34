"""Reading a roster file: which encoding, which columns, and what is wrong with which line. Pure."""
import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.access import Grant, Role

BOM = b"\xef\xbb\xbf"
ROW_LIMIT = 500  # a round has some sixty people; a file is one transaction, in which nobody else can write
CELL_LENGTH = 200
MAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")
# What Python's codecs let pass though no roster holds it: NUL, and the bytes that CP932 leaves undefined.
NO_TEXT = re.compile("[\x00\x80\uf8f0-\uf8f3]")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# Column to the names it may have in the first line. Only the address and some name are needed.
COLUMNS = {  # not translated
    "email": ("email", "メールアドレス"),
    "family_name": ("family_name", "姓", "氏"),
    "given_name": ("given_name", "名"),
    "name": ("name", "氏名"),
    "kana": ("kana", "フリガナ"),
    "latin_name": ("latin_name", "ローマ字氏名"),
    "organization": ("organization", "所属機関"),
}
# A file to fill in: the first line, and one that shows how.
EXAMPLE = (  # not translated
    ("メールアドレス", "姓", "名", "フリガナ", "所属機関"),
    ("hanako@city.example.jp", "山田", "花子", "ヤマダ ハナコ", "緑川市 多文化共生課"),
)
NAMES = ("family_name", "given_name", "name", "latin_name")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of a roster file; ``line`` is its line in the file, the header being 1. ``name`` is a whole name."""

    line: int
    email: str
    family_name: str = ""
    given_name: str = ""
    kana: str = ""
    organization: str = ""
    latin_name: str = ""
    name: str = ""


def decoded(data: bytes) -> tuple[str, str]:
    """Text and encoding (``utf-8``, ``utf-8-bom`` or ``cp932``). ValueError when it is none of them.

    The order is fixed and nothing is guessed: hardly any CP932 text is valid UTF-8.
    """
    marked = data.startswith(BOM)
    for encoding, codec in (("utf-8-bom" if marked else "utf-8", "utf-8-sig"), ("cp932", "cp932")):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if not NO_TEXT.search(text):
            return text, encoding
    raise ValueError("neither UTF-8 nor CP932")


def roster(text: str) -> tuple[list[RosterRow], dict[int, str]]:
    """The rows of a roster and the errors by line; line 1 is the header. Nothing is dropped silently."""
    lines, broken = records_of(text)
    if broken:
        return [], {broken: "CSVとして読めません。引用符の閉じ忘れや、使えない文字がないかを確かめてください。"}
    if not lines:
        return [], {1: "中身が空です。1行目に項目名、2行目から受講者を書いてください。"}
    places = _places(lines[0][1])
    if problem := _problem_of_header(places):
        return [], {1: problem}
    rows = [_row(number, cells, places) for number, cells in lines[1:]]
    if not rows:
        return [], {1: "受講者の行がありません。2行目から、1行に1名を書いてください。"}
    return rows, _problem_of_size(rows) or _problems_of_rows(rows)


def records_of(text: str) -> tuple[list[tuple[int, list[str]]], int | None]:
    """Records that hold anything, each with the line it begins in, and where the first one begins that is no CSV.

    What is pasted from a spreadsheet has tabs.
    """
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",", strict=True)
    found, begins = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        return found, begins
    return found, None


def _places(header: Sequence[str]) -> dict[str, int]:
    cells = [plain_cell(cell) for cell in header]
    return {key: cells.index(name) for key, names in COLUMNS.items() for name in names if name in cells}


def plain_cell(cell: str) -> str:
    """Half-width and lower case: for column names and addresses, never for the names of people."""
    return unicodedata.normalize("NFKC", cell.removeprefix("\ufeff")).strip().casefold()


def _problem_of_header(places: Mapping[str, int]) -> str | None:
    if "email" not in places:
        return "1行目に「メールアドレス」の項目がありません。見本の1行目と比べてください。"
    if not places.keys() & set(NAMES):
        return "1行目に「姓」と「名」(または「氏名」)の項目がありません。見本の1行目と比べてください。"
    return None


def _row(line: int, cells: Sequence[str], places: Mapping[str, int]) -> RosterRow:
    def cell(key: str) -> str:
        at = places.get(key)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    return RosterRow(line, plain_cell(cell("email")), cell("family_name"), cell("given_name"), cell("kana"),
                     cell("organization"), cell("latin_name"), cell("name"))


def _problem_of_size(rows: Sequence[RosterRow]) -> dict[int, str]:
    if len(rows) <= ROW_LIMIT:
        return {}
    return {rows[ROW_LIMIT].line: "一度に登録できるのは500名までです。ファイルを分けてください。"}


def _problems_of_rows(rows: Sequence[RosterRow]) -> dict[int, str]:
    errors: dict[int, str] = {}
    seen: set[str] = set()
    for row in rows:
        problem = problem_of_row(row)
        if problem is None and row.email in seen:
            problem = "同じメールアドレスが、前の行にもあります。"
        if problem:
            errors[row.line] = problem
        seen.add(row.email)
    return errors


def problem_of_row(row: RosterRow) -> str | None:
    """What is wrong with one line by itself, as a message id."""
    values = (row.email, row.family_name, row.given_name, row.kana, row.organization, row.latin_name, row.name)
    if not MAIL.fullmatch(row.email) or len(row.email) > 254:
        return "メールアドレスを name@example.jp の形で書いてください。"
    if not any(getattr(row, name) for name in NAMES):
        return "氏名を書いてください。姓か名のどちらかだけでもかまいません。"
    if any(len(value) > CELL_LENGTH for value in values):
        return "長すぎる項目があります。200字以内にしてください。"
    if any(CONTROL.search(value) for value in values):
        return "使えない文字(改行など)が含まれています。"
    return None


def may_invite(helper: frozenset[Grant], rounds: set[str], held: frozenset[Grant]) -> bool:
    """Whether somebody may have the link into an account: no round of the person and no role of theirs lies beyond
    what the helper looks after. ``rounds``: ids of cohorts; ``held``: what the person may do."""
    own = {grant.cohort for grant in helper if grant.role is Role.SECRETARIAT}
    reach = all(grant.role is Role.TRAINEE or grant.cohort in own for grant in held)
    return None in own or (rounds <= own and reach)
