"""Markdown to sanitized HTML: furigana, tables, fictitious cases; raw HTML is shown as text."""
import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from mdit_py_cjk_friendly import cjk_friendly, ruby
from mdit_py_plugins.container import container_plugin

TAGS = {
    "p", "h3", "h4", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "a", "blockquote",
    "code", "pre", "hr", "br", "ruby", "rt", "rp", "div",
}
ATTRIBUTES = {"a": {"href"}, "div": {"class"}, "ol": {"start"}}


def _case(self, tokens, index, options, env):  # type: ignore[no-untyped-def]
    """``::: case 題``: a box with a heading of its own."""
    if tokens[index].nesting != 1:
        return "</div>\n"
    title = tokens[index].info.strip().removeprefix("case").strip()
    return f'<div class="case stack">\n<h3>{escapeHtml(title)}</h3>\n'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return parser.use(cjk_friendly).use(ruby).use(container_plugin, "case", render=_case)


PARSER = _parser()
TABLE_ROW = re.compile(r"^[ \t]*\|.*$", re.M)
FURIGANA = re.compile(r"\{[^{}|\n]+(?:\|[^{}|\n]+)+\}")


def _escaped_bars(row: re.Match[str]) -> str:
    """A table would take the bar inside ``{漢字|かんじ}`` for the end of a cell."""
    return FURIGANA.sub(lambda word: word[0].replace("|", "\\|"), row[0])


def html(source: str) -> str:
    """Sanitized HTML of a Markdown text. Tables scroll in a frame of their own on a narrow screen."""
    drawn = PARSER.render(TABLE_ROW.sub(_escaped_bars, source))
    drawn = drawn.replace("<table>", '<div class="table-frame"><table>').replace("</table>", "</table></div>")
    return nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, link_rel="noopener noreferrer")


def without_furigana(drawn: str) -> str:
    """The same HTML with the base text only."""
    return re.sub(r"<(rp|rt)>.*?</\1>|</?ruby>", "", drawn, flags=re.S)


def plain(drawn: str) -> str:
    """The words of an HTML text, without furigana, one block a line."""
    blocks = re.sub(r"</(p|h3|h4|li|tr|blockquote|div)>", "\n", without_furigana(drawn))
    words = nh3.clean(blocks, tags=set(), attributes={})
    unescaped = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&nbsp;", " ")
    return re.sub(r"\s*\n\s*", "\n", unescaped).strip()
