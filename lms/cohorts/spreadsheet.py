"""CSV for Japanese offices (domain.md section 5, norm 15): BOM or CP932, no formulas, nothing lost silently. Pure."""
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

ENCODINGS = {"utf-8": "utf-8-sig", "cp932": "cp932"}
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # full-width ones too: spreadsheets set to Japanese take them for the same


@dataclass(frozen=True, slots=True)
class Unmappable:
    """A character that an encoding lacks; ``line`` counts from 1, the header being 1."""

    line: int
    column: str
    value: str
    characters: str


def unmappable(header: Sequence[str], rows: Sequence[Sequence[str]], encoding: str) -> list[Unmappable]:
    """Every cell that would lose a character."""
    found = []
    for line, cells in enumerate(rows, 2):
        for column, value in zip(header, cells, strict=True):
            lost = "".join(c for c in dict.fromkeys(value) if not _fits(c, ENCODINGS[encoding]))
            if lost:
                found.append(Unmappable(line, column, value, lost))
    return found


def _fits(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def as_csv(header: Sequence[str], rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """The file, with CRLF. UnicodeEncodeError where ``unmappable`` finds anything."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode(ENCODINGS[encoding])


def harmless(cell: str) -> str:
    """A spreadsheet runs what begins like a formula; with an apostrophe ahead it only shows it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
