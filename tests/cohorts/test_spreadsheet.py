"""CSV for Japanese offices (norm 15)."""
import csv
import io

import pytest

from lms.cohorts.spreadsheet import as_csv, harmless, unmappable

HEADER = ["氏名", "所属機関"]


def test_the_default_is_utf_8_with_a_byte_order_mark_and_crlf() -> None:
    data = as_csv(HEADER, [["髙木 𠮷子", "緑川市"]])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == '"氏名","所属機関"\r\n"髙木 𠮷子","緑川市"\r\n'


def test_cp932_keeps_what_windows_calls_shift_jis() -> None:
    data = as_csv(HEADER, [["髙﨑 ①", "若松市～"]], "cp932")
    assert list(csv.reader(io.StringIO(data.decode("cp932"))))[1] == ["髙﨑 ①", "若松市～"]


def test_what_cp932_lacks_is_named_by_row_and_column_and_never_replaced() -> None:
    rows = [["山田", "緑川市"], ["𠮷田 é", "緑川市"]]
    lost = unmappable(HEADER, rows, "cp932")
    assert [(c.line, c.column, c.value, c.characters) for c in lost] == [(3, "氏名", "𠮷田 é", "𠮷é")]
    with pytest.raises(UnicodeEncodeError):
        as_csv(HEADER, rows, "cp932")
    assert unmappable(HEADER, rows, "utf-8") == []


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋81", "－1", "＠SUM(A1)"])
def test_nothing_begins_a_formula(cell: str) -> None:
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["山田", "a=b", "", "3-1", "1"])
def test_ordinary_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell
