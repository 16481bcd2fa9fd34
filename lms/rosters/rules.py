"""Reading a roster file: which encoding, which columns, and what is wrong with which line. Pure."""
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of a roster file; ``line`` is its line in the file, the header being 1."""

    line: int
    email: str
    family_name: str
    given_name: str
    kana: str
    organization: str


COLUMNS = {
    "email": ("email", "メールアドレス"),
    "family_name": ("family_name", "姓", "氏"),
    "given_name": ("given_name", "名"),
    "kana": ("kana", "フリガナ"),
    "organization": ("organization", "所属機関"),
}
MAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>]{2,}")


def decoded(data: bytes) -> tuple[str, str]:
    """Text and encoding of a roster: UTF-8 with or without BOM, else CP932. ValueError when it is neither.

    The order is fixed and nothing is guessed: hardly any CP932 text is valid UTF-8.
    """
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8 nor CP932")


def roster(text: str) -> tuple[list[RosterRow], dict[int, str]]:
    """The rows of a roster and the errors by line; line 1 is the header. Nothing is dropped silently."""
    lines = list(csv.reader(io.StringIO(text, newline="")))
    if not lines:
        return [], {1: "ファイルが空です。1行目に項目名を書いてください。"}
    places = _places(lines[0])
    missing = [names[-1] for key, names in COLUMNS.items() if key not in places and key in ("email", "family_name")]
    if missing:
        return [], {1: "1行目に項目名がありません：" + "、".join(missing)}
    rows = [_roster_row(n, cells, places) for n, cells in enumerate(lines[1:], 2) if any(c.strip() for c in cells)]
    return rows, _roster_errors(rows)


def _places(header: Sequence[str]) -> dict[str, int]:
    cells = [cell.strip().lower() for cell in header]
    return {key: cells.index(name) for key, names in COLUMNS.items() for name in names if name in cells}


def _roster_row(line: int, cells: Sequence[str], places: Mapping[str, int]) -> RosterRow:
    def cell(key: str) -> str:
        at = places.get(key)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    return RosterRow(line, cell("email").lower(), cell("family_name"), cell("given_name"), cell("kana"),
                     cell("organization"))


def _roster_errors(rows: Sequence[RosterRow]) -> dict[int, str]:
    errors: dict[int, str] = {}
    seen: dict[str, int] = {}
    for row in rows:
        if not MAIL.fullmatch(row.email):
            errors[row.line] = "メールアドレスの形が正しくありません。"
        elif row.email in seen:
            errors[row.line] = "同じメールアドレスが、このファイルの前の行にもあります。"
        elif not row.family_name:
            errors[row.line] = "姓(または氏名)を入力してください。"
        elif any(len(value) > 100 for value in (row.family_name, row.given_name, row.kana, row.organization)):
            errors[row.line] = "長すぎます。100文字までにしてください。"
        elif any(ord(c) < 32 for c in row.email + row.family_name + row.given_name + row.kana + row.organization):
            errors[row.line] = "使えない文字が含まれています。"
        seen.setdefault(row.email, row.line)
    return errors
