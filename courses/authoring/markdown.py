"""Markdown of lectures to sanitized HTML: furigana, tables, fictitious cases."""
from markdown_it.common.utils import escapeHtml
from mdit_py_plugins.container import container_plugin

from lms import markdown

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


PARSER = markdown.parser().use(container_plugin, "case", render=_case)

without_furigana = markdown.without_furigana
plain = markdown.plain


def html(source: str) -> str:
    """Sanitized HTML of a Markdown text. Tables scroll in a frame of their own on a narrow screen."""
    drawn = PARSER.render(markdown.prepared(source))
    drawn = drawn.replace("<table>", '<div class="table-frame"><table>').replace("</table>", "</table></div>")
    return markdown.clean(drawn, TAGS, ATTRIBUTES)
