"""Markdown of items to sanitized HTML, with furigana; raw HTML is shown as text."""
import re

import nh3
from markdown_it import MarkdownIt
from mdit_py_cjk_friendly import cjk_friendly, ruby

TAGS = {"p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "blockquote", "br",
        "ruby", "rt", "rp", "a", "code"}
PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").use(cjk_friendly).use(ruby)


def html(source: str) -> str:
    """Blocks, e.g. a stem with paragraphs and a list."""
    return _clean(PARSER.render(source))


def inline(source: str) -> str:
    """One line without a paragraph around it, e.g. a choice in its label."""
    return _clean(PARSER.renderInline(source))


def plain(source: str) -> str:
    """The words alone, on one line, without furigana and marks; not escaped."""
    bare = re.sub(r"<rt>.*?</rt>|<rp>.*?</rp>", "", PARSER.render(source))
    words = nh3.clean(re.sub(r"</(p|li|td|th)>|<br>", " ", bare), tags=set(), attributes={})
    return re.sub(r"\s+", " ", words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).strip()


def without_furigana(drawn: str) -> str:
    """The same HTML with the base text only."""
    return re.sub(r"<ruby>(.*?)<rp>.*?</ruby>", r"\1", drawn, flags=re.S)


def _clean(drawn: str) -> str:
    return nh3.clean(drawn, tags=TAGS, attributes={"a": {"href"}}, link_rel="noopener noreferrer")
