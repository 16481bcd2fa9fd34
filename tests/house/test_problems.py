"""Every refusal has one stable code, and docs/problems.md says what it means and what to do."""
import re
from collections import Counter
from pathlib import Path

from lms.programs.standing import Reason
from lms.web.advice import kinds
from tools.messages import JAPANESE

DOCUMENT = (Path(__file__).parents[2] / "docs" / "problems.md").read_text()


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", DOCUMENT, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_kind_of_error_has_a_code_of_its_own(app):
    assert [slug for slug, times in Counter(kind.slug for kind in kinds()).items() if times > 1] == []


def test_every_code_is_documented_and_nothing_else_is(app):
    assert sorted(sections()) == sorted(kind.slug for kind in kinds())


def test_each_section_gives_the_status_and_speaks_both_languages(app):
    for kind in kinds():
        japanese, _, english = sections()[kind.slug].strip().partition("\n\n")
        assert japanese.startswith(f"{kind.status}. ")
        assert JAPANESE.search(japanese)
        assert re.search(r"[A-Za-z]+ [a-z]+ ", english)


def test_every_reason_of_a_refusal_is_documented():
    listed = re.findall(r"^\| `([a-z-]+)` \|", sections()["refused"], flags=re.MULTILINE)
    assert sorted(listed) == sorted(reason.value for reason in Reason)
