"""Markdown as authors write it here: Japanese emphasis, furigana, tables; raw HTML is shown as text. Pure."""
import html as entities
import re
from collections.abc import Mapping

import nh3
from markdown_it import MarkdownIt
from mdit_py_cjk_friendly import cjk_friendly, ruby

TABLE_ROW = re.compile(r"^[ \t]*\|.*$", re.M)
FURIGANA = re.compile(r"\{[^{}|\n]+(?:\|[^{}|\n]+)+\}")
BLOCK_ENDS = re.compile(r"</(?:p|h3|h4|li|tr|td|th|blockquote|div)>|<br>")


def parser() -> MarkdownIt:
    """A parser that a package may extend."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").use(cjk_friendly).use(ruby)


def prepared(source: str) -> str:
    """A table would take the bar inside ``{漢字|かんじ}`` for the end of a cell."""
    return TABLE_ROW.sub(lambda row: FURIGANA.sub(lambda word: word[0].replace("|", "\\|"), row[0]), source)


def clean(drawn: str, tags: set[str], attributes: Mapping[str, set[str]]) -> str:
    """Only what is allowed."""
    return nh3.clean(drawn, tags=tags, attributes=dict(attributes), link_rel="noopener noreferrer")


def without_furigana(drawn: str) -> str:
    """The same HTML with the base text only."""
    return re.sub(r"<(rp|rt)>.*?</\1>|</?ruby>", "", drawn, flags=re.S)


def plain(drawn: str) -> str:
    """The words of an HTML text, without furigana, one block a line; not escaped."""
    blocks = BLOCK_ENDS.sub("\n", without_furigana(drawn))
    words = entities.unescape(nh3.clean(blocks, tags=set(), attributes={})).replace("\u00a0", " ")
    return re.sub(r"\s*\n\s*", "\n", words).strip()
