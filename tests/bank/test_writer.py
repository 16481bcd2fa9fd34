"""What is written out for the editor reads as the same items."""
import pytest

from assessments.items import quiz, services
from assessments.items.item import Item
from assessments.items.writer import written
from tests.assessments.test_items import KINDS

HEADER = "---\nlecture: {}\n---\n"


def units(items: list[Item]) -> list[list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.case_id or item.id, []).append(item)
    return list(found.values())


def again(items: list[Item]) -> list[Item]:
    header = HEADER.format(items[0].lecture)
    return list(quiz.read_quiz({n: header + written(items, n) for n in ("ja", "en")}, "x"))


def test_items_of_every_kind_and_of_a_case_come_back_as_they_were() -> None:
    found = list(quiz.read_quiz({"ja": KINDS, "en": KINDS.replace("どこ", "where")}, "A1"))
    assert {item.kind for item in found} >= {"matching", "ordering", "numeric", "text", "true-false"}
    for items in units(found):
        assert again(items) == items


@pytest.mark.parametrize("program", ["fnsc-training"])
def test_every_shipped_item_comes_back_as_it_was(in_app: object, program: str) -> None:
    from lms.programs import services as programs

    shipped = next(p for p in programs.shipped() if p.id == program)
    found = services.read_shipped(shipped)
    assert len(found) > 100
    assert [items for items in units(found) if again(items) != items] == []
